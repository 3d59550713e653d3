import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogCsv, catalogRecord } from '../../src/document/catalog-document.ts';
import { manifestCsv } from '../../src/document/manifest-document.ts';
import { type FileDigests, manifestRecord, missingTextures } from '../../src/document/manifest-parts.ts';
import { projectTrack } from '../../src/document/projection.ts';
import { batchResults } from '../../src/document/results-document.ts';
import { rejectedCsv, selectedCsv } from '../../src/document/selection-document.ts';
import { renderVerdict } from '../../src/document/told-track.ts';
import { placeTextures, type TreeTrack, verdictOf } from '../../src/document/tree.ts';
import type { NamingSection } from '../../src/pipeline/profile.ts';
import { percentilesOf } from '../../src/quality/percentiles.ts';
import { FORMS } from '../../src/texture/forms.ts';
import { treeFiles } from '../../stages/collect.ts';
import { valuesOf } from '../pipeline/project.ts';
import { trackOf, WAV_FORMAT } from '../plan/tracks.ts';
import { documentsOf, resultOf, textOf, textureOf, toldOf, wholeTrack } from './trees.ts';

const headerOf = (text: string): string[] => text.split('\n')[0].split(',');
const manifestOf = (tracks: readonly TreeTrack[], digests: FileDigests = new Map()): string =>
  textOf((sink) =>
    manifestCsv(toldOf(tracks, digests), percentilesOf(toldOf(tracks).flatMap(({ outline }) => outline.ranked)), sink),
  );
const FIRST = ['id', 'rel_path', 'duration_sec', 'sample_rate', 'channels', 'file_size_mb'];
const NONE_MADE = Object.fromEntries(FORMS.map(({ name }) => [name, 0]));
const SILENT = { rule: 'silent', measured: 'peak 0', threshold: '-80 dBFS' };

describe('the columns', () => {
  it('of catalog and selection begin as scripts expect them', () => {
    assert.deepEqual(headerOf(catalogCsv([])).slice(0, 6), FIRST);
    assert.deepEqual(headerOf(selectedCsv([])).slice(0, 6), FIRST);
    assert.deepEqual(headerOf(selectedCsv([])).slice(-3), ['track_slug', 'selection_score', 'score_reasons']);
    assert.deepEqual(headerOf(rejectedCsv([])), [
      'id',
      'rel_path',
      'stage',
      'rule',
      'measured',
      'threshold',
      'texture',
    ]);
    assert.deepEqual(headerOf(manifestOf([])).slice(0, 6), [
      'path',
      'sha256',
      'track_id',
      'track_slug',
      'kind',
      'name',
    ]);
  });

  it('of CSV and JSON hold the same values', () => {
    const track = trackOf('a', { warnings: ['truncated: x'] });
    const record = catalogRecord(track);
    const row = catalogCsv([track]).split('\n')[1].split(',');
    assert.deepEqual(row.slice(0, 6), [track.id, 'a.wav', '60', '44100', '2', '10.6']);
    assert.deepEqual(
      FIRST.map((name) => String(record[name])),
      row.slice(0, 6),
    );
    assert.deepEqual(record.warnings, ['truncated: x']);
  });

  it('are as many in every row as in the header', () => {
    const digests = new Map([['by_source/a/pads/a_pad01.wav', 'e'.repeat(64)]]);
    const lines = manifestOf([wholeTrack(trackOf('a'))], digests)
      .trimEnd()
      .split('\n');
    assert.equal(lines.length, 7);
    for (const line of lines) assert.equal(line.split(',').length, headerOf(lines[0]).length);
    assert.equal(lines[1].split(',')[1], 'e'.repeat(64));
  });

  it('leave unknown durations empty', () => {
    const unknown = trackOf('a', { format: { ...WAV_FORMAT, durationSeconds: null, frames: null } });
    assert.equal(catalogCsv([unknown]).split('\n')[1].split(',')[2], '');
  });
});

describe('batch_results', () => {
  const parse = (tracks: readonly TreeTrack[]) =>
    JSON.parse(textOf((sink) => batchResults(toldOf(tracks), '2024-01-01T00:00:00.000Z', sink)));

  it('counts what there is of each kind', () => {
    assert.deepEqual(parse([wholeTrack(trackOf('a'))]), {
      timestamp: '2024-01-01T00:00:00.000Z',
      total: 1,
      successful: 1,
      failed: 0,
      results: [
        {
          id: trackOf('a').id,
          rel_path: 'a.wav',
          track_slug: 'a',
          success: true,
          duration_sec: 60,
          stats: { ...NONE_MADE, pads: 1, swells: 1, clouds: 1, hiss_loops: 1, hiss_flickers: 2 },
          left_out: 0,
          error: null,
        },
      ],
    });
  });

  it('tells which kinds failed and why, with what is left of the others', () => {
    const { failed, successful, results } = parse([
      { ...wholeTrack(trackOf('a')), results: {}, errors: { clouds: 'disk full', pads: 'timeout' } },
      wholeTrack(trackOf('b')),
    ]);
    assert.deepEqual([failed, successful], [1, 1]);
    assert.equal(results[0].error, 'pads: timeout; clouds: disk full');
    assert.deepEqual(results[0].stats, NONE_MADE);
  });

  it('leaves out tracks that hold nothing to render, which are rejections', () => {
    const silent: TreeTrack = { track: trackOf('s'), errors: {}, results: { pads: resultOf([], { verdict: SILENT }) } };
    assert.equal(parse([silent, wholeTrack(trackOf('a'))]).total, 1);
    assert.deepEqual(renderVerdict(silent, 'render'), {
      id: trackOf('s').id,
      relPath: 's.wav',
      stage: 'render',
      ...SILENT,
    });
    assert.equal(renderVerdict(wholeTrack(trackOf('a')), 'render'), null);
  });

  it('keeps tracks of which only some kinds have a verdict, or which failed', () => {
    const some = { ...wholeTrack(trackOf('a')).results, pads: resultOf([], { verdict: SILENT }) };
    assert.equal(verdictOf({ track: trackOf('a'), errors: {}, results: some }), null);
    const failed: TreeTrack = {
      track: trackOf('a'),
      errors: { hiss: 'timeout' },
      results: { pads: resultOf([], { verdict: SILENT }) },
    };
    assert.equal(verdictOf(failed), null);
    assert.equal(parse([failed]).failed, 1);
    assert.equal(verdictOf({ track: trackOf('a'), errors: {}, results: {} }), null);
  });
});

describe('placeTextures', () => {
  const paths = (include: NamingSection['include'], tree: TreeTrack = wholeTrack(trackOf('a'))): string[] =>
    placeTextures(tree, valuesOf({ sets: [`naming.include=[${include}]`] })).map(({ path }) => path);

  it('puts every kind into its folder, in the order of the kinds', () => {
    assert.deepEqual(paths([]), [
      'by_source/a/pads/a_pad01.wav',
      'by_source/a/swells/a_swell01_warm.wav',
      'by_source/a/clouds/a_cloud01.wav',
      'by_source/a/hiss/a_hiss_loop01.wav',
      'by_source/a/hiss/a_hiss_flicker01.wav',
      'by_source/a/hiss/a_hiss_flicker02.wav',
    ]);
  });

  it('adds key, tempo and brightness where asked, in the order asked, and leaves out what is not known', () => {
    assert.equal(paths(['key', 'tempo', 'brightness'])[0], 'by_source/a/pads/a_pad01_Am_120bpm_dark.wav');
    assert.equal(paths(['brightness', 'key'])[0], 'by_source/a/pads/a_pad01_dark_Am.wav');
    const unknown = {
      ...wholeTrack(trackOf('a')),
      results: { pads: resultOf([textureOf('pads', 'pad01', { key: null, tempoBpm: null })]) },
    };
    assert.deepEqual(paths(['key', 'tempo'], unknown), ['by_source/a/pads/a_pad01.wav']);
  });

  it('names the key and tempo of the texture, which may not be those of its track', () => {
    const moved = textureOf('pads', 'pad01', { key: 'Fs', tempoBpm: 92.4 });
    const tree = { ...wholeTrack(trackOf('a')), results: { pads: resultOf([moved]) } };
    assert.deepEqual(paths(['key', 'tempo'], tree), ['by_source/a/pads/a_pad01_Fs_92bpm.wav']);
  });
});

describe('collect', () => {
  const tracks = [wholeTrack(trackOf('b')), wholeTrack(trackOf('a'))];

  it('writes the documents of the contract', () => {
    const written = documentsOf(tracks);
    const names = [...written.keys()].sort();
    const csvAndJson = ['catalog', 'manifest', 'rejected', 'selected'].flatMap((name) => [
      `${name}.csv`,
      `${name}.json`,
    ]);
    assert.deepEqual(names, ['batch_results.json', 'catalog.md', 'index.html', ...csvAndJson].sort());
    for (const [path, text] of written) {
      if (path.endsWith('.json')) assert.ok(JSON.parse(text));
      assert.ok(text.endsWith('\n'), path);
    }
  });

  it('does not depend on the order in which tracks were made', () => {
    assert.deepEqual(documentsOf([...tracks].reverse()), documentsOf(tracks));
  });

  it('tells the half of a tempo beside it, where it may as well be meant', () => {
    assert.match(documentsOf(tracks).get('index.html') ?? '', /124\.6 \(or 62\.3\) BPM/);
    const manifest = JSON.parse(documentsOf(tracks).get('manifest.json') ?? '');
    assert.equal(manifest.textures[0].track_facts.alternativeTempoBpm, 62.3);
  });

  it('puts artist and title of the source into a texture, where there are any', () => {
    const tagged = trackOf('a', { tags: { ...trackOf('a').tags, title: 'T', artist: 'A' } });
    const [first] = treeFiles(projectTrack(wholeTrack(tagged), valuesOf({})));
    assert.deepEqual(first.info, { title: 'a pad01', software: 'grainmill', sourceArtist: 'A', sourceTitle: 'T' });
    const [untagged] = treeFiles(projectTrack(wholeTrack(trackOf('a')), valuesOf({})));
    assert.deepEqual(Object.keys(untagged.info ?? {}), ['title', 'software']);
  });
});

describe('the manifest', () => {
  it('tells where a texture came from', () => {
    const [placed] = projectTrack(wholeTrack(trackOf('a')), valuesOf({})).exported;
    const record = manifestRecord(placed, new Map([[placed.path, 'e'.repeat(64)]]));
    assert.equal(record.sha256, 'e'.repeat(64));
    assert.deepEqual(record.source, {
      rel_path: 'a.wav',
      audio_digest: trackOf('a').payloadDigest,
      title: null,
      artist: null,
      ranges: [{ start_sec: 1.234568, end_sec: 2.5 }],
      warnings: [],
    });
  });

  it('tells what was not made', () => {
    const rejection = { name: 'pad02', rule: 'no-region', measured: 3, threshold: 2.5 };
    const tree: TreeTrack = {
      track: trackOf('a'),
      errors: {},
      results: { pads: resultOf([], { rejections: [rejection] }) },
    };
    assert.deepEqual(missingTextures(tree), [{ track_slug: 'a', kind: 'pads', ...rejection }]);
  });
});
