/** Defects that were, as the shortest sequences of the master property (`test/faults/model/`) that show them: most it found, some were found by reading. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsLinux } from '../faults/fault.ts';
import { carryOutSteps } from '../faults/model/model.ts';
import type { Step } from '../faults/model/steps.ts';

const BUILD: Step = { do: 'build', args: [] };
const ONE_TRACK: Step = { do: 'build', args: ['--only', '1*'] };
const WITHOUT_TWO: Step = { do: 'remove', path: '2.wav' };

const FOUND: Readonly<Record<string, readonly Step[]>> = {
  'a cache cleared twice with a build of one track in between forgets none of the others': [
    BUILD,
    { do: 'clear' },
    ONE_TRACK,
    { do: 'clear' },
    WITHOUT_TWO,
  ],
  'a cache cleared twice with a build in between that left what it did not know forgets none of it': [
    BUILD,
    { do: 'clear' },
    WITHOUT_TWO,
    BUILD,
    { do: 'clear' },
  ],
  'an interrupt while the export is written leaves nothing temporary in it': [
    BUILD,
    { do: 'hurt', args: ['--export', 'elsewhere'], mishap: { who: 'build', effect: 'SIGTERM', call: 100 } },
  ],
};

for (const [name, steps] of Object.entries(FOUND))
  test(name, { skip: needsLinux() ?? false }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grainmill-sequence-'));
    try {
      await carryOutSteps({ isRested: true, steps, salt: 0 }, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
