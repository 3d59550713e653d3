/** The commands that look after the cache, and what they are held to. */
import assert from 'node:assert/strict';
import { cacheLayout } from '../../../src/cache/layout.ts';
import { filesBelow, type World } from './world.ts';

/** `cache …`, while nobody uses it. */
export async function done(world: World, args: readonly string[]): Promise<void> {
  await world.site.isQuiet();
  const { code, stderr } = await world.project.run(['cache', ...args], { env: world.environment() });
  assert.equal(code, 0, `cache ${args.join(' ')}: ${stderr}`);
}

/** No file that somebody was about to write. */
export function leavesNothing({ project, site }: World): void {
  const { temporary } = cacheLayout(project.cache);
  assert.deepEqual(filesBelow(temporary), []);
  assert.deepEqual(site.temporaryFiles(), []);
}
