/** The master property: whatever happens to a project, a whole build ends like a clean one. A sequence that fails is made as short as it still fails. */
import fc from 'fast-check';
import { type Case, type Effort, type Fault, needsLinux, randomOf } from '../fault.ts';
import { BUILD } from './builds.ts';
import { CACHE_ACT } from './cache-acts.ts';
import { EDIT } from './edits.ts';
import { endsLikeCleanBuild } from './ending.ts';
import { type Sequence, type Step, sequences } from './steps.ts';
import { World } from './world.ts';

const HOW = { ...EDIT, ...BUILD, ...CACHE_ACT } as unknown as Readonly<
  Record<Step['do'], (world: World, step: Step) => unknown>
>;

/** Fails unless it ends as it should; works in a folder of its own below `parent`. */
export async function carryOutSteps({ isRested, steps, salt }: Sequence, parent: string): Promise<void> {
  const world = new World(parent, isRested);
  try {
    for (const step of steps) await HOW[step.do](world, step);
    await endsLikeCleanBuild(world, parent, salt);
  } finally {
    world.site.remove();
  }
}

const MOST_TRIES_TO_SHORTEN = 25;

/** Throws with the shortest sequence that was found to fail. */
async function holds(seed: number, parent: string): Promise<void> {
  const failed: { readonly sequence: Sequence; readonly message: string }[] = [];
  let tries = 0;
  const property = fc.asyncProperty(sequences, async (sequence) => {
    if (failed.length > 0 && tries++ >= MOST_TRIES_TO_SHORTEN) return;
    try {
      await carryOutSteps(sequence, parent);
    } catch (error) {
      failed.push({ sequence, message: (error as Error).message });
      throw error;
    }
  });
  await fc.check(property, { seed, numRuns: 1 });
  const shortest = failed.at(-1);
  if (shortest !== undefined) throw new Error(`${shortest.message}\nof ${JSON.stringify(shortest.sequence)}`);
}

const cases = async (folder: string, { seed, sequences: count }: Effort): Promise<Case[]> =>
  Array.from({ length: count }, (_, index) => ({
    name: `${index + 1}`,
    run: async () => {
      await holds(randomOf(seed, `sequence ${index + 1}`).integer(2 ** 31), folder);
      return true;
    },
  }));

export const SEQUENCES: Fault = { name: 'any of these, in any order', missing: needsLinux, cases };
