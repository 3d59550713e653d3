import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StretchPace } from '../../src/dsp/stretch-pace.ts';

test('without hits the reading is even', () => {
  const pace = new StretchPace(1000, 2.5, [], 50);
  for (const at of [0, 1, 700, 2500, 2600]) assert.ok(Math.abs(pace.sourceAt(at) - at / 2.5) < 1e-9);
  assert.equal(pace.hitAt(700), -1);
});

test('a hit sounds where an even stretch would put it, at its own speed, and what is between makes up for it', () => {
  const pace = new StretchPace(10000, 3, [4000], 200);
  for (let n = -200; n <= 200; n += 50) assert.equal(pace.sourceAt(12000 + n), 4000 + n);
  assert.equal(pace.hitFrame(pace.hitAt(12000)), 4000);
  assert.ok(Math.abs(pace.sourceAt(11800 - 1e-6) - 3800) < 1e-3);
  assert.equal(pace.sourceAt(0), 0);
  assert.ok(Math.abs(pace.sourceAt(30000) - 10000) < 1e-6);
});

test('the reading never goes back, whatever the hits', () => {
  for (const ratio of [0.5, 1, 1.5, 8]) {
    const pace = new StretchPace(10000, ratio, [3, 100, 2500, 2600, 5200, 5300, 9990], 300);
    let before = -1;
    for (let at = 0; at < 10000 * ratio; at += 7) {
      const source = pace.sourceAt(at);
      assert.ok(source > before, `${ratio}: ${source} after ${before}`);
      before = source;
    }
  }
});

test('a hit too near the beginning, the end or another one to be made up for is not spared', () => {
  const pace = new StretchPace(10000, 3, [100, 5000, 5450, 9900], 200);
  assert.ok(pace.hitAt(15000) >= 0);
  for (const at of [300, 3 * 5450, 3 * 9900]) assert.equal(pace.hitAt(at), -1);
});
