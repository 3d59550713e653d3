import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loudestWindowRmsDbfs } from '../../src/dsp/loudest-window.ts';
import { integratedLufs } from '../../src/dsp/loudness.ts';
import { truePeakDbtp } from '../../src/dsp/peak.ts';
import { Random } from '../../src/dsp/random.ts';
import { type FinishedTexture, finishTexture } from '../../src/texture/finish.ts';
import type { Channels, Texture } from '../../src/texture/texture.ts';
import { addAt, mix, scaled, sine, whiteNoise } from '../dsp/signals.ts';

const RATE = 44100;
const OUTPUT = {
  sample_rate_hz: RATE,
  bit_depth: 24,
  channels: 2,
  fold_down: 'sum',
  true_peak_ceiling_dbtp: -1,
} as const;
const random = () => new Random('0f1e2d3c4b5a69788796a5b4c3d2e1f0');

const texture = (channels: Channels, loop: 'whole' | 'none' = 'whole'): Texture => ({
  channels,
  loop,
  targetLufs: -18,
  targetShortRmsDbfs: -20,
  rootNote: null,
  key: null,
  tempoBpm: null,
  parameters: {},
  warnings: [],
});

function finished(
  channels: Channels,
  loop: 'whole' | 'none' = 'whole',
  output: Parameters<typeof finishTexture>[2] = OUTPUT,
): FinishedTexture {
  const made = finishTexture('name', texture(channels, loop), output, random());
  if ('rule' in made) throw new Error(`rejected: ${made.rule}`);
  return made;
}

test('a loop of any length plays at its target, however quiet it was', () => {
  for (const seconds of [0.5, 2, 5]) {
    const { channels } = finished([scaled(whiteNoise(RATE * seconds), 1e-3)]);
    const played = new Float32Array(channels[0].length * 12);
    for (let i = 0; i < 12; i++) played.set(channels[0], i * channels[0].length);
    assert.ok(Math.abs(integratedLufs([played], RATE) + 18) < 0.1);
  }
});

test('a piece under 400 ms is levelled by its loudest 50 ms', () => {
  const { channels } = finished([scaled(whiteNoise(RATE * 0.2), 0.01)], 'none');
  assert.ok(Math.abs(loudestWindowRmsDbfs(channels, RATE, 0.05) + 20) < 0.1);
});

test('the ceiling wins over the target, with a warning', () => {
  const spiky = scaled(sine(200, RATE, RATE * 2), 0.001);
  addAt(spiky, Float32Array.of(0.9, -0.9, 0.9), RATE);
  const { channels, warnings } = finished([spiky]);
  assert.deepEqual(warnings, ['ceiling']);
  const peakDbtp = truePeakDbtp(channels, RATE, { loop: true });
  assert.ok(peakDbtp <= -1 && peakDbtp > -1.1, `${peakDbtp}`);
});

test('NaN and silence are refused with the reason', () => {
  const broken = whiteNoise(RATE);
  broken[77] = Number.NaN;
  const refused = finishTexture('name', texture([broken]), OUTPUT, random());
  assert.ok('rule' in refused && refused.rule === 'not-finite' && refused.measured === 'frame 77');
  const silent = finishTexture('name', texture([new Float32Array(RATE)]), OUTPUT, random());
  assert.ok('rule' in silent && silent.rule === 'silent');
});

test('equal planes become one, different ones stay two, and one output channel is their average', () => {
  const a = whiteNoise(RATE, 0.5, 1);
  const b = whiteNoise(RATE, 0.5, 2);
  assert.equal(finished([a, a.slice()]).channels.length, 1);
  assert.equal(finished([a, b]).channels.length, 2);
  assert.equal(finished([a, b], 'whole', { ...OUTPUT, channels: 1 }).channels.length, 1);
});

test('one signal on both sides is one plane at whatever levels, and opposed sides are turned into phase, with a warning', () => {
  const a = whiteNoise(RATE, 0.5, 1);
  const b = whiteNoise(RATE, 0.5, 2);
  assert.equal(finished([a, scaled(a, 0.6)]).channels.length, 1);
  const opposed = finished([a, scaled(a, -1)]);
  assert.deepEqual([opposed.channels.length, opposed.warnings], [1, ['polarity']]);
  const wide = finished([a, mix(scaled(a, -0.8), scaled(b, 0.4))]);
  assert.deepEqual([wide.channels.length, wide.warnings], [2, ['polarity']]);
  const [left, right] = wide.channels;
  assert.ok(left.reduce((sum, x, n) => sum + x * right[n], 0) > 0);
  assert.deepEqual(finished([a, mix(scaled(a, -0.2), scaled(b, 0.8))]).warnings, []);
  const folded = finished([a, scaled(a, -1)], 'whole', { ...OUTPUT, channels: 1 });
  assert.ok(Math.abs(integratedLufs(folded.channels, RATE) + 18) < 0.1);
});

test('an offset is gone, and the input is left alone', () => {
  const offset = whiteNoise(RATE, 0.3).map((x) => x + 0.2);
  const before = offset.slice();
  const { channels } = finished([offset]);
  assert.ok(Math.abs(channels[0].reduce((sum, x) => sum + x, 0) / RATE) < 1e-4);
  assert.deepEqual(offset, before);
});
