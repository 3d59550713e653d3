/** Counts what became of the actions of a build, each action once however many rounds it took, and notes which results it left behind. */
import type { ActionCounts, ActionStatus, StageCounts } from '../event.ts';

/** An action as the tally knows it: `name` is unique within the stage. */
export interface CountedAction {
  /** The stage's identity. */
  readonly stage: string;
  readonly name: string;
}

interface Entry {
  readonly stage: string;
  readonly status: ActionStatus;
  readonly elapsedMs: number;
}

export class Tally {
  readonly #entries = new Map<string, Entry>();
  readonly #dropped = new Set<string>();
  #bytesWritten = 0;

  /** What ran in an earlier round stays counted as run. True when this is news. */
  count({ stage, name }: CountedAction, status: ActionStatus, elapsedMs = 0): boolean {
    const label = `${stage} ${name}`;
    const before = this.#entries.get(label)?.status;
    const stays = before === status || (before === 'ran' && (status === 'up-to-date' || status === 'restored'));
    if (!stays) this.#entries.set(label, { stage, status, elapsedMs });
    return !stays;
  }

  addBytes(bytes: number): void {
    this.#bytesWritten += bytes;
  }

  /** Keys of results that a tree needed before and does not need any more. */
  addDropped(keys: readonly string[]): void {
    for (const key of keys) this.#dropped.add(key);
  }

  dropped(): string[] {
    return [...this.#dropped];
  }

  counts(): ActionCounts {
    const entries = [...this.#entries.values()];
    return {
      actions: entries.length,
      ...countsOf(entries),
      rendered: countsOf(entries.filter(({ stage }) => stage === 'render')).ran,
      bytesWritten: this.#bytesWritten,
    };
  }

  /** Of one stage; all 0 where it had no action. */
  countsOf(stage: string): StageCounts {
    const entries = [...this.#entries.values()].filter((entry) => entry.stage === stage);
    return { ...countsOf(entries), elapsedMs: Math.round(entries.reduce((sum, entry) => sum + entry.elapsedMs, 0)) };
  }
}

function countsOf(entries: readonly Entry[]) {
  const having = (status: ActionStatus): number => entries.filter((entry) => entry.status === status).length;
  return {
    ran: having('ran'),
    restored: having('restored'),
    upToDate: having('up-to-date'),
    failed: having('failed'),
    skipped: having('skipped'),
  };
}
