/** kill -9 at the renames of the collect: whatever a killed build left in the export, the next build knows it as its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MAIN, Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;
/** Renames of a build that renders nothing: claims, 8 textures, 11 documents and the ledger. */
const RENAMES = [12, 9, 3, 18, 23];

/** Every temporary file of ours becomes what it is to be by a rename, on the main thread. */
function killedAtRename(project: Project, nth: number): boolean {
  const inject = ['-o', '/dev/null', '-e', 'trace=rename', '-e', `inject=rename:signal=KILL:when=${nth}`];
  const { signal, status } = spawnSync('strace', [...inject, process.execPath, MAIN, 'build'], { cwd: project.folder });
  return signal === 'SIGKILL' || status === 137;
}

test('killed at any rename, then edited, pruned or built again, the export ends like a clean one', {
  skip: !hasStrace && 'no strace here',
}, async () => {
  const project = new Project();
  const states = {
    first: () => project.source('1.wav', song(1)),
    edited: () => project.source('1.wav', song(3)),
    without: () => rmSync(join(project.library, '1.wav')),
  };
  project.source('2.wav', song(2));
  const trees: Record<string, Record<string, string>> = {};
  for (const [name, become] of Object.entries(states)) {
    become();
    await project.built(['--prune']);
    trees[name] = treeOf(project.export);
  }
  for (const [index, nth] of RENAMES.entries()) {
    rmSync(project.export, { recursive: true });
    rmSync(join(project.cache, 'index'), { recursive: true });
    states.first();
    assert.ok(killedAtRename(project, nth), `rename ${nth}`);
    const next = (['edited', 'without', 'first'] as const)[index % 3];
    states[next]();
    const run = await project.build(['--prune']);
    assert.equal(run.code, 0, `rename ${nth}, ${next}: ${run.stderr}`);
    assert.equal(run.stderr, '', `rename ${nth}, ${next}`);
    assert.deepEqual(treeOf(project.export), trees[next], `rename ${nth}, ${next}`);
  }
});
