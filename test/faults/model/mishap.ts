/**
 * What can go wrong in a process while it works in a project, at one of its calls to the file system, counted from 1. The process is told in its
 * environment and does it to itself (`mishap-entry.ts`): the same call whatever the load of the machine, and at no cost.
 */
/** `EIO`: that call fails. `ENOSPC`: from then on whatever needs room does. Signals: the process gets it before the call, a write being half done. */
export const EFFECTS = ['SIGKILL', 'SIGKILL of the group', 'SIGTERM', 'SIGINT', 'EIO', 'ENOSPC'] as const;

export interface Mishap {
  /** In the process that builds, or in those that carry out its jobs. */
  readonly who: 'build' | 'job';
  readonly effect: (typeof EFFECTS)[number];
  readonly call: number;
}

/** Of a test's processes. */
export const MISHAP = 'GRAINMILL_TEST_MISHAP';
