import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { Random } from '../../src/dsp/random.ts';
import { ok } from '../../src/result.ts';
import { kindOf } from '../../src/texture/kinds.ts';
import { makeSeries } from '../../src/texture/make-series.ts';
import { overlapRatio } from '../../src/texture/regions.ts';
import type { TextureSource } from '../../src/texture/texture.ts';
import { addAt, amplitudeAt, harmonicNote, mix, noiseHit, scaled, whiteNoise } from '../dsp/signals.ts';
import { cut, make, profileWith } from './make.ts';

const RATE = 22050;
const seconds = (count: number) => Math.round(count * RATE);
const drone = (length: number) =>
  mix(...[48, 55, 60, 64].map((note) => harmonicNote(note, length, RATE)), whiteNoise(seconds(length), 0.002));
const ONE = { count: 1, min_duration_seconds: 7, max_duration_seconds: 7 } as const;

/** Mean frequency of the power of a stretch, from 40 Hz in steps of 40 Hz. */
function centroidHz(signal: Float32Array): number {
  let power = 0;
  let weighted = 0;
  for (let hz = 40; hz < 0.45 * RATE; hz += 40) {
    const square = amplitudeAt(signal, hz, RATE) ** 2;
    power += square;
    weighted += square * hz;
  }
  return weighted / power;
}

for (const stretch_method of ['locked', 'scattered'] as const) {
  test(`a swell of ${stretch_method} phases is exactly as long as asked`, async () => {
    for (const pitch of [0, 7, -5]) {
      const swells = {
        ...ONE,
        pitches_semitones: [pitch],
        stretch_method,
        min_duration_seconds: 6.789,
        max_duration_seconds: 6.789,
      };
      const { textures } = await make('swells', [drone(20)], RATE, { swells });
      assert.equal(textures[0].channels[0].length, Math.round(6.789 * RATE));
    }
  });
}

test('the filter opens while the swell grows and closes while it fades; without movement it rests', async () => {
  const hiss = [whiteNoise(seconds(20), 0.3)];
  const brightness = async (octaves: number) => {
    const swells = { ...ONE, filters: ['dark' as const], filter_movement_semitones: 12 * octaves };
    const [plane] = (await make('swells', hiss, RATE, { swells })).textures[0].channels;
    const at = (position: number) => centroidHz(plane.subarray(seconds(7 * position), seconds(7 * position + 0.6)));
    const steps = [0.1, 0.3, 0.45, 0.6, 0.75, 0.88].map(at);
    return Math.max(...steps.slice(1, -1)) / Math.max(steps[0], steps[5]);
  };
  assert.ok((await brightness(4)) > 2);
  assert.ok((await brightness(0)) < 1.25);
});

test('auto scatters the phases of a steady source from about six times on, and of nothing else', async () => {
  const scattered = async (track: Float32Array, swells: object) => {
    const { textures } = await make('swells', [track], RATE, { swells: { ...ONE, ...swells } });
    return textures[0].record.parameters.scatteredPhases;
  };
  assert.equal(await scattered(drone(20), { pitches_semitones: [0] }), false);
  assert.equal(await scattered(drone(20), { pitches_semitones: [12] }), true);
  assert.equal(await scattered(drone(20), { pitches_semitones: [12], stretch_method: 'locked' }), false);
  assert.equal(await scattered(drone(20), { stretch_method: 'scattered' }), true);
  const hits = drone(20);
  for (let at = 0; at < 20; at++) addAt(hits, noiseHit(RATE, 0.03, 0.6, at + 1), seconds(at + 0.5));
  assert.equal(await scattered(hits, { pitches_semitones: [12] }), false);
});

test('a source that is too short for its stretch is refused with the ratio where phases must be locked, and a drone where not', async () => {
  const swells = { ...ONE, stretch_ratio: 64, pitches_semitones: [0] };
  const locked = await make('swells', [drone(20)], RATE, { swells: { ...swells, stretch_method: 'locked' } });
  assert.equal(locked.textures.length, 0);
  assert.ok(locked.rejections[0].rule === 'stretch-ratio' && Number(locked.rejections[0].measured) > 32);
  const auto = await make('swells', [drone(20)], RATE, { swells });
  assert.equal(auto.textures[0].record.parameters.scatteredPhases, true);
});

test('of a tone that rises, a swell rises and a reversed one falls', async () => {
  const rising = Float32Array.from({ length: seconds(8) }, (_, n) => {
    const t = n / RATE;
    return 0.3 * Math.sin(2 * Math.PI * (300 + 75 * t) * t);
  });
  const endsHigher = async (reversed_ratio: number) => {
    const swells = { ...ONE, filters: ['airy' as const], filter_movement_semitones: 0, reversed_ratio };
    const [plane] = (await make('swells', [rising], RATE, { swells })).textures[0].channels;
    return centroidHz(plane.subarray(seconds(5), seconds(6))) > centroidHz(plane.subarray(seconds(1), seconds(2)));
  };
  assert.deepEqual([await endsHigher(0), await endsHigher(1)], [true, false]);
});

test('a single hit in a drone stays a hit', async () => {
  const track = drone(4);
  const hits = [0.9, 2, 3.1];
  for (const [index, hit] of hits.entries()) addAt(track, noiseHit(RATE, 0.01, 0.8, index + 1), seconds(hit));
  const swells = { ...ONE, pitches_semitones: [0], filters: ['airy' as const], filter_movement_semitones: 0 };
  const { textures } = await make('swells', [track], RATE, { swells });
  const [plane] = textures[0].channels;
  const startSeconds = Number(textures[0].record.parameters.sourceStartSeconds);
  const hit = hits.find((at) => at > startSeconds + 0.3 && at < startSeconds + 1.7) ?? Number.NaN;
  const at = seconds(Number(textures[0].record.parameters.stretchRatio) * (hit - startSeconds));
  const power = (from: number, to: number) =>
    plane.subarray(at + seconds(from), at + seconds(to)).reduce((sum, x) => sum + x * x, 0) / seconds(to - from);
  assert.ok(power(-0.01, 0.03) > 4 * power(-0.06, -0.02), 'nothing is heard of it before');
});

test('a swell falls back to another region where its own gives none, in the same manner', async () => {
  const analysis = analyseTrack([drone(30)], RATE);
  const profile = profileWith(RATE, { swells: { count: 2, max_duration_seconds: 6 } });
  const input = { analysis, profile, randomFor: () => new Random('00112233445566778899aabbccddeeff') };
  const swells = await kindOf('swells');
  const { plans } = swells.plan(input);
  const read: TextureSource[] = [];
  const names: string[] = [];
  const made = await makeSeries<never>(plans, {
    kind: swells,
    input,
    seedFor: () => '',
    read: async (source) => {
      read.push(source);
      const planes = cut([drone(30)], RATE, source.ranges[0]);
      return ok([read.length === 1 ? planes.map((plane) => scaled(plane, 0)) : planes]);
    },
    keep: ({ record }) => names.push(`${record.name} ${record.parameters.pitchSemitones} ${record.parameters.filter}`),
  });
  assert.deepEqual(made, ok([]));
  assert.equal(new Set(read).size, 3);
  assert.deepEqual(names, ['swell01_warm 0 warm', 'swell02_airy 5 airy']);
});

test('of the swells of a short track no two have more than half of the shorter one in common', async () => {
  const { textures } = await make('swells', [drone(14)], RATE, { swells: { count: 6 } });
  const parts = textures.map(({ record: { parameters } }) => ({
    startSeconds: Number(parameters.sourceStartSeconds),
    endSeconds: Number(parameters.sourceEndSeconds),
  }));
  assert.ok(parts.length >= 3, `${parts.length} swells`);
  for (const [i, part] of parts.entries())
    for (const other of parts.slice(i + 1))
      assert.ok(overlapRatio(part, other) <= 0.5 + 1e-9, JSON.stringify([part, other]));
});
