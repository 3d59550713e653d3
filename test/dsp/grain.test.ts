import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrainLoop, grainOnsets, intervalAfter } from '../../src/dsp/grain.ts';
import { Random } from '../../src/dsp/random.ts';
import { amplitudeAt, sine } from './signals.ts';

const RATE = 44100;
const random = () => new Random('00112233445566778899aabbccddeeff');
const PLAIN = { readRatio: 1, leftGain: 1, rightGain: 1, swapped: false } as const;

test('onsets ascend, close over the loop, and keep to no grid', () => {
  const onsets = grainOnsets(RATE * 8, { spacingFrames: 2646, jitterRatio: 0.5, movementRatio: 0 }, random());
  const intervals = Array.from(onsets, (_, i) => intervalAfter(onsets, i, RATE * 8));
  assert.equal(
    intervals.reduce((sum, x) => sum + x, 0),
    RATE * 8,
  );
  assert.ok(intervals.every((x) => x > 0));
  const phases = Array.from(onsets, (onset) => (2 * Math.PI * onset) / 2646);
  const clock = Math.hypot(
    phases.reduce((sum, x) => sum + Math.cos(x), 0),
    phases.reduce((sum, x) => sum + Math.sin(x), 0),
  );
  assert.ok(clock / onsets.length < 0.5, `clock ${clock / onsets.length}`);
});

test('movement makes grains denser in one half of the loop and sparser in the other, round its end', () => {
  const loopFrames = RATE * 8;
  const onsets = grainOnsets(loopFrames, { spacingFrames: 2646, jitterRatio: 0.5, movementRatio: 0.5 }, random());
  assert.equal(onsets.length, Math.round(loopFrames / 2646));
  const eighths = new Array<number>(8).fill(0);
  for (const onset of onsets) eighths[Math.floor((8 * onset) / loopFrames)]++;
  const halves = eighths.map((_, i) => [0, 1, 2, 3].reduce((sum, j) => sum + eighths[(i + j) % 8], 0));
  const densest = Math.max(...halves);
  assert.ok(densest > 1.5 * (onsets.length - densest), `${eighths}`);
});

test('a grain over the end of the loop goes on at its beginning', () => {
  const loop = new GrainLoop(10000, 1);
  loop.add([new Float32Array(4000).fill(1)], { ...PLAIN, onsetFrame: 8000, sourceFrame: 0, frames: 4000 });
  const [plane] = loop.finish();
  assert.ok(plane[0] > 0.9 && plane[9999] > 0.9 && plane[5000] === 0);
});

test('an octave up halves the period, and what would alias is gone', () => {
  for (const { hz, expected } of [
    { hz: 1000, expected: 1 },
    { hz: 15000, expected: 0 },
  ]) {
    const loop = new GrainLoop(20000, 1);
    const source = sine(hz, RATE, 30000);
    loop.add([source], { ...PLAIN, readRatio: 2, onsetFrame: 0, sourceFrame: 100, frames: 10000 });
    const [plane] = loop.finish();
    const heard = amplitudeAt(plane.subarray(3000, 7000), hz === 1000 ? 2000 : 44100 - 30000, RATE);
    assert.ok(Math.abs(heard - expected) < (expected ? 0.1 : 0.003), `${hz} Hz: ${heard}`);
  }
});

test('gains and swapping decide what is heard where', () => {
  const loop = new GrainLoop(1000, 2);
  const source = [new Float32Array(2000).fill(1), new Float32Array(2000).fill(-1)];
  loop.add(source, { ...PLAIN, onsetFrame: 0, sourceFrame: 0, frames: 1000, rightGain: 0.5, swapped: true });
  const [left, right] = loop.finish();
  assert.ok(left[500] < -0.9 && right[500] > 0.45 && right[500] < 0.55);
});
