/** kill -9 at chosen system calls: whatever a killed build left in the cache and in the export, the next build knows it as its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cacheKind } from '../../src/cache/marker.ts';
import { MAIN, Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;
/** Renames of a build that renders nothing: claims, 8 textures, 11 documents and the ledger. */
const RENAMES = [12, 9, 3, 18, 23];
/** The cache, its marker's company, and the first of what is kept. */
const MOST_FOLDERS = 6;

/** The call is made, and the build is killed right after it. On the main thread: the counter is each thread's own. */
function killedAfter(call: 'rename' | 'mkdir', nth: number, project: Project): boolean {
  const inject = ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`];
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
    rmSync(project.export, { recursive: true, force: true });
    rmSync(join(project.cache, 'index'), { recursive: true });
    states.first();
    assert.ok(killedAfter('rename', nth, project), `rename ${nth}`);
    const next = (['edited', 'without', 'first'] as const)[index % 3];
    states[next]();
    const run = await project.build(['--prune']);
    assert.equal(run.code, 0, `rename ${nth}, ${next}: ${run.stderr}`);
    assert.equal(run.stderr, '', `rename ${nth}, ${next}`);
    assert.deepEqual(treeOf(project.export), trees[next], `rename ${nth}, ${next}`);
  }
});

test('killed at any of the first folders that it makes, a build leaves a cache that the next one takes for its own', {
  skip: !hasStrace && 'no strace here',
}, async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  for (let nth = 1; nth <= MOST_FOLDERS; nth++) {
    assert.ok(killedAfter('mkdir', nth, project), `mkdir ${nth}`);
    const { code, stderr } = await project.build(['--dry-run']);
    assert.equal(code, 0, `mkdir ${nth}: ${stderr}`);
    assert.ok(cacheKind(project.cache) !== 'foreign', `mkdir ${nth}`);
    rmSync(project.cache, { recursive: true, force: true });
    rmSync(project.export, { recursive: true, force: true });
  }
});
