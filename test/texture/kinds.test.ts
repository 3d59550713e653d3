import assert from 'node:assert/strict';
import { test } from 'node:test';
import { integratedLufs } from '../../src/dsp/loudness.ts';
import { truePeakDbtp } from '../../src/dsp/peak.ts';
import { seamFigures } from '../../src/dsp/seam.ts';
import type { Kind } from '../../src/texture/texture.ts';
import { addAt, harmonicNote, mix, scaled, sine, whiteNoise } from '../dsp/signals.ts';
import { type Made, make } from './make.ts';

const RATE = 22050;
const KINDS: readonly Kind[] = ['pads', 'swells', 'clouds', 'hiss'];
const seconds = (count: number) => Math.round(count * RATE);

const chord = (length: number) => mix(...[48, 55, 60, 64].map((note) => harmonicNote(note, length, RATE)));
const drone = (length: number) => mix(chord(length), whiteNoise(seconds(length), 0.002));

/** Noise bursts of 60 ms with a decay, four a second. */
function drums(length: number): Float32Array {
  const track = new Float32Array(seconds(length));
  for (let at = 1000, hit = 1; at < track.length; at += Math.round(RATE / 4), hit++) {
    addAt(
      track,
      whiteNoise(1300, 0.7, hit).map((x, n) => x * (1 - n / 1300) ** 2),
      at,
    );
  }
  return track;
}

/** Every loop meets the seam limits, every texture its level or the ceiling, in a file without DC. */
function assertSound({ textures }: Made): void {
  for (const { plan, texture, finished } of textures) {
    const { channels } = finished;
    assert.ok(truePeakDbtp(channels, RATE, { loop: texture.loop === 'whole' }) <= -1, plan.name);
    for (const plane of channels)
      assert.ok(Math.abs(plane.reduce((sum, x) => sum + x, 0) / plane.length) < 1e-3, plan.name);
    if (texture.loop !== 'whole') continue;
    const seam = seamFigures(channels, RATE);
    assert.ok(
      seam.stepRatio <= 1 && seam.fluxRatio <= 1.5 && Math.abs(seam.levelDb) <= 1,
      `${plan.name} ${JSON.stringify(seam)}`,
    );
    assert.deepEqual(finished.loop, { startFrame: 0, endFrame: channels[0].length });
  }
}

function correlationAt(signal: Float32Array, lag: number): number {
  let product = 0;
  let energy = 0;
  for (let n = 0; n < signal.length; n++) {
    product += signal[n] * signal[(n + lag) % signal.length];
    energy += signal[n] * signal[n];
  }
  return product / energy;
}

test('a steady drone with faint noise gives clean pads', () => {
  const made = make('pads', [drone(24)], RATE);
  assert.equal(made.textures.length, 3, JSON.stringify(made.rejections));
  assertSound(made);
  for (const { finished } of made.textures) {
    const { length } = finished.channels[0];
    assert.ok(length >= seconds(1.5) - 2 && length <= seconds(4.5) + 2);
    assert.ok(Math.abs(integratedLufs(finished.channels, RATE) + 18) < 1);
  }
});

test('a pad of one note knows its root', () => {
  const [pad] = make('pads', [harmonicNote(45, 14, RATE)], RATE, { pads: { count: 1 } }).textures;
  assert.equal(pad.texture.rootNote, 45);
});

test('pads of one track share less than half of their source', () => {
  const starts = make('pads', [drone(24)], RATE).textures.map(({ plan }) => plan.ranges[0]);
  starts.forEach((a, i) => {
    for (const b of starts.slice(i + 1)) {
      const shared = Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds);
      assert.ok(shared <= 0.5 * (a.endSeconds - a.startSeconds) + 1e-9);
    }
  });
});

test('drums alone give hiss and no pads', () => {
  const pads = make('pads', [drums(20)], RATE);
  assert.equal(pads.textures.length, 0);
  assert.equal(pads.rejections.length, 3);
  const hiss = make('hiss', [drums(20)], RATE, { hiss: { loop_count: 2, flicker_count: 2 } });
  assert.ok(
    hiss.textures.some(({ plan }) => plan.name.startsWith('hiss_loop')),
    JSON.stringify(hiss.rejections),
  );
  assert.ok(
    hiss.textures.some(({ plan }) => plan.name.startsWith('hiss_flicker')),
    JSON.stringify(hiss.rejections),
  );
  assertSound(hiss);
});

test('the one good region of a track is where the pad comes from', () => {
  const track = drums(30);
  addAt(track, drone(9), seconds(12));
  track.fill(0, seconds(11.9), seconds(12));
  const region = track.subarray(seconds(12), seconds(21));
  region.set(drone(9));
  const [pad] = make('pads', [track], RATE, { pads: { count: 1 } }).textures;
  assert.ok(
    pad.plan.ranges[0].startSeconds >= 11 && pad.plan.ranges[0].endSeconds <= 22,
    JSON.stringify(pad.plan.ranges),
  );
});

test('silence gives nothing but reasons', () => {
  for (const kind of KINDS) {
    const made = make(kind, [new Float32Array(seconds(12))], RATE);
    assert.equal(made.textures.length, 0, kind);
    assert.ok(made.rejections.length >= 3 && made.rejections.every(({ rule }) => rule.length > 0), kind);
  }
});

test('a track of a tenth of a second gives nothing but reasons', () => {
  for (const kind of KINDS) {
    const made = make(kind, [scaled(sine(300, RATE, seconds(0.1)), 0.5)], RATE);
    assert.equal(made.textures.filter(({ texture }) => texture.loop === 'whole').length, 0, kind);
  }
});

test('a pure tone has no air: no hiss, unless synthetic noise is asked for', () => {
  const tone = [scaled(sine(220, RATE, seconds(15)), 0.4)];
  const counts = { loop_count: 1, flicker_count: 1 };
  assert.equal(make('hiss', tone, RATE, { hiss: counts }).textures.length, 0);
  const synthetic = make('hiss', tone, RATE, { hiss: { ...counts, synthetic_when_missing: true } });
  assert.deepEqual(
    synthetic.textures.map(({ texture }) => texture.parameters.synthetic),
    [true, true],
  );
  assertSound(synthetic);
});

test('a rate without room for the band gives no hiss, with the reason', () => {
  const { textures, rejections } = make('hiss', [whiteNoise(8000 * 12, 0.3)], 8000);
  assert.equal(textures.length, 0);
  assert.ok(rejections.every(({ rule }) => rule === 'band-above-nyquist-hz'));
});

test('a cloud of a mono source is stereo, dense, and never repeats itself', () => {
  const made = make('clouds', [mix(drone(40), scaled(whiteNoise(seconds(40), 1, 5), 0.1))], RATE, {
    clouds: { count: 1 },
  });
  assertSound(made);
  const [left, right] = made.textures[0].finished.channels;
  let product = 0;
  let energies = [0, 0];
  for (let n = 0; n < left.length; n++) {
    product += left[n] * right[n];
    energies = [energies[0] + left[n] ** 2, energies[1] + right[n] ** 2];
  }
  assert.ok(product / Math.sqrt(energies[0] * energies[1]) < 0.95);
  for (let lag = seconds(1); lag < left.length - seconds(1); lag += 997)
    assert.ok(correlationAt(left, lag) < 0.9, `lag ${lag}`);
});

test('airy and warm swells play at one level, from silence to silence, within the lengths', () => {
  const made = make('swells', [drone(30)], RATE, { swells: { count: 3, max_duration_seconds: 8 } });
  assert.deepEqual(
    made.textures.map(({ plan }) => plan.name),
    ['swell01_warm', 'swell02_airy', 'swell03_dark'],
  );
  assertSound(made);
  for (const { finished, texture } of made.textures) {
    const [plane] = finished.channels;
    assert.equal(texture.loop, 'none');
    assert.ok(Math.abs(plane[0]) < 1e-4 && Math.abs(plane[plane.length - 1]) < 1e-4);
    assert.ok(plane.length >= seconds(6) - 1 && plane.length <= seconds(8) + 1);
    assert.ok(Math.abs(integratedLufs([plane], RATE) + 18) < 0.5);
  }
});

test('one output channel folds a cloud down, and equal planes become one', () => {
  const stereo = [drone(12), drone(12)];
  const mono = make('clouds', stereo, RATE, { clouds: { count: 1, duration_seconds: 3 }, output: { channels: 1 } });
  assert.equal(mono.textures[0].finished.channels.length, 1);
  assert.equal(make('pads', stereo, RATE, { pads: { count: 1 } }).textures[0].finished.channels.length, 1);
});

for (const kind of KINDS) {
  test(`${kind}: the same input gives the same bytes, and a larger count changes nothing that was there`, () => {
    const track = [mix(drone(20), scaled(drums(20), 0.05))];
    const count = (n: number) => ({
      pads: { count: n, max_onset_rate_hz: 20 },
      swells: { count: n, max_duration_seconds: 6 },
      clouds: { count: n, duration_seconds: 3 },
      hiss: { loop_count: n, flicker_count: n },
      output: { bit_depth: 16 as const },
    });
    const few = make(kind, track, RATE, count(1)).textures;
    const many = make(kind, track, RATE, count(2)).textures;
    assert.ok(few.length > 0);
    for (const { plan, digest } of few)
      assert.equal(many.find((other) => other.plan.name === plan.name)?.digest, digest, plan.name);
  });
}
