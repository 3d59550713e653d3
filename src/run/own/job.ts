/** A job of an own stage, by value: what to carry out, on which files, and what must not change meanwhile. Types only. */
import type { OwnStage, OwnWork } from '../../pipeline/pipeline.ts';
import type { TrackFile } from '../../plan/own-actions.ts';
import type { Guard } from './guard.ts';

export interface OwnJob {
  readonly stage: string;
  readonly work: OwnWork;
  readonly unit: OwnStage['unit'];
  readonly parameters: OwnStage['parameters'];
  /** The program of a command, absolute; null for a module. */
  readonly program: string | null;
  readonly inputs: readonly TrackFile[];
  readonly guards: readonly Guard[];
  readonly cacheFolder: string;
  readonly projectFolder: string;
  /** Empty, and removed when the job has ended, however it did. */
  readonly scratchFolder: string;
}

/** A file with its bytes, as stages take and make them. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}
