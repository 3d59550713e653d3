/** Sources of every awkward sort through the real command line: each gives clean textures, or says why not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Kind } from '../../src/texture/kinds.ts';
import { encodeWav } from '../../src/texture/wav.ts';
import { addAt, clicks, drumLoop, harmonicNote, mix, scaled, whiteNoise } from '../dsp/signals.ts';
import { Project } from './rig.ts';

const RATE = 22_050;
const SECONDS = 30;
const PROFILE = `
output: { sample_rate_hz: ${RATE} }
pads: { count: 1 }
swells: { count: 1, max_duration_seconds: 8 }
clouds: { count: 1, duration_seconds: 4 }
hiss: { loop_count: 1, flicker_count: 1, high_hz: 10000 }
`;
const ASKED = 5;

/** Four chords with faint noise and drums beneath, peaks about 0.5. */
function music(rateHz: number): Float32Array[] {
  return [0, 1].map((side) => {
    const plane = whiteNoise(SECONDS * rateHz, 0.004, side + 1);
    for (const [index, root] of [48, 53, 46, 51].entries()) {
      const notes = [0, 7, 12 + side, 16].map((step) => harmonicNote(root + step, SECONDS / 4, rateHz));
      addAt(plane, mix(...notes), (index * SECONDS * rateHz) / 4);
    }
    addAt(plane, scaled(drumLoop(120, SECONDS, rateHz), 0.2 + side / 20), 0);
    return plane;
  });
}

const peakOf = (channels: readonly Float32Array[]): number =>
  channels.reduce((most, plane) => plane.reduce((peak, x) => Math.max(peak, Math.abs(x)), most), 0);

const wav = (channels: readonly Float32Array[], sampleRateHz = RATE, bitDepth: 16 | 24 | 32 = 16): Uint8Array =>
  encodeWav({ channels, sampleRateHz, bitDepth, loop: null, rootNote: null });

interface Texture {
  readonly track_slug: string;
  readonly kind: Kind;
  readonly name: string;
  readonly grade: string;
  readonly format: { readonly channels: number };
  readonly warnings: readonly string[];
}

interface Manifest {
  readonly textures: readonly Texture[];
  readonly not_made: readonly { track_slug: string; kind: Kind; rule: string }[];
}

describe('a source that is', () => {
  let manifest: Manifest;
  let unclean: string[];
  let rejected: { rel_path: string; rule: string }[];

  before(async () => {
    const project = new Project();
    project.writeProfile('few', PROFILE);
    const base = music(RATE);
    const atPeak = (peak: number): Float32Array[] => base.map((plane) => scaled(plane, peak / peakOf(base)));
    const each = (planes: readonly Float32Array[], change: (x: number) => number): Float32Array[] =>
      planes.map((plane) => plane.map(change));
    const sources: Record<string, Uint8Array> = {
      short: wav(base),
      quiet: wav(atPeak(0.00316), RATE, 24),
      clipped: wav(each(atPeak(6), (x) => Math.max(-0.999, Math.min(0.999, x)))),
      mono: wav([base[0]]),
      slow: wav(music(8000), 8000),
      fast: wav(music(96_000), 96_000, 24),
      offset: wav(each(atPeak(0.3), (x) => x + 0.4)),
      opposed: wav([base[0], scaled(base[0], -1)]),
      over: wav(atPeak(4), RATE, 32),
      silence: wav([new Float32Array(SECONDS * RATE)]),
      noise: wav([whiteNoise(SECONDS * RATE, 0.3, 5), whiteNoise(SECONDS * RATE, 0.3, 6)]),
      click: wav([clicks([10], SECONDS, RATE)]),
      drums: wav([scaled(drumLoop(120, SECONDS, RATE), 0.6)]),
    };
    for (const [name, bytes] of Object.entries(sources)) project.source(`${name}.wav`, bytes);
    await project.built(['--profile', 'few', '--set', 'select.min_duration_seconds=30']);
    const read = (name: string) => JSON.parse(readFileSync(join(project.export, name), 'utf8'));
    manifest = read('manifest.json');
    rejected = read('rejected.json');
    const report = await project.run(['report', 'quality', '--json', '--profile', 'few']);
    unclean = JSON.parse(report.stdout)
      .files.filter(({ judgement }: { judgement: { clean: boolean } }) => !judgement.clean)
      .map(({ path, judgement }: { path: string; judgement: { faults: { rule: string }[] } }) =>
        [path.split('/').at(-1), ...judgement.faults.map(({ rule }) => rule)].join(' '),
      );
  });

  const texturesOf = (slug: string): readonly Texture[] =>
    manifest.textures.filter((texture) => texture.track_slug === slug);
  const kindsOf = (slug: string): Kind[] => [...new Set(texturesOf(slug).map(({ kind }) => kind))];
  const reasonsOf = (slug: string, kind: Kind): string[] => [
    ...new Set(manifest.not_made.filter((one) => one.track_slug === slug && one.kind === kind).map(({ rule }) => rule)),
  ];

  for (const slug of ['short', 'clipped', 'mono', 'fast', 'offset', 'opposed', 'over']) {
    it(`${slug} gives every kind`, () => assert.deepEqual(kindsOf(slug), ['pads', 'swells', 'clouds', 'hiss']));
  }

  it('quiet, or too slow to hold air, gives what it has, and says that there is no air', () => {
    for (const slug of ['quiet', 'slow']) {
      assert.deepEqual(kindsOf(slug), ['pads', 'swells', 'clouds']);
      assert.deepEqual(reasonsOf(slug, 'hiss'), ['air-dbfs']);
    }
  });

  it('of opposed sides gives sound that survives a sum to mono, with a warning', () => {
    for (const { kind, format, warnings } of texturesOf('opposed')) {
      assert.ok(warnings.includes('polarity'), kind);
      if (kind !== 'clouds') assert.equal(format.channels, 1, kind);
    }
  });

  it('mono gives mono, but for clouds, which spread their grains', () => {
    for (const { kind, format } of texturesOf('mono')) assert.equal(format.channels, kind === 'clouds' ? 2 : 1, kind);
  });

  it('noise or drums gives no pads, since they are no tones, and hiss', () => {
    for (const slug of ['noise', 'drums']) {
      assert.ok(!kindsOf(slug).includes('pads'), slug);
      assert.deepEqual(reasonsOf(slug, 'pads'), [slug === 'noise' ? 'flatness-ratio' : 'pitched-ratio'], slug);
      assert.ok(kindsOf(slug).includes('hiss'), slug);
    }
  });

  it('silent is rejected; a single click gives no file of silence, and reasons', () => {
    assert.deepEqual(
      rejected.map(({ rel_path, rule }) => [rel_path, rule]),
      [['silence.wav', 'silent']],
    );
    assert.deepEqual(
      kindsOf('click').filter((kind) => kind !== 'hiss'),
      [],
    );
    for (const kind of ['pads', 'swells', 'clouds'] as const) assert.notDeepEqual(reasonsOf('click', kind), [], kind);
  });

  it('of any sort has a texture or a reason for each that was asked for', () => {
    for (const slug of new Set(manifest.textures.map((texture) => texture.track_slug))) {
      const missing = manifest.not_made.filter((one) => one.track_slug === slug).length;
      assert.equal(texturesOf(slug).length + missing, ASKED, slug);
    }
  });

  it('of any sort gives clean textures, but for what drums leave between them', () => {
    assert.deepEqual(
      unclean.filter((line) => !line.startsWith('drums_swell')),
      [],
    );
  });
});
