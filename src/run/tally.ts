/** Counts what became of the actions of a build, each action once however many rounds it took. */
import type { ActionCounts, ActionStatus } from '../event.ts';

interface Entry {
  readonly status: ActionStatus;
  readonly isRender: boolean;
}

export class Tally {
  readonly #entries = new Map<string, Entry>();
  #bytesWritten = 0;

  /** `label` names the action within the build. What ran in an earlier round stays counted as run. True when this is news. */
  count(label: string, status: ActionStatus, isRender: boolean): boolean {
    const before = this.#entries.get(label)?.status;
    const stays = before === status || (before === 'ran' && (status === 'up-to-date' || status === 'restored'));
    if (!stays) this.#entries.set(label, { status, isRender });
    return !stays;
  }

  addBytes(bytes: number): void {
    this.#bytesWritten += bytes;
  }

  counts(): ActionCounts {
    const entries = [...this.#entries.values()];
    const having = (status: ActionStatus): number => entries.filter((entry) => entry.status === status).length;
    return {
      actions: entries.length,
      ran: having('ran'),
      rendered: entries.filter((entry) => entry.isRender && entry.status === 'ran').length,
      restored: having('restored'),
      upToDate: having('up-to-date'),
      failed: having('failed'),
      skipped: having('skipped'),
      bytesWritten: this.#bytesWritten,
    };
  }
}
