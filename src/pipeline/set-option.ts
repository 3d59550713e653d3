/** Reads `--set NAME=VALUE`: NAME is `<section>.<key>` of a profile or `<stage>.<key>` of a stage's `with`, VALUE is YAML. */
import type { Failure } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import { didYouMean } from './did-you-mean.ts';
import { PROFILE_SECTIONS } from './profile-schema.ts';
import { parseYamlSource } from './yaml-source.ts';

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
  const parsed = parseYamlSource('--set', valueText);
  if (!parsed.ok) {
    const { failure } = parsed;
    const message = 'message' in failure ? failure.message : failure.reason;
    return err(usage(`--set ${text}: the value is not YAML: ${message}`, 'put text with signs like * or & in quotes'));
  }
  const owner = sections.includes(group) ? 'profile' : 'stage';
  return ok({ text, owner, group, key, value: parsed.value.value });
}

const usage = (message: string, hint?: string): Failure => ({
  reason: 'usage',
  message,
  ...(hint === undefined ? {} : { hint }),
});
