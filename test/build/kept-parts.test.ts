/** What was told of a track is told again from the documents themselves as long as nothing of it changed, and never where they are not as they were written. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PARTED_DOCUMENTS } from '../../src/document/sink.ts';
import { Project } from './rig.ts';
import { silence, song } from './sounds.ts';

/** Changes a byte in the middle, in place, so that neither the size nor any folder tells. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 4;
  writeFileSync(path, bytes);
}

const renderResults = (project: Project): string[] =>
  readdirSync(join(project.cache, 'actions'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'utf8').includes('"stage":"render"'));

async function threeTracks(args: readonly string[] = []): Promise<Project> {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  project.source('silent.wav', silence(3));
  await project.built(args);
  return project;
}

test('the results of tracks that stay as they were are not read again for the documents', async () => {
  const project = await threeTracks();
  for (const path of renderResults(project)) flip(path);
  project.source('3.wav', song(3));
  assert.equal((await project.built()).rendered, 4);
  await project.isLikeCleanBuild();
});

test('a document that was edited or taken away is made anew, and so is all that would have been taken from it', async () => {
  const project = await threeTracks();
  for (const [index, name] of PARTED_DOCUMENTS.entries()) {
    const path = join(project.export, name);
    if (index % 2 === 0) flip(path);
    else rmSync(path);
    project.source('3.wav', song(3 + index));
    await project.built();
    await project.isLikeCleanBuild();
  }
});

test('what is kept of the parts may be damaged, cut or gone', async () => {
  const project = await threeTracks();
  const index = join(project.cache, 'index');
  const memo = join(index, readdirSync(index).find((name) => name.startsWith('parts-')) ?? '');
  for (const [seed, harm] of [flip, (path: string) => truncateSync(path, 40), rmSync].entries()) {
    harm(memo);
    project.source('3.wav', song(3 + seed));
    await project.built();
    await project.isLikeCleanBuild();
  }
});

test('tracks come, go and trade names among others that are silent, left out for their grade, or not made of', async () => {
  const args = ['--set', 'curation.auto_reject_grade=B', '--set', 'pads.count=3'];
  const project = await threeTracks(args);
  const step = async (change: () => void): Promise<void> => {
    change();
    await project.built(args);
    await project.isLikeCleanBuild(args);
  };
  await step(() => project.source('0.wav', song(4)));
  await step(() => project.source('later/1.wav', song(5)));
  await step(() => project.source('also silent.wav', silence(4)));
  await step(() => rmSync(join(project.library, '1.wav')));
  await step(() => project.source('2.wav', song(6)));
});

test('documents of another profile are not taken for those of this one', async () => {
  const project = await threeTracks();
  const named = ['--set', 'naming.include=[brightness]'];
  await project.built(named);
  await project.isLikeCleanBuild(named);
  await project.built();
  await project.isLikeCleanBuild();
});
