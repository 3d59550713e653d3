/**
 * The render actions of a set of tracks: one for each track × kind, with the fingerprint that makes its key. Pure. What is *not* in a
 * fingerprint is a promise: no path, no tag, no time, no Node version, no section the kind does not read.
 */
import type { AudioFormat } from '../library/audio.ts';
import type { SelectedTrack } from '../library/track.ts';
import type { ResolvedProfile } from '../pipeline/pipeline.ts';
import type { Profile } from '../pipeline/profile.ts';
import { ok, type Result } from '../result.ts';
import { isWanted } from '../texture/forms.ts';
import { ANALYSIS_SOUND_VERSION, KIND_TRAITS, type Kind, type ProfilePart } from '../texture/kinds.ts';
import { actionKey, CACHE_FORMAT, type Fingerprint, type FingerprintLine } from './fingerprint.ts';

export interface RenderAction {
  readonly track: SelectedTrack;
  readonly kind: Kind;
  readonly profileName: string;
  readonly values: Profile;
  readonly fingerprint: Fingerprint;
  readonly key: string;
}

/** The libraries that shape bytes, named with their exact versions, and the version of the ffmpeg at hand. */
export interface ByteShapers {
  readonly fft: string;
  readonly decoderOf: (format: AudioFormat) => string;
}

export interface RenderPlanInput {
  readonly tracks: readonly SelectedTrack[];
  readonly kinds: readonly Kind[];
  readonly profile: ResolvedProfile;
  readonly shapers: ByteShapers;
}

/** In the order of `tracks`, each track's kinds together; none for a kind of which nothing is wanted. */
export function renderActions(input: RenderPlanInput): Result<RenderAction[]> {
  const actions: RenderAction[] = [];
  const parametersOf = memoisedParameters();
  for (const track of input.tracks) {
    const values = input.profile.valuesFor(track.relPath, track.slug);
    if (!values.ok) return values;
    for (const kind of input.kinds.filter((one) => isWanted(one, values.value))) {
      const fingerprint: Fingerprint = [
        ['cache format', String(CACHE_FORMAT)],
        ['stage', 'render'],
        ['kind', kind],
        ['sound version', String(KIND_TRAITS[kind].soundVersion)],
        ['analysis version', String(ANALYSIS_SOUND_VERSION)],
        ['fft', input.shapers.fft],
        ['decoder', input.shapers.decoderOf(track.format)],
        ...parametersOf(values.value, kind),
        ['source audio', track.payloadDigest],
      ];
      actions.push({
        track,
        kind,
        profileName: input.profile.name,
        values: values.value,
        fingerprint,
        key: actionKey(fingerprint),
      });
    }
  }
  return ok(actions);
}

/** The lines of the sections that `kind` reads, made once for each profile object. */
function memoisedParameters(): (values: Profile, kind: Kind) => readonly FingerprintLine[] {
  const known = new Map<Profile, Map<Kind, readonly FingerprintLine[]>>();
  return (values, kind) => {
    const ofProfile = known.get(values) ?? new Map<Kind, readonly FingerprintLine[]>();
    known.set(values, ofProfile);
    const lines = ofProfile.get(kind) ?? KIND_TRAITS[kind].sections.flatMap((part) => partLines(part, values));
    ofProfile.set(kind, lines);
    return lines;
  };
}

/** The lines of a section, or the one of a value of it, in the order of their names. */
const partLines = (part: ProfilePart, values: Profile): FingerprintLine[] =>
  Object.entries(values)
    .filter(([section]) => part === section || part.startsWith(`${section}.`))
    .flatMap(([section, own]) => Object.entries(own).map(([key, value]) => ({ name: `${section}.${key}`, value })))
    .filter(({ name }) => !part.includes('.') || part === name)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => [name, JSON.stringify(value)]);
