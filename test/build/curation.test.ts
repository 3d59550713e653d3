/** `curation.auto_reject_grade` on a real command line: textures leave the export and come back, and nothing is rendered for it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project, treeOf } from './rig.ts';
import { noisySong, song } from './sounds.ts';

const LIMIT = ['--set', 'curation.auto_reject_grade=C'];
/** Grade C: a pad that is more noise than tone. */
const NOISY_PAD = 'by_source/noisy/pads/noisy_pad01.wav';

async function builtProject(): Promise<Project> {
  const project = new Project();
  project.source('clear.wav', song(1, 3));
  project.source('noisy.wav', noisySong(2, 3));
  await project.built();
  return project;
}

const isThere = (project: Project, path = NOISY_PAD): boolean => existsSync(join(project.export, path));
const jsonIn = (project: Project, name: string) => JSON.parse(readFileSync(join(project.export, name), 'utf8'));

test('a limit takes textures out of the export, easing it brings the same bytes back; neither renders anything', async () => {
  const project = await builtProject();
  const before = treeOf(project.export);
  assert.ok(isThere(project));

  const limited = await project.build(LIMIT);
  assert.deepEqual([limited.code, limited.summary.ran, limited.summary.rendered], [0, 1, 0]);
  assert.equal(limited.summary.textures, Object.keys(before).filter((path) => path.endsWith('.wav')).length - 1);
  assert.equal(isThere(project), false);
  const [rejection] = jsonIn(project, 'rejected.json');
  assert.deepEqual(
    [rejection.rel_path, rejection.stage, rejection.rule, rejection.measured, rejection.threshold, rejection.texture],
    ['noisy.wav', 'collect', 'auto-reject-grade', 'C', 'C', NOISY_PAD],
  );
  const [leftOut] = jsonIn(project, 'manifest.json').left_out;
  assert.equal(leftOut.reasons[0].rule, 'noisy-pad');
  assert.equal(limited.summary.rejected, 0, 'a texture is no track that was rejected');
  const again = await project.build(LIMIT);
  assert.deepEqual([again.code, again.summary.ran, again.summary.bytesWritten], [0, 0, 0]);
  await project.isLikeCleanBuild(LIMIT);

  const eased = await project.build();
  assert.deepEqual([eased.code, eased.summary.ran, eased.summary.rendered], [0, 1, 0]);
  assert.deepEqual(treeOf(project.export), before);
});

test('a dry run tells which textures would go or come back, --frozen exits 3, and neither writes', async () => {
  const project = await builtProject();
  const before = treeOf(project.export);
  const dry = await project.build(['--dry-run', ...LIMIT]);
  assert.equal(dry.code, 0);
  assert.deepEqual(dry.warnings, [
    'warning: 1 texture would be left out of the export because of the grade: noisy_pad01 (C)',
  ]);
  const frozen = await project.build(['--frozen', ...LIMIT]);
  assert.equal(frozen.code, 3);
  assert.deepEqual(treeOf(project.export), before);
  assert.equal((await project.build(['--frozen'])).code, 0);

  await project.built(LIMIT);
  assert.equal((await project.build(['--frozen', ...LIMIT])).code, 0);
  const back = await project.build(['--dry-run']);
  assert.deepEqual(back.warnings, ['warning: 1 texture would be brought back: noisy_pad01 (C)']);
  assert.equal(isThere(project), false);
});

test('a limit reaches only what is in scope, and an override only the tracks it matches', async () => {
  const project = await builtProject();
  await project.built(['--only', 'clear*', ...LIMIT]);
  assert.ok(isThere(project));
  await project.built(['--kind', 'clouds', ...LIMIT]);
  assert.ok(isThere(project));
  await project.built(['--only', 'noisy*', '--kind', 'pads', ...LIMIT]);
  assert.equal(isThere(project), false);
  await project.built(['--only', 'clear*']);
  assert.equal(isThere(project), false, 'the limit of the build that was about this track stays');

  const path = join(project.folder, 'pipeline.yaml');
  const overrides = "overrides:\n  - { match: 'noisy*', set: { curation: { auto_reject_grade: none } } }\n";
  writeFileSync(path, readFileSync(path, 'utf8') + overrides);
  project.writeProfile('strict', 'extends: tiny\ncuration: { auto_reject_grade: A }\n');
  await project.built(['--profile', 'strict']);
  assert.ok(isThere(project));
  assert.equal(isThere(project, 'by_source/clear/pads/clear_pad01.wav'), false);
});

test('what is left out outlives gc and a look at the cache', async () => {
  const project = await builtProject();
  await project.built(LIMIT);
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  const explained = await project.run(['explain', 'noisy_pad01.wav', ...LIMIT]);
  assert.match(explained.stdout, /made {4}pad01 \(grade C: noisy-pad \d\.\d+ \(limit 0\.3\); left out of the export\)/);
  const eased = await project.build();
  assert.deepEqual([eased.summary.rendered, isThere(project)], [0, true]);
});
