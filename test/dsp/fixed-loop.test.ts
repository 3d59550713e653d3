import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopStarts } from '../../src/dsp/fixed-loop.ts';
import { sine, whiteNoise } from './signals.ts';

const RATE = 22050;

test('the one place where noise comes back after the length asked for is found to the frame', () => {
  const signal = whiteNoise(20000, 0.5);
  signal.set(signal.subarray(5123, 6123), 5123 + 9000);
  const [best, second] = loopStarts(signal, 9000, 1000, 4);
  assert.deepEqual([best.startFrame, best.endFrame], [5123, 14123]);
  assert.ok(best.correlation > 0.999 && second.correlation < 0.9, `${best.correlation} ${second.correlation}`);
});

test('a length of whole periods fits everywhere, one of half a period more nowhere', () => {
  const tone = sine(441, RATE, RATE);
  assert.ok(loopStarts(tone, 50 * 100, 500, 3).every(({ correlation }) => correlation > 0.999));
  assert.ok(loopStarts(tone, 50 * 100 + 25, 500, 3).every(({ correlation }) => correlation < -0.99));
});

test('candidates are apart, best first, and no more than asked', () => {
  const found = loopStarts(whiteNoise(8000, 0.5), 3000, 800, 6);
  assert.ok(found.length > 1 && found.length <= 6);
  for (const [i, a] of found.entries())
    for (const b of found.slice(0, i)) {
      assert.ok(Math.abs(a.startFrame - b.startFrame) >= 100);
      assert.ok(a.correlation <= b.correlation);
    }
});

test('silence correlates with nothing, and what is too short has no loop', () => {
  assert.ok(loopStarts(new Float32Array(2000), 1000, 100, 2).every(({ correlation }) => correlation === 0));
  assert.deepEqual(loopStarts(sine(100, RATE, 1099), 1000, 100, 2), []);
  assert.equal(loopStarts(sine(100, RATE, 1100), 1000, 100, 2).length, 1);
  assert.deepEqual(loopStarts(sine(100, RATE, 2000), 1000, 0, 2), []);
});
