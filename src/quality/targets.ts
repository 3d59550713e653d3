/** What a texture was made to meet, as its own parameters remember it. Knows nothing of how it is met. */
import type { Profile } from '../pipeline/profile.ts';
import type { Kind } from '../texture/kinds.ts';
import type { Targets } from './rules.ts';

/** The targets among the `parameters` of a texture; `profile` speaks where they are silent. */
export function targetsOf(kind: Kind, parameters: Readonly<Record<string, unknown>>, profile: Profile): Targets {
  const section: { readonly target_lufs: number; readonly [key: string]: unknown } = profile[kind];
  const shortTarget = Object.entries(section).find(([key]) => key.endsWith('target_rms_dbfs'))?.[1];
  const numberOr = (name: string, otherwise: number): number => {
    const value = parameters[name];
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    targetLufs: numberOr('target_lufs', section.target_lufs),
    targetShortRmsDbfs: numberOr('target_short_rms_dbfs', Number(shortTarget ?? section.target_lufs)),
    truePeakCeilingDbtp: numberOr('true_peak_ceiling_dbtp', profile.output.true_peak_ceiling_dbtp),
  };
}
