/** What a limit on grades does to an export tree, on textures with known figures. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectTrack } from '../../src/document/projection.ts';
import type { TreeTrack } from '../../src/document/tree.ts';
import type { Grade } from '../../src/quality/grade.ts';
import { valuesOf } from '../pipeline/project.ts';
import { trackOf } from '../plan/tracks.ts';
import { documentsOf, resultOf, textureOf } from './trees.ts';

/** One pad of each grade. */
const PADS = [
  textureOf('pads', 'pad01'),
  textureOf('pads', 'pad02', {}, { integratedLufs: -18.8 }),
  textureOf('pads', 'pad03', {}, { integratedLufs: -20 }),
  textureOf('pads', 'pad04', {}, { integratedLufs: -20, flatnessRatio: 0.5 }),
  textureOf('pads', 'pad05', {}, { seamStepRatio: 3 }),
];

const track = trackOf('a');
const treeOf = (limit: Grade | 'none'): TreeTrack => ({
  track,
  errors: {},
  results: { pads: resultOf(PADS), swells: resultOf([textureOf('swells', 'swell01', {}, { integratedLufs: -20 })]) },
  autoRejectGrades: limit === 'none' ? {} : { pads: limit },
});

function namesOf(limit: Grade | 'none') {
  const { exported, leftOut } = projectTrack(treeOf(limit), valuesOf({}));
  return { exported: exported.map(({ record }) => record.name), leftOut: leftOut.map(({ record }) => record.name) };
}

const jsonOf = (limit: Grade | 'none', path: string) => JSON.parse(documentsOf([treeOf(limit)]).get(path) ?? '');

describe('a limit on grades', () => {
  it('leaves out that grade and worse, of the kinds it is for; F is out without any', () => {
    assert.deepEqual(namesOf('none').leftOut, ['pad05']);
    assert.deepEqual(namesOf('F').leftOut, ['pad05']);
    assert.deepEqual(namesOf('D').leftOut, ['pad04', 'pad05']);
    assert.deepEqual(namesOf('C').leftOut, ['pad03', 'pad04', 'pad05']);
    assert.deepEqual(namesOf('B').exported, ['pad01', 'swell01']);
    assert.deepEqual(namesOf('A').exported, ['swell01']);
  });

  it('is told texture by texture in rejected, manifest and batch_results', () => {
    const rejected = jsonOf('D', 'rejected.json');
    assert.deepEqual(rejected[0], {
      id: track.id,
      rel_path: 'a.wav',
      stage: 'collect',
      rule: 'auto-reject-grade',
      measured: 'D',
      threshold: 'D',
      texture: 'by_source/a/pads/a_pad04.wav',
    });
    assert.deepEqual(
      rejected.map(({ measured }: { measured: string }) => measured),
      ['D', 'F'],
    );
    assert.match(
      documentsOf([treeOf('D')]).get('rejected.csv') ?? '',
      /,collect,auto-reject-grade,F,D,by_source\/a\/pads\/a_pad05\.wav\n/,
    );
    const { left_out: leftOut, textures } = jsonOf('D', 'manifest.json');
    assert.deepEqual(
      leftOut.map(({ name, measured, threshold }: Record<string, string>) => [name, measured, threshold]),
      [
        ['pad04', 'D', 'D'],
        ['pad05', 'F', 'D'],
      ],
    );
    assert.deepEqual(
      leftOut[0].reasons.map(({ rule }: { rule: string }) => rule),
      ['level', 'noisy-pad'],
    );
    assert.equal(textures.length, 4);
    const [result] = jsonOf('D', 'batch_results.json').results;
    assert.deepEqual([result.stats.pads, result.stats.swells, result.left_out, result.success], [3, 1, 2, true]);
  });

  it('shows in the page: what is left out is not there, what is there has its reasons', () => {
    const html = documentsOf([treeOf('D')]).get('index.html') ?? '';
    assert.doesNotMatch(html, /pad04|pad05/);
    assert.match(html, /<td>B: level 0\.8 \(good 0\.5, limit 1\)<\/td>/);
    assert.match(html, /<td>C: level 2 \(limit 1\)<\/td>/);
  });
});

describe('the manifest', () => {
  it('gives each texture its grade, the reasons and where it stands among those exported', () => {
    const [a, b, c] = jsonOf('D', 'manifest.json').textures;
    assert.deepEqual([a.grade, b.grade, c.grade], ['A', 'B', 'C']);
    assert.deepEqual([a.reasons, a.faults, b.faults], [[], [], []]);
    assert.deepEqual(c.reasons, [{ rule: 'level', measured: 2, threshold: 1, comfortable: 0.5, verdict: 'broken' }]);
    const percentiles = [a, b, c].map((record) => (record.percentiles as { integratedLufs: number }).integratedLufs);
    assert.deepEqual(percentiles, [83.3, 50, 16.7]);
  });

  it('says the same in its table', () => {
    const [header, first, second] = (documentsOf([treeOf('D')]).get('manifest.csv') ?? '').split('\n');
    const column = header.split(',').indexOf('lufs_percentile');
    assert.equal(first.split(',')[column], '83.3');
    assert.equal(second.split(',')[header.split(',').indexOf('grade_reasons')], '"level 0.8 (good 0.5');
  });

  it('judges by the targets the texture was made for', () => {
    const quieter = { ...textureOf('pads', 'pad01', {}, { integratedLufs: -30 }), parameters: { target_lufs: -30 } };
    const tree: TreeTrack = { track, errors: {}, results: { pads: resultOf([quieter]) } };
    assert.equal(projectTrack(tree, valuesOf({})).exported[0].judgement.grade, 'A');
  });
});
