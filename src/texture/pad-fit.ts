/**
 * How pads fit a key and a tempo: what is done to their source, and how long their loops may be. Knows nothing of where in the track they
 * come from.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { resampleBy } from '../dsp/resample.ts';
import { stretched } from '../dsp/time-stretch.ts';
import { transpositionRatio } from '../dsp/transposition.ts';
import type { PadsSection, Profile } from '../pipeline/profile.ts';
import type { Key } from './key-name.ts';
import { type BarLoop, barLoopOf, confidentBpm, type Pulse, pulseOf, transpositionOf } from './musicality.ts';
import type { Channels } from './texture.ts';

export interface PadFit {
  readonly pitchRatio: number;
  /** Length after ÷ before. */
  readonly timeRatio: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  /** Whether the loop is to be exactly `maxSeconds` long, to the frame. */
  readonly isExact: boolean;
  readonly crossfadeSeconds: number;
  readonly key: Key | null;
  readonly tempoBpm: number | null;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly warnings: readonly string[];
}

/** Below this a change of length is rounding. */
const LEAST_STRETCH = 1e-6;

/**
 * The fit of a track's pads. Transposed alone, they change their length like a tape. Where bars or a tempo are asked for and the track's tempo
 * is known, they are stretched to the tempo at any pitch. Where it is not, nothing is stretched, with the warning `tempo-unknown`.
 */
export function padFit(analysis: TrackAnalysis, { pads, musicality }: Profile): PadFit {
  const { semitones, key, ...transposed } = transpositionOf(analysis, musicality);
  const pitchRatio = transpositionRatio(semitones);
  const snaps = musicality.snap_to_bars.length > 0;
  const isTimed = snaps || musicality.reference_bpm !== null;
  const pulse = isTimed ? pulseOf(analysis, musicality) : null;
  const timeRatio = pulse?.isOfTrack ? pulse.stretchRatio : 1 / pitchRatio;
  const bars = pulse && barLoopOf(pulse.bpm, musicality, wantedLength(pads, analysis.durationSeconds * timeRatio));
  const ownBpm = confidentBpm(analysis, musicality);
  return {
    pitchRatio,
    timeRatio,
    ...loopSeconds(pads, bars),
    key,
    tempoBpm: bars || pulse?.isOfTrack ? (pulse?.bpm ?? null) : ownBpm && ownBpm / timeRatio,
    parameters: { ...transposed.parameters, ...timingParameters(pulse, bars) },
    warnings: [
      ...transposed.warnings,
      ...(isTimed && !pulse?.isOfTrack ? ['tempo-unknown'] : []),
      ...(snaps && pulse && !bars ? ['bars-too-long'] : []),
    ],
  };
}

const wantedLength = (pads: PadsSection, offeredSeconds: number) => ({
  shortestSeconds: pads.min_duration_seconds,
  longestSeconds: pads.max_duration_seconds,
  availableSeconds: offeredSeconds - pads.crossfade_seconds,
});

function loopSeconds(pads: PadsSection, bars: BarLoop | null) {
  const minSeconds = bars?.seconds ?? pads.min_duration_seconds;
  const maxSeconds = bars?.seconds ?? pads.max_duration_seconds;
  return {
    minSeconds,
    maxSeconds,
    isExact: bars !== null,
    crossfadeSeconds: Math.min(pads.crossfade_seconds, minSeconds / 2),
  };
}

const timingParameters = (pulse: Pulse | null, bars: BarLoop | null) => ({
  ...(pulse?.isOfTrack ? { tempoStretchRatio: pulse.stretchRatio } : {}),
  ...(pulse && bars ? { bars: bars.bars, barsBpm: pulse.bpm } : {}),
});

/** The source at its new pitch and length. */
export function fitted(channels: Channels, sampleRateHz: number, { pitchRatio, timeRatio }: PadFit): Channels {
  const transposed = pitchRatio === 1 ? channels : channels.map((plane) => resampleBy(plane, 1 / pitchRatio));
  const ratio = timeRatio * pitchRatio;
  return Math.abs(ratio - 1) < LEAST_STRETCH ? transposed : stretched(transposed, sampleRateHz, ratio);
}
