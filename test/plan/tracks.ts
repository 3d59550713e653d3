/** Tracks, ledgers and profiles to plan with. */
import type { AudioFormat } from '../../src/library/audio.ts';
import type { SelectedTrack } from '../../src/library/track.ts';
import type { ResolvedProfile } from '../../src/pipeline/pipeline.ts';
import { emptyLedger, type Ledger, type LedgerTrack } from '../../src/plan/ledger.ts';
import { type ByteShapers, type RenderAction, renderActions } from '../../src/plan/render-actions.ts';
import { KINDS, type Kind } from '../../src/texture/kinds.ts';
import { resolveText, valueIn } from '../pipeline/project.ts';

export const WAV_FORMAT: AudioFormat = {
  container: 'wav',
  codec: 'pcm-s16le',
  sampleRateHz: 44100,
  channels: 2,
  bitDepth: 16,
  frames: 44100 * 60,
  durationSeconds: 60,
};

/** A track named after a letter: payload, path and slug all follow from it. */
export function trackOf(letter: string, changes: Partial<SelectedTrack> = {}): SelectedTrack {
  const payloadDigest = changes.payloadDigest ?? Buffer.from(letter).toString('hex').padEnd(64, '0');
  return {
    id: `t_${payloadDigest.slice(0, 12)}`,
    relPath: `${letter}.wav`,
    sizeBytes: 10_600_000,
    payloadDigest,
    tagDigest: '1'.repeat(64),
    format: WAV_FORMAT,
    warnings: [],
    tags: { title: null, artist: null, album: null, track: null, bpm: null, key: null },
    slug: letter,
    score: 0,
    scoreReasons: [],
    ...changes,
  };
}

export const profileWith = (...sets: string[]): ResolvedProfile => valueIn(resolveText({ sets })).profiles[0];

export const SHAPERS: ByteShapers = { fft: 'fft 1', decoderOf: ({ container }) => `${container} decoder 1` };

export const actionsOf = (
  tracks: readonly SelectedTrack[],
  {
    sets = [],
    kinds = KINDS,
    shapers = SHAPERS,
  }: { sets?: string[]; kinds?: readonly Kind[]; shapers?: ByteShapers } = {},
): RenderAction[] => valueIn(renderActions({ tracks, kinds, profile: profileWith(...sets), shapers }));

/** A ledger in which every track has each of `kinds` under the key `<slug>-<kind>`. */
export function ledgerOf(tracks: readonly SelectedTrack[], kinds: readonly Kind[] = KINDS): Ledger {
  const entries = tracks.map((track): [string, LedgerTrack] => [
    track.id,
    { track, kinds: Object.fromEntries(kinds.map((kind) => [kind, `${track.slug}-${kind}`])), errors: {} },
  ]);
  return { ...emptyLedger('/export', 'balanced'), tracks: Object.fromEntries(entries) };
}
