/** Why each action of a build runs, told before (`explain`) and while it does (`build --explain`) in the same words. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { indexName, readIndex, writeIndex } from '../../src/cache/index-file.ts';
import { actionPath, cacheLayout } from '../../src/cache/layout.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import { actionKey } from '../../src/plan/fingerprint.ts';
import type { Ledger } from '../../src/plan/ledger.ts';
import { KIND_TRAITS } from '../../src/texture/kinds.ts';
import { modules } from './own-projects.ts';
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

/** Makes cache and ledger say that the clouds of the only track were made by the version before this one. */
function asBeforeTheLastVersion(project: Project): void {
  const store = openDiskStore(project.cache);
  const name = indexName('export', project.export);
  const ledger = readIndex<Ledger>(project.cache, name) ?? assert.fail('no ledger');
  const [id, entry] = Object.entries(ledger.tracks)[0];
  const key = entry.kinds.clouds ?? assert.fail('no clouds');
  const result = store.readAction(key) ?? assert.fail('no result');
  const fingerprint = result.fingerprint.map(([what, value]): readonly [string, string] =>
    what === 'sound version' ? [what, String(Number(value) - 1)] : [what, value],
  );
  store.writeAction(actionKey(fingerprint), { ...result, fingerprint });
  rmSync(actionPath(cacheLayout(project.cache), key));
  const tracks = { [id]: { ...entry, kinds: { ...entry.kinds, clouds: actionKey(fingerprint) } } };
  writeIndex(project.cache, name, { ...ledger, tracks });
}

test('a new sound version is told as the reason, from which to which', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  asBeforeTheLastVersion(project);
  const version = KIND_TRAITS.clouds.soundVersion;
  const why = `sound version ${version - 1} → ${version}`;
  const explained = await project.run(['explain', 'one']);
  assert.match(explained.stdout, new RegExp(`^one clouds \\(tiny\\): stale: ${why}$`, 'm'));
  assert.match(explained.stdout, /^one pads \(tiny\): fresh/m);
  const dry = await project.run(['build', '--dry-run']);
  assert.match(dry.stdout, new RegExp(`^run +render +one +clouds .* ${why}$`, 'm'));
  const run = await project.run(['build', '--explain']);
  assert.match(run.stderr, new RegExp(`ran +render one clouds tiny .*: ${why}$`, 'm'));
  assert.doesNotMatch(run.stderr, /render one pads/);
});

test('edited code of an own stage is told as the reason, also where only what it imports was edited', async () => {
  const project = modules();
  await project.built();
  const edits = {
    'turn.mjs': `// a remark\n${readFileSync(join(project.folder, 'turn.mjs'), 'utf8')}`,
    'parts/name.js': `export const suffix = '_back';\n`,
  };
  for (const [name, text] of Object.entries(edits)) {
    project.projectFile(name, text);
    const why = `module ${name.replace('.', '\\.')} [0-9a-f]{4}… → [0-9a-f]{4}…`;
    const explained = await project.run(['explain', 'one']);
    assert.match(explained.stdout, new RegExp(`^one turned pad01\\.wav \\(tiny\\): stale: ${why}$`, 'm'));
    const run = await project.run(['build', '--explain']);
    assert.match(run.stderr, new RegExp(`ran +turned one pad01\\.wav tiny .*: ${why}$`, 'm'));
  }
});
