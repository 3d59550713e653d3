/**
 * The long suite: every fault at every place that it can have, and many at random. Prints what was tried and what failed, with the command that
 * tries the same again; ends with 1 when anything failed.
 */
import { parseArgs } from 'node:util';
import { FAULTS } from './all.ts';
import type { Effort, Fault } from './fault.ts';
import { SEQUENCES } from './model/model.ts';
import { carryOut, type Outcome } from './run.ts';

const HELP = `npm run test:faults -- [options]
  --seed N         of everything that is drawn (default: the time)
  --kills N        random kills (1000)
  --points N       of each sweep no more than these for each system call (all)
  --power-cuts N   (100)
  --rounds N       of bit-rot, racing edits (50 each) and builds side by side (60)
  --sequences N    of any of these, in any order (500)
  --only TEXT      only faults whose name has this in it
  --case NAME      only the case of this name
  --minutes N      no case of a fault is begun when it has had so long (no limit)`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string', default: '1000' },
    points: { type: 'string', default: 'Infinity' },
    'power-cuts': { type: 'string', default: '100' },
    rounds: { type: 'string', default: '60' },
    sequences: { type: 'string', default: '500' },
    only: { type: 'string', default: '' },
    case: { type: 'string' },
    minutes: { type: 'string', default: 'Infinity' },
    help: { type: 'boolean', default: false },
  },
});

const effort: Effort = {
  seed: Number(values.seed),
  kills: Number(values.kills),
  points: Number(values.points),
  powerCuts: Number(values['power-cuts']),
  rounds: Number(values.rounds),
  sequences: Number(values.sequences),
};

/** The case alone: what is drawn for it depends on the seed and on how many there are. */
const commandFor = (fault: Fault, name: string): string => {
  const { seed, kills, points, powerCuts, rounds, sequences } = effort;
  const many = `--kills ${kills} --points ${points} --power-cuts ${powerCuts} --rounds ${rounds} --sequences ${sequences}`;
  return `npm run test:faults -- --seed ${seed} ${many} --only '${fault.name}' --case '${name}'`;
};

async function tried(fault: Fault): Promise<Outcome> {
  const endMs = performance.now() + Number(values.minutes) * 60_000;
  const isChosen = (name: string): boolean => values.case === undefined || values.case === name;
  const outcome = await carryOut(fault, effort, isChosen, () => performance.now() > endMs);
  for (const { name, message } of outcome.failed)
    console.log(`\n${fault.name}: ${name}\n${message}\nagain: ${commandFor(fault, name)}\n`);
  return outcome;
}

const columns = (cells: readonly (string | number)[]): string =>
  cells.map((cell, index) => (index === 0 ? String(cell).padEnd(48) : String(cell).padStart(11))).join('');

async function main(): Promise<void> {
  console.log(`seed ${effort.seed}`);
  console.log(columns(['fault', 'runs', 'recovered', 'failed', 'no fault', 'left out']));
  for (const fault of [...FAULTS, SEQUENCES].filter(({ name }) => name.includes(values.only))) {
    const missing = fault.missing();
    if (missing !== null) {
      console.log(`${fault.name.padEnd(48)}    skipped: ${missing}`);
      continue;
    }
    const { runs, missed, failed, leftOut } = await tried(fault);
    console.log(columns([fault.name, runs, runs - failed.length, failed.length, missed, leftOut]));
    if (failed.length > 0) process.exitCode = 1;
  }
}

if (values.help) console.log(HELP);
else await main();
