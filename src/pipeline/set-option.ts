/** Reads `--set NAME=VALUE`: NAME is `<section>.<key>` of a profile or `<stage>.<key>` of a stage's `with`, VALUE is YAML. */
import { parse } from 'yaml';
import type { Failure } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import { didYouMean } from './did-you-mean.ts';
import { PROFILE_SECTIONS } from './profile-schema.ts';

export interface SetOption {
  readonly text: string;
  readonly owner: 'profile' | 'stage';
  /** Section or stage name. */
  readonly group: string;
  readonly key: string;
  readonly value: unknown;
}

/** `stageNames` are those of the pipeline at hand. */
export function parseSetOption(text: string, stageNames: readonly string[]): Result<SetOption> {
  const match = /^([^.=\s]+)\.([^.=\s]+)=(.*)$/s.exec(text);
  if (!match) return err(usage(`--set takes NAME=VALUE, got "${text}"`, 'like --set clouds.overlap_ratio=0.6'));
  const [, group, key, valueText] = match;
  const sections: readonly string[] = PROFILE_SECTIONS;
  if (!sections.includes(group) && !stageNames.includes(group)) {
    return err(
      usage(`--set ${text}: there is no section or stage "${group}"`, didYouMean(group, [...sections, ...stageNames])),
    );
  }
  try {
    return ok({
      text,
      owner: sections.includes(group) ? 'profile' : 'stage',
      group,
      key,
      value: parse(valueText) as unknown,
    });
  } catch (error) {
    return err(
      usage(`--set ${text}: the value is not YAML: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

const usage = (message: string, hint?: string): Failure => ({
  reason: 'usage',
  message,
  ...(hint === undefined ? {} : { hint }),
});
