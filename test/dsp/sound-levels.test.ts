import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dbToGain } from '../../src/dsp/elementary.ts';
import { scale } from '../../src/dsp/gains.ts';
import { integratedLufs, loopLoudness } from '../../src/dsp/loudness.ts';
import { gatedLufs } from '../../src/dsp/loudness-gate.ts';
import { monoSum } from '../../src/dsp/mono.ts';
import { truePeakDbtp } from '../../src/dsp/peak.ts';
import { amplified, type SoundLevels, soundLevels } from '../../src/dsp/sound-levels.ts';
import { addAt, mix, rmsOf, scaled, sine, whiteNoise } from './signals.ts';

const RATE = 44100;
const db = (gain: number): number => 20 * Math.log10(gain);
const pulsing = whiteNoise(3 * RATE, 0.5, 2).map((x, n) => x * (0.2 + 0.8 * Math.sin((Math.PI * n) / RATE) ** 2));
const pair = [mix(pulsing, scaled(sine(220, RATE, 3 * RATE), 0.1)), scaled(pulsing, 0.7)];

const figures = ({ sums, ...levels }: SoundLevels): number[] => [
  ...Object.values(sums),
  levels.samplePeak,
  levels.truePeak,
  levels.loudestMeanSquare,
  gatedLufs(levels.once),
  gatedLufs(levels.playing),
];

for (const loop of [false, true]) {
  test(`levels of a ${loop ? 'loop' : 'one-shot'} amplified are those measured on the amplified sound`, () => {
    for (const gain of [0.125, dbToGain(-17.3), dbToGain(4.2)]) {
      const louder = pair.map((plane) => plane.slice());
      for (const plane of louder) scale(plane, gain);
      const measured = figures(soundLevels(louder, RATE, loop));
      for (const [i, value] of figures(amplified(soundLevels(pair, RATE, loop), gain)).entries())
        assert.ok(Math.abs(value - measured[i]) <= 1e-6 * Math.abs(measured[i]), `${i}: ${value}, not ${measured[i]}`);
    }
  });
}

test('levels are what the single measurements say', () => {
  const levels = soundLevels(pair, RATE, true);
  assert.equal(gatedLufs(levels.once), integratedLufs(pair, RATE));
  assert.equal(db(levels.truePeak).toFixed(9), truePeakDbtp(pair, RATE, { loop: true }).toFixed(9));
  const meanSquare = levels.sums.leftSquares / levels.sums.frames;
  assert.ok(Math.abs(Math.sqrt(meanSquare) - rmsOf(pair[0])) < 1e-9);
  const mono = soundLevels([pair[0]], RATE, false).sums;
  assert.deepEqual([mono.left, mono.leftSquares, mono.channelCount], [mono.right, mono.rightSquares, 1]);
});

test('a loop heard once and on and on reads as twenty turns of it do, within 0.2 LU at any length', () => {
  for (const seconds of [0.45, 0.9, 1.52, 2, 3.01]) {
    const loop = pulsing.slice(0, Math.round(seconds * RATE));
    addAt(loop, scaled(sine(60, RATE, loop.length), 0.4), 0);
    const turns = new Float32Array(20 * loop.length);
    for (let i = 0; i < 20; i++) turns.set(loop, i * loop.length);
    const { once, playing } = loopLoudness([loop], RATE);
    const [reading, truth] = [gatedLufs(playing), integratedLufs([turns], RATE)];
    assert.ok(Math.abs(reading - truth) < 0.2, `${seconds} s: ${reading}, not ${truth}`);
    assert.equal(gatedLufs(once), integratedLufs([loop], RATE));
  }
});

test('one plane is its own average, two are averaged, none are nothing', () => {
  assert.equal(monoSum([pulsing]), pulsing);
  assert.deepEqual(monoSum([Float32Array.of(1, 0.5), Float32Array.of(0, 0.25)]), Float32Array.of(0.5, 0.375));
  assert.equal(monoSum([]).length, 0);
});
