import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

test('every bin is multiplied by its own rotation, and the first becomes silent', () => {
  const bins = 12;
  const single = Math.fround;
  const [spectrum, re, im] = [whiteNoise(2 * bins, 1, 1), whiteNoise(bins, 1, 2), whiteNoise(bins, 1, 3)];
  const turned = room(2 * bins);
  kernels.turnBins(staged(spectrum).pointer, staged(re).pointer, staged(im).pointer, bins, turned.pointer);
  const expected = spectrum.map((_, i) => {
    const k = i >> 1;
    const [x, y] = [spectrum[2 * k], spectrum[2 * k + 1]];
    if (k === 0) return 0;
    return i % 2 === 0 ? single(x * re[k]) - single(y * im[k]) : single(x * im[k]) + single(y * re[k]);
  });
  assert.deepEqual(turned.view, expected);
});
