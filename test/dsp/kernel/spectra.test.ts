import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realFft } from '../../../src/dsp/fft.ts';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Integers } from '../../../src/dsp/kernel/memory.ts';
import { hann } from '../../../src/dsp/window.ts';
import { whiteNoise } from '../signals.ts';
import { emptyDoubles, isNear, staged } from './staged.ts';

const SIZE = 256;

test('the power spectrum is the squared transform of the windowed signal, with nothing in bin 0', () => {
  const [signal, window] = [whiteNoise(SIZE), hann(SIZE)];
  const power = staged(new Float32Array(SIZE / 2));
  const { setup, input, output, work } = realFft(SIZE).pointers;
  kernels.powerSpectrum(
    staged(signal).pointer,
    staged(window).pointer,
    SIZE,
    setup,
    input,
    output,
    work,
    power.pointer,
  );
  const spectrum = new Float32Array(SIZE);
  realFft(SIZE).forward(
    signal.map((sample, i) => sample * window[i]),
    spectrum,
  );
  assert.equal(power.view[0], 0);
  for (let k = 1; k < SIZE / 2; k++)
    assert.ok(isNear(power.view[k], spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2, 1e-6), `${k}`);
});

test('the sums over a spectrum are plain sums, from −140 to +12 dBFS', () => {
  const floor = 1e-14;
  for (const scale of [0, 1e-14, 1e-6, 1, 16]) {
    const power = whiteNoise(1024, 1, 7).map((value) => scale * value * value);
    const [sums, blocks] = [emptyDoubles(4), staged(new Float32Array(64))];
    kernels.spectralSums(staged(power).pointer, 1024, floor, sums.pointer, blocks.pointer);
    const plain = [0, 0, 0, 0];
    for (const [k, p] of power.entries()) {
      plain[0] += Math.sqrt(p);
      plain[1] += k * Math.sqrt(p);
      plain[2] += p;
      plain[3] += Math.log2(p + floor);
    }
    for (const [i, value] of plain.entries())
      assert.ok(isNear(sums.view[i], value, i < 3 ? 1e-5 : 2e-5), `${scale}, ${i}: ${sums.view[i]}, ${value}`);
    const third = power.subarray(32, 48).reduce((sum, p) => sum + p, 0);
    assert.ok(isNear(blocks.view[2], third, 1e-6));
  }
});

test('bands are summed from edge to edge, whatever their width', () => {
  const power = whiteNoise(64).map(Math.abs);
  const bounds = [1, 2, 4, 4, 11, 64];
  const [edges, sums] = [new Integers(bounds.length), staged(new Float32Array(5))];
  edges.view.set(bounds);
  kernels.bandSums(staged(power).pointer, edges.pointer, 5, sums.pointer);
  for (let b = 0; b < 5; b++) {
    const plain = power.subarray(bounds[b], bounds[b + 1]).reduce((sum, p) => sum + p, 0);
    assert.ok(isNear(sums.view[b], plain, 1e-6), `${b}`);
  }
});
