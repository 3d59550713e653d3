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
import { CACHE_FORMAT, type Fingerprint, type FingerprintLine, keysAfter } from './fingerprint.ts';

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
  const sharedBy = memoisedShared(input.shapers.fft);
  for (const track of input.tracks) {
    const values = input.profile.valuesFor(track.relPath, track.slug);
    if (!values.ok) return values;
    const decoder = input.shapers.decoderOf(track.format);
    for (const kind of input.kinds.filter((one) => isWanted(one, values.value))) {
      const { lines, keyOf } = sharedBy(values.value, kind, decoder);
      const source: FingerprintLine = ['source audio', track.payloadDigest];
      actions.push({
        track,
        kind,
        profileName: input.profile.name,
        values: values.value,
        fingerprint: [...lines, source],
        key: keyOf(source),
      });
    }
  }
  return ok(actions);
}

/** What the fingerprints of a kind have in common whatever the track, and the keys of those that begin so. */
interface Shared {
  readonly lines: Fingerprint;
  readonly keyOf: (source: FingerprintLine) => string;
}

/** Made once for each profile object, kind and decoder. */
function memoisedShared(fft: string): (values: Profile, kind: Kind, decoder: string) => Shared {
  const known = new Map<Profile, Map<string, Shared>>();
  return (values, kind, decoder) => {
    const ofProfile = known.get(values) ?? new Map<string, Shared>();
    known.set(values, ofProfile);
    const name = `${kind} ${decoder}`;
    const shared = ofProfile.get(name) ?? sharedOf(values, kind, decoder, fft);
    ofProfile.set(name, shared);
    return shared;
  };
}

function sharedOf(values: Profile, kind: Kind, decoder: string, fft: string): Shared {
  const lines: Fingerprint = [
    ['cache format', String(CACHE_FORMAT)],
    ['stage', 'render'],
    ['kind', kind],
    ['sound version', String(KIND_TRAITS[kind].soundVersion)],
    ['analysis version', String(ANALYSIS_SOUND_VERSION)],
    ['fft', fft],
    ['decoder', decoder],
    ...KIND_TRAITS[kind].sections.flatMap((part) => partLines(part, values)),
  ];
  return { lines, keyOf: keysAfter(lines) };
}

/** The lines of a section, or the one of a value of it, in the order of their names. */
const partLines = (part: ProfilePart, values: Profile): FingerprintLine[] =>
  Object.entries(values)
    .filter(([section]) => part === section || part.startsWith(`${section}.`))
    .flatMap(([section, own]) => Object.entries(own).map(([key, value]) => ({ name: `${section}.${key}`, value })))
    .filter(({ name }) => !part.includes('.') || part === name)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => [name, JSON.stringify(value)]);
