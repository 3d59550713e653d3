/** A share of every fault; `npm run test:faults` tries them all. The seed is in the message of what fails; GRAINMILL_FAULT_SEED sets it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from './all.ts';
import { carryOut } from './run.ts';

const seed = Number(process.env.GRAINMILL_FAULT_SEED ?? Date.now() % 1_000_000);
const SHARE = { seed, kills: 50, points: 1, powerCuts: 3, rounds: 4, sequences: 0 };

for (const fault of FAULTS) {
  const missing = fault.missing();
  test(`a build recovers: ${fault.name}`, { skip: missing ?? false }, async (context) => {
    const { runs, missed, failed } = await carryOut(fault, SHARE);
    context.diagnostic(`${runs} runs, ${missed} without the fault, seed ${seed}`);
    const first = failed.map(({ name, message }) => `${name}: ${message}`)[0];
    assert.equal(failed.length, 0, `seed ${seed}, ${failed.length} of ${runs} did not recover, such as ${first}`);
    assert.ok(missed < runs, 'the fault never came to pass');
  });
}
