import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loudestMeanSquare } from '../../src/dsp/loudest-window.ts';
import { addAt, scaled, sine, whiteNoise } from './signals.ts';

const RATE = 8000;

/** By trying every start. */
function plainLoudest(channels: readonly Float32Array[], frames: number): number {
  let loudest = 0;
  for (let start = 0; start + frames <= channels[0].length; start++) {
    const windows = channels.map((channel) => channel.subarray(start, start + frames));
    const energy = windows.reduce((sum, window) => window.reduce((part, x) => part + x * x, sum), 0);
    loudest = Math.max(loudest, energy / (frames * channels.length));
  }
  return loudest;
}

const burst = scaled(whiteNoise(3001, 1, 3), 0.1);
addAt(burst, scaled(whiteNoise(150, 1, 4), 0.9), 1777);
const swelling = sine(200, RATE, 3001).map((x, n) => (x * n) / 3001);
const steady = sine(250, RATE, 3001);

test('the loudest window is the one that trying every start finds: bursts, swells, steady tones, two channels', () => {
  for (const channels of [[burst], [swelling], [steady], [burst, steady], [whiteNoise(3001, 1, 7)]])
    for (const frames of [1, 63, 64, 65, 400, 3000, 3001]) {
      const found = loudestMeanSquare(channels, RATE, frames / RATE);
      const expected = plainLoudest(channels, frames);
      assert.ok(Math.abs(found - expected) < 1e-9 * expected, `${frames} frames: ${found}, not ${expected}`);
    }
});
