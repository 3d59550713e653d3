/** Every fault there is. */
import { BESIDE } from './beside.ts';
import type { Fault } from './fault.ts';
import { KILLS } from './kills.ts';
import { OPEN_FILES } from './open-files.ts';
import { POWER } from './power.ts';
import { RACING_EDITS } from './racing.ts';
import { ROT } from './rot.ts';
import { SPACE } from './space.ts';
import { SWEEPS } from './sweeps.ts';

export const FAULTS: readonly Fault[] = [KILLS, ...SWEEPS, POWER, ...SPACE, OPEN_FILES, RACING_EDITS, BESIDE, ROT];
