/** Edits that keep a file's size and mtime, many within one tick of the clock: each is noticed. */
import assert from 'node:assert/strict';
import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/dsp/random.ts';
import { buildWith } from '../build/in-process.ts';
import { song } from '../build/sounds.ts';
import { type Case, type Effort, type Fault, randomOf } from './fault.ts';
import { Site } from './site.ts';

const EDITS_A_ROUND = 50;
const SONGS = [1, 2, 3, 4].map((seed) => song(seed, 1.2));
const WHEN = new Date('2001-02-03T04:05:06Z');

const MANNERS: Readonly<Record<string, (path: string, bytes: Uint8Array) => void>> = {
  'in place': (path, bytes) => writeFileSync(path, bytes),
  replaced: (path, bytes) => {
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
  },
};

/** The digest of the audio of each file of the library, as a build sees it that renders nothing. */
async function seen({ project }: Site): Promise<Map<string, string>> {
  const { report } = await buildWith(project, () => assert.fail('nothing is to be rendered'), {
    targets: new Set(['discover', 'catalog']),
  });
  return new Map(report.survey.catalog.map(({ relPath, payloadDigest }) => [relPath, payloadDigest]));
}

async function edited(folder: string, random: Random): Promise<void> {
  const site = new Site(folder);
  const { library } = site.project;
  for (const [index, bytes] of SONGS.entries()) site.project.source(`kept-${index}.wav`, bytes);
  const kept = await seen(site);
  const path = join(library, '1.wav');
  for (let left = EDITS_A_ROUND; left > 0; left--) {
    const index = random.integer(SONGS.length);
    MANNERS[random.pick(Object.keys(MANNERS))](path, SONGS[index]);
    utimesSync(path, WHEN, WHEN);
    assert.equal((await seen(site)).get('1.wav'), kept.get(`kept-${index}.wav`), `${left} edits before the last`);
  }
  assert.equal(statSync(path).size, SONGS[0].length);
  site.remove();
}

const cases = async (folder: string, { seed, rounds }: Effort): Promise<Case[]> =>
  Array.from({ length: rounds }, (_, index) => ({
    name: `${index + 1}: ${EDITS_A_ROUND} edits`,
    run: async () => {
      await edited(folder, randomOf(seed, `edits ${index}`));
      return true;
    },
  }));

export const RACING_EDITS: Fault = { name: 'edits that keep size and mtime', missing: () => null, cases };
