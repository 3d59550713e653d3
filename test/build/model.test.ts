/**
 * The master property, for a share of the sequences that `npm run test:faults` tries. GRAINMILL_MODEL_RUNS makes it more of them, GRAINMILL_MODEL_SEED
 * draws others.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEQUENCES } from '../faults/model/model.ts';
import { carryOut } from '../faults/run.ts';

const seed = Number(process.env.GRAINMILL_MODEL_SEED ?? Date.now() % 1_000_000);
const SHARE = {
  seed,
  kills: 0,
  points: 0,
  powerCuts: 0,
  rounds: 0,
  sequences: Number(process.env.GRAINMILL_MODEL_RUNS ?? 30),
};

test('whatever happened before, a whole build ends like a clean one', {
  skip: SEQUENCES.missing() ?? false,
}, async (context) => {
  const { runs, failed } = await carryOut(SEQUENCES, SHARE);
  context.diagnostic(`${runs} sequences, seed ${seed}`);
  const first = failed.map(({ name, message }) => `sequence ${name}: ${message}`)[0];
  assert.equal(failed.length, 0, `seed ${seed}, ${failed.length} of ${runs} failed, such as ${first}`);
});
