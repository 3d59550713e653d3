/** Why each action of a build runs, told before (`explain`) and while it does (`build --explain`) in the same words. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project } from './rig.ts';
import { song } from './sounds.ts';

const ONLY_CLOUDS = ['--kind', 'clouds'];

interface Cause {
  readonly change: (project: Project) => unknown;
  readonly args?: readonly string[];
  readonly reason: RegExp;
}

const CAUSES: Readonly<Record<string, Cause>> = {
  'a track that was never rendered': {
    change: (project) => project.source('two.wav', song(2)),
    reason: /render two clouds tiny .*: never rendered/,
  },
  'edited audio': {
    change: (project) => project.source('one.wav', song(3)),
    reason: /render one clouds tiny .*: source audio [0-9a-f]{4}… → [0-9a-f]{4}… \(edited\)/,
  },
  'a value of the profile': {
    change: (project) => {
      const path = join(project.folder, 'profiles/tiny.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replace('max_grain_ms: 60', 'max_grain_ms: 70'));
    },
    reason: /render one clouds tiny .*: clouds\.max_grain_ms 60 → 70/,
  },
  'a value of the command line': {
    change: () => {},
    args: ['--set', 'clouds.overlap_ratio=0.6'],
    reason: /render one clouds tiny .*: clouds\.overlap_ratio 0\.7 → 0\.6/,
  },
  'an override for the track': {
    change: (project) => {
      const path = join(project.folder, 'pipeline.yaml');
      const overrides = 'overrides:\n  - { match: "one*", set: { clouds.overlap_ratio: 0.5 } }\n';
      writeFileSync(path, readFileSync(path, 'utf8') + overrides);
    },
    reason: /render one clouds tiny .*: clouds\.overlap_ratio 0\.7 → 0\.5/,
  },
};

for (const [name, { change, args = [], reason }] of Object.entries(CAUSES))
  test(`${name} is told as the reason, by explain before and by the build`, async () => {
    const project = new Project();
    project.source('one.wav', song(1));
    await project.built(ONLY_CLOUDS);
    change(project);
    const told = reason.source.replace(/^.*: /, '');
    const track = name.includes('never') ? 'two' : 'one';
    const explained = await project.run(['explain', track, ...args.filter((one) => one !== '--kind')]);
    assert.match(explained.stdout, new RegExp(told), explained.stderr);
    const run = await project.run(['build', '--explain', ...ONLY_CLOUDS, ...args]);
    assert.match(run.stderr, reason);
  });

test('what is forced and what the export has lost are told as reasons', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built(ONLY_CLOUDS);
  const forced = await project.run(['build', '--explain', '--force', 'render', ...ONLY_CLOUDS]);
  assert.match(forced.stderr, /ran +render one clouds tiny .*: forced/);
  rmSync(join(project.export, 'by_source/one/clouds'), { recursive: true });
  const lost = await project.run(['build', '--explain', ...ONLY_CLOUDS]);
  assert.match(lost.stderr, /restored +collect .*: 1 files written, 0 removed/);
});
