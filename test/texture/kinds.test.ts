import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { integratedLufs } from '../../src/dsp/loudness.ts';
import { truePeakDbtp } from '../../src/dsp/peak.ts';
import { Random } from '../../src/dsp/random.ts';
import { seamFigures } from '../../src/dsp/seam.ts';
import { overlapRatio } from '../../src/quality/near-duplicates.ts';
import { ok } from '../../src/result.ts';
import { KINDS, kindOf } from '../../src/texture/kinds.ts';
import { makeSeries } from '../../src/texture/make-series.ts';
import type { TextureSource } from '../../src/texture/texture.ts';
import { addAt, harmonicNote, mix, scaled, sine, whiteNoise } from '../dsp/signals.ts';
import { asking, cut, type Made, make, profileWith } from './make.ts';

const RATE = 22050;
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
  for (const { record, channels } of textures) {
    assert.ok(truePeakDbtp(channels, RATE, { loop: record.loop !== null }) <= -1, record.name);
    for (const plane of channels)
      assert.ok(Math.abs(plane.reduce((sum, x) => sum + x, 0) / plane.length) < 1e-3, record.name);
    if (record.loop === null) continue;
    const seam = seamFigures(channels, RATE);
    assert.ok(
      seam.stepRatio <= 1 && seam.fluxRatio <= 1.5 && Math.abs(seam.levelDb) <= 1,
      `${record.name} ${JSON.stringify(seam)}`,
    );
    assert.deepEqual(record.loop, { startFrame: 0, endFrame: channels[0].length });
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

/** Three chords of 12 s, one after the other, with faint noise. */
function progression(): Float32Array {
  const track = whiteNoise(seconds(36), 0.002);
  for (const [index, root] of [48, 53, 46].entries())
    addAt(track, mix(...[0, 7, 12, 16].map((step) => harmonicNote(root + step, 12, RATE))), seconds(12 * index));
  return track;
}

function inputFor(track: Float32Array) {
  const analysis = analyseTrack([track], RATE);
  const randomFor = (name: string) => new Random(createHash('sha256').update(name).digest('hex'));
  return { analysis, input: { analysis, profile: profileWith(RATE, {}), randomFor } };
}

test('steady chords with faint noise give clean pads', async () => {
  const made = await make('pads', [progression()], RATE);
  assert.equal(made.textures.length, 3, JSON.stringify(made.rejections));
  assertSound(made);
  for (const { channels } of made.textures) {
    const { length } = channels[0];
    assert.ok(length >= seconds(1.5) - 2 && length <= seconds(4.5) + 2);
    assert.ok(Math.abs(integratedLufs(channels, RATE) + 18) < 1);
  }
});

test('a drone that never changes is one pad, however often it could be cut: the others are refused as doubles', async () => {
  const { textures, rejections } = await make('pads', [drone(40)], RATE);
  assert.deepEqual(
    textures.map(({ record }) => record.name),
    ['pad01'],
  );
  const [double, exhausted] = rejections;
  assert.equal(double.rule, 'near-duplicate');
  assert.ok(Number(double.measured) >= 0.9 && double.threshold === 0.9);
  assert.ok(exhausted.name === 'pad03');
});

test('a pad of one note knows its root', async () => {
  const [pad] = (await make('pads', [harmonicNote(45, 14, RATE)], RATE, { pads: { count: 1 } })).textures;
  assert.equal(pad.record.rootNote, 45);
});

test('pads of one track share less than half of their source', async () => {
  const starts = (await make('pads', [progression()], RATE)).textures.map(({ record }) => record.source[0]);
  starts.forEach((a, i) => {
    for (const b of starts.slice(i + 1)) {
      const shared = Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds);
      assert.ok(shared <= 0.5 * (a.endSeconds - a.startSeconds) + 1e-9);
    }
  });
});

test('drums alone give hiss and no pads', async () => {
  const pads = await make('pads', [drums(20)], RATE);
  assert.equal(pads.textures.length, 0);
  assert.equal(pads.rejections.length, 3);
  const hiss = await make('hiss', [drums(20)], RATE, { hiss: { loop_count: 2, flicker_count: 2 } });
  assert.ok(
    hiss.textures.some(({ record }) => record.name.startsWith('hiss_loop')),
    JSON.stringify(hiss.rejections),
  );
  assert.ok(
    hiss.textures.some(({ record }) => record.name.startsWith('hiss_flicker')),
    JSON.stringify(hiss.rejections),
  );
  assertSound(hiss);
});

test('a pad falls back to its next region where the first gives none', async () => {
  const { input } = inputFor(progression());
  const pads = await kindOf('pads');
  const [plan] = pads.plan(input).plans;
  assert.ok(plan.sources.length > 1);
  const read: TextureSource[] = [];
  const names: unknown[] = [];
  const made = await makeSeries<never>([plan], {
    kind: pads,
    input,
    seedFor: () => '',
    read: async (source) => {
      read.push(source);
      const planes = cut([progression()], RATE, source.ranges[0]);
      return ok([read.length === 1 ? planes.map((plane) => plane.fill(0)) : planes]);
    },
    keep: ({ record }) => names.push(record.name, record.source),
  });
  assert.deepEqual(made, ok([]));
  assert.deepEqual(read, plan.sources.slice(0, 2));
  assert.deepEqual(names, ['pad01', plan.sources[1].ranges]);
});

test('one drum sample played at other times is one flicker; the others are refused as doubles', async () => {
  const track = new Float32Array(seconds(20));
  const hit = whiteNoise(2600, 0.7, 3).map((x, n) => x * (1 - n / 2600) ** 2);
  for (let at = 2000; at + hit.length < track.length; at += seconds(1)) addAt(track, hit, at);
  const { textures, rejections } = await make('hiss', [track], RATE, { hiss: { loop_count: 0, flicker_count: 4 } });
  assert.equal(textures.length, 1);
  assert.equal(rejections[0].rule, 'near-duplicate');
  assert.equal(rejections.length, 3);
});

test('air in one place only is one hiss loop, and reasons for the others', async () => {
  const track = scaled(sine(220, RATE, seconds(40)), 0.3);
  addAt(track, whiteNoise(seconds(2), 0.3, 7), seconds(12));
  const { textures, rejections } = await make('hiss', [track], RATE, { hiss: { loop_count: 3, flicker_count: 0 } });
  assert.deepEqual(
    textures.map(({ record }) => record.name),
    ['hiss_loop01'],
  );
  assert.equal(rejections.length, 2);
  for (const { rule, measured, threshold } of rejections)
    assert.ok(rule === 'no-further-region' && Number(measured) > 0.5 && threshold === 0.5, rule);
});

for (const length of [14, 30, 60]) {
  test(`clouds of ${length} s share at most half of their source, or are refused with their overlap`, async () => {
    const { analysis, input } = inputFor(drone(length));
    const { plans, rejections } = (await kindOf('clouds')).plan(input);
    assert.equal(plans.length + rejections.length, 6);
    assert.equal(plans.length === 6, length > 20, `${plans.length} of ${analysis.durationSeconds} s`);
    for (const [i, a] of plans.entries())
      for (const b of plans.slice(0, i)) assert.ok(overlapRatio(a.sources[0].ranges, b.sources[0].ranges) <= 0.5);
    assert.ok(rejections.every(({ rule, measured }) => rule === 'overlapping-source' && Number(measured) > 0.45));
  });
}

test('the one good region of a track is where the pad comes from', async () => {
  const track = drums(30);
  addAt(track, drone(9), seconds(12));
  track.fill(0, seconds(11.9), seconds(12));
  const region = track.subarray(seconds(12), seconds(21));
  region.set(drone(9));
  const [pad] = (await make('pads', [track], RATE, { pads: { count: 1 } })).textures;
  assert.ok(
    pad.record.source[0].startSeconds >= 11 && pad.record.source[0].endSeconds <= 22,
    JSON.stringify(pad.record.source),
  );
});

test('silence gives nothing but reasons', async () => {
  for (const kind of KINDS) {
    const made = await make(kind, [new Float32Array(seconds(12))], RATE, asking(3));
    assert.equal(made.textures.length, 0, kind);
    assert.ok(made.rejections.length >= 3 && made.rejections.every(({ rule }) => rule.length > 0), kind);
  }
});

test('a track of a tenth of a second gives nothing but reasons', async () => {
  for (const kind of KINDS) {
    const made = await make(kind, [scaled(sine(300, RATE, seconds(0.1)), 0.5)], RATE, asking(3));
    assert.equal(made.textures.filter(({ record }) => record.loop !== null).length, 0, kind);
  }
});

test('a pure tone has no air: no hiss, unless synthetic noise is asked for', async () => {
  const tone = [scaled(sine(220, RATE, seconds(15)), 0.4)];
  const counts = { loop_count: 1, flicker_count: 1 };
  assert.equal((await make('hiss', tone, RATE, { hiss: counts })).textures.length, 0);
  const synthetic = await make('hiss', tone, RATE, { hiss: { ...counts, synthetic_when_missing: true } });
  assert.deepEqual(
    synthetic.textures.map(({ record }) => record.parameters.synthetic),
    [true, true],
  );
  assertSound(synthetic);
});

test('a rate without room for the band gives no hiss, with the reason', async () => {
  const { textures, rejections } = await make('hiss', [whiteNoise(8000 * 12, 0.3)], 8000);
  assert.equal(textures.length, 0);
  assert.ok(rejections.every(({ rule }) => rule === 'band-above-nyquist-hz'));
});

test('a cloud of a mono source is stereo, dense, and never repeats itself', async () => {
  const made = await make('clouds', [mix(drone(40), scaled(whiteNoise(seconds(40), 1, 5), 0.1))], RATE, {
    clouds: { count: 1 },
  });
  assertSound(made);
  const [left, right] = made.textures[0].channels;
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

test('airy and warm swells play at one level, from silence to silence, within the lengths', async () => {
  const made = await make('swells', [drone(30)], RATE, { swells: { count: 3, max_duration_seconds: 8 } });
  assert.deepEqual(
    made.textures.map(({ record }) => record.name),
    ['swell01_warm', 'swell02_airy', 'swell03_dark'],
  );
  assertSound(made);
  for (const { channels, record } of made.textures) {
    const [plane] = channels;
    assert.equal(record.loop, null);
    assert.ok(Math.abs(plane[0]) < 1e-4 && Math.abs(plane[plane.length - 1]) < 1e-4);
    assert.ok(plane.length >= seconds(6) - 1 && plane.length <= seconds(8) + 1);
    assert.ok(Math.abs(integratedLufs([plane], RATE) + 18) < 0.5);
  }
});

test('one output channel folds a cloud down, and equal planes become one', async () => {
  const stereo = [drone(12), drone(12)];
  const mono = await make('clouds', stereo, RATE, {
    clouds: { count: 1, duration_seconds: 3 },
    output: { channels: 1 },
  });
  assert.equal(mono.textures[0].channels.length, 1);
  assert.equal((await make('pads', stereo, RATE, { pads: { count: 1 } })).textures[0].channels.length, 1);
});

for (const kind of KINDS) {
  test(`${kind}: the same input gives the same bytes, and a larger count changes nothing that was there`, async () => {
    const track = new Float32Array(seconds(30));
    addAt(track, mix(drone(20), scaled(drums(20), 0.05)), 0);
    addAt(track, whiteNoise(seconds(4), 0.001, 11), seconds(20));
    addAt(track, drums(6), seconds(24));
    const count = (n: number) =>
      asking(n, {
        pads: { max_onset_rate_hz: 20 },
        swells: { max_duration_seconds: 6 },
        clouds: { duration_seconds: 3 },
        output: { bit_depth: 16 },
      });
    const few = (await make(kind, [track], RATE, count(1))).textures;
    const many = (await make(kind, [track], RATE, count(2))).textures;
    assert.ok(few.length > 0);
    for (const { record, digest } of few)
      assert.equal(many.find((other) => other.record.name === record.name)?.digest, digest, record.name);
  });
}
