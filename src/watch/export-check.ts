/**
 * Whether somebody took something out of the export since the last build: the mtimes of its folders against those that the ledger has. Looked at now and
 * then, without any watch: what a build writes there itself wakes nobody.
 */
import { join } from 'node:path';
import { stampOf } from '../export/stamp.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { openTrees } from '../run/trees.ts';

export class ExportCheck {
  #folders: readonly (readonly [path: string, mtimeNs: string])[] = [];
  #seen = '';
  #answered = '';

  /** After a build: what the export was left as. */
  buildEnded(pipeline: Pipeline): void {
    this.#folders = openTrees(pipeline).flatMap(({ folder, ledger }) =>
      Object.entries(ledger.folders).map(([name, mtimeNs]) => [join(folder, name), mtimeNs] as const),
    );
    this.#seen = '';
  }

  /** True once for each state of the export that is not as it was left, when two looks have found the same. */
  isTouched(): boolean {
    const state = this.#folders
      .filter(([path, mtimeNs]) => stampOf(path)?.mtimeNs !== mtimeNs)
      .map(([path]) => `${path} ${stampOf(path)?.mtimeNs ?? 'gone'}`)
      .join('\n');
    const isSteady = state === this.#seen;
    this.#seen = state;
    if (state === '' || !isSteady || state === this.#answered) return false;
    this.#answered = state;
    return true;
  }
}
