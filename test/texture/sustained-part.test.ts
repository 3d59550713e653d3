import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sustainedPart } from '../../src/texture/sustained-part.ts';
import { addAt, amplitudeAt, noiseHit, scaled, sine } from '../dsp/signals.ts';

const RATE = 44100;

test('what rings is kept up to where compressed music ends, and hits beside it are not', () => {
  const track = scaled(sine(14000, RATE, 3 * RATE), 0.1);
  addAt(track, noiseHit(RATE, 0.02, 0.5, 1), 1.5 * RATE);
  const [part] = sustainedPart([track], RATE);
  const level = amplitudeAt(part.subarray(RATE, 2 * RATE), 14000, RATE);
  assert.ok(20 * Math.log10(level / 0.1) > -1, `${level}`);
  const hit = part.subarray(1.5 * RATE, 1.5 * RATE + 400).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  assert.ok(hit < 0.2, `${hit}`);
});
