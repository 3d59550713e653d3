/** The stages of a pipeline file as they stand there, checked by the schema and by nothing else yet. */
import type { Values } from './merge.ts';
import { STAGE_NAMES, type StageName } from './pipeline.ts';

export interface StageEntry {
  readonly uses?: string;
  readonly run?: readonly string[];
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly with?: Values;
  readonly needs?: string | readonly string[];
  readonly each?: string | readonly string[];
  readonly timeout?: string;
  readonly retries?: number;
  readonly jobs?: number;
}

/** The `stages` of the file, by name. */
export type DeclaredStages = Readonly<Record<string, StageEntry>>;

export const asList = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** Null for a stage of the user's own. */
export const builtInOf = ({ uses }: StageEntry): StageName | null => STAGE_NAMES.find((name) => name === uses) ?? null;
