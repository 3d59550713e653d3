/** Which processes run below this one, as `/proc` has it. Only Linux has that. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export const skipWithoutProc = process.platform !== 'linux' && 'needs /proc';

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Ended, and not yet looked at by its parent. */
  readonly isZombie: boolean;
}

function statOf(pid: string): Stat | null {
  try {
    // The name of the program stands between brackets and may hold anything.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid: Number(pid), parent: Number(parent), isZombie: state === 'Z' };
  } catch {
    return null; // it ended while we looked
  }
}

/** Children of this process, theirs, and so on. */
export function processesBelow(): number[] {
  const running = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid) ?? [])
    .filter(({ isZombie }) => !isZombie);
  const below = (parent: number): number[] =>
    running.filter((one) => one.parent === parent).flatMap(({ pid }) => [pid, ...below(pid)]);
  return below(process.pid);
}

export function isRunning(pid: number): boolean {
  const stat = statOf(String(pid));
  return stat !== null && !stat.isZombie;
}

/** Those that still run when a moment was given to the system to bury the killed. */
export async function stillRunning(pids: readonly number[]): Promise<number[]> {
  for (let turn = 0; turn < 40 && pids.some(isRunning); turn++) await wait(25);
  return pids.filter(isRunning);
}
