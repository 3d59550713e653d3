/** The format that a profile asks for, as another reader finds it in the exported files. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import wavefile from 'wavefile';
import { encodeWav } from '../../src/texture/wav.ts';
import { amplitudeAt, harmonicNote, midiToHz, mix, whiteNoise } from '../dsp/signals.ts';
import { Project, treeOf } from './rig.ts';

const RATE = 44_100;
const SECONDS = 8;
const LEFT_NOTE = 57;
const RIGHT_NOTE = 64;
const SHORT = `pads: { count: 1 }
swells: { count: 1, min_duration_seconds: 2, max_duration_seconds: 2 }
clouds: { count: 1, duration_seconds: 2 }
hiss: { loop_count: 1, flicker_count: 0, loop_duration_seconds: 1, synthetic_when_missing: true }
`;

/** Another note with its octave and fifth on either side, with air. */
const sides = [LEFT_NOTE, RIGHT_NOTE].map((note, side) =>
  mix(
    ...[0, 12, 19].map((step) => harmonicNote(note + step, SECONDS, RATE)),
    whiteNoise(SECONDS * RATE, 0.01, side + 1),
  ),
);
const project = new Project();
project.source('two.wav', encodeWav({ channels: sides, sampleRateHz: RATE, bitDepth: 24, loop: null, rootNote: null }));
const shipped = fileURLToPath(new URL('../../../profiles', import.meta.url));
for (const name of ['balanced', 'mono', 'digitakt', 'volca-sample2'])
  cpSync(join(shipped, `${name}.yaml`), join(project.folder, 'profiles', `${name}.yaml`));

interface Format {
  readonly audioFormat: number;
  readonly sampleRate: number;
  readonly numChannels: number;
  readonly bitsPerSample: number;
}

interface Read {
  readonly path: string;
  readonly format: Format;
  /** Full scale 1. */
  readonly plane: Float32Array;
}

function readAll(folder: string): Read[] {
  const paths = Object.keys(treeOf(folder)).filter((path) => path.endsWith('.wav'));
  return paths.map((path) => {
    const file = new wavefile.WaveFile(readFileSync(join(folder, path)));
    const { audioFormat, sampleRate, numChannels, bitsPerSample } = file.fmt as Format;
    const samples = file.getSamples(false) as unknown as ArrayLike<number> | ArrayLike<number>[];
    const first = (numChannels === 1 ? samples : (samples as ArrayLike<number>[])[0]) as ArrayLike<number>;
    const fullScale = audioFormat === 3 ? 1 : 2 ** (bitsPerSample - 1);
    const plane = Float32Array.from(first, (sample) => sample / fullScale);
    return { path, format: { audioFormat, sampleRate, numChannels, bitsPerSample }, plane };
  });
}

/** Builds with a profile that lays `output` on `parent` and makes few textures. */
async function built(parent: string, output = '{}'): Promise<Read[]> {
  project.writeProfile('short', `extends: ${parent}\noutput: ${output}\n${SHORT}`);
  await project.built(['--profile', 'short']);
  return readAll(project.export);
}

const isLoudest = (plane: Float32Array, rateHz: number, note: number, other: number): boolean =>
  amplitudeAt(plane, midiToHz(note), rateHz) > 10 * amplitudeAt(plane, midiToHz(other), rateHz);

for (const [profile, sampleRate, bitsPerSample] of [
  ['mono', 44_100, 24],
  ['digitakt', 48_000, 16],
  ['volca-sample2', 31_250, 16],
] as const) {
  test(`the profile ${profile} gives plain mono files of ${bitsPerSample} bit at ${sampleRate} Hz`, async () => {
    const files = await built(profile);
    assert.equal(files.length, 4);
    for (const { path, format } of files)
      assert.deepEqual(format, { audioFormat: 1, sampleRate, numChannels: 1, bitsPerSample }, path);
  });
}

for (const sampleRate of [8000, 46_875, 96_000]) {
  test(`textures at ${sampleRate} Hz keep their pitch and length`, async () => {
    const files = await built('mono', `{ sample_rate_hz: ${sampleRate}, fold_down: left }`);
    assert.equal(files.length, sampleRate === 8000 ? 3 : 4, 'at 8 kHz there is no room for air');
    for (const { path, format, plane } of files) {
      assert.equal(format.sampleRate, sampleRate, path);
      if (path.includes('/swells/')) assert.equal(plane.length, 2 * sampleRate);
      if (path.includes('/clouds/')) assert.equal(plane.length, 2 * sampleRate);
      if (path.includes('/pads/')) assert.ok(isLoudest(plane, sampleRate, LEFT_NOTE, LEFT_NOTE + 1), path);
    }
  });
}

test('left and right give that side of the source, sum and mid both, in every tonal kind', async () => {
  const sidesIn = async (how: string) =>
    (await built('mono', `{ sample_rate_hz: ${RATE}, fold_down: ${how} }`))
      .filter(({ path }) => path.includes('/pads/') || path.includes('/swells/'))
      .map(({ plane }) => {
        if (isLoudest(plane, RATE, LEFT_NOTE, RIGHT_NOTE)) return 'left';
        return isLoudest(plane, RATE, RIGHT_NOTE, LEFT_NOTE) ? 'right' : 'both';
      });
  for (const how of ['left', 'right']) assert.deepEqual(await sidesIn(how), [how, how]);
  for (const how of ['sum', 'mid']) assert.deepEqual(await sidesIn(how), ['both', 'both']);
});

test('every depth reads back, and a peak stays below the ceiling', async () => {
  for (const [depth, audioFormat] of [
    [16, 1],
    [24, 1],
    [32, 3],
  ]) {
    for (const { path, format, plane } of await built('balanced', `{ bit_depth: ${depth} }`)) {
      assert.deepEqual([format.bitsPerSample, format.audioFormat], [depth, audioFormat], path);
      const peak = plane.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      assert.ok(peak > 0.01 && peak <= 10 ** (-1 / 20), `${path} ${peak}`);
    }
  }
});
