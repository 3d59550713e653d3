/**
 * Hiss loops: the air of a noisy stretch, taken apart into short pieces and laid over a loop that moves gently. Knows nothing of levels and
 * files.
 */
import { tremble } from '../dsp/envelope.ts';
import { GrainLoop, grainOnsets, intervalAfter } from '../dsp/grain.ts';
import { levelLoop } from '../dsp/leveller.ts';
import { openedAtCalmest } from '../dsp/loop-opening.ts';
import type { Random } from '../dsp/random.ts';
import type { HissSection, Profile } from '../pipeline/profile.ts';
import { condensed } from './condense.ts';
import { airOf, bandFilteredLoop, syntheticNoise } from './hiss-band.ts';
import { seamParameters, seamRejection } from './seam-gate.ts';
import { SegmentLevels, SourcePool } from './source-pool.ts';
import type { Channels, Texture, TextureRejection } from './texture.ts';

const PIECE_MS = { shortest: 140, longest: 300 } as const;
const PIECE_OVERLAP = 0.6;
const JITTER = 0.6;
/** A piece reaches this far beyond the next onset, in intervals: there are no gaps. */
const REACH_RATIO = 1.5;
/** Blocks this far below the level of the stretch are pauses between hits; they are cut out. */
const PAUSE_GAIN = 0.1;
/** With less air than this share of the loop, it would be the same moment over and over. */
const LEAST_AIR_RATIO = 0.4;
/** Pieces this far below the level of the stretch would leave a hole; they are not read. */
const GATE_GAIN = 0.25;
const MOST_BOOST = 4;
/** Hits become part of the hiss. */
const LEVELLING = { windowSeconds: 0.01, strength: 0.9 } as const;
/** What hits leave between them is raised before pieces are chosen, as far as it is there. */
const SOURCE_LEVELLING = { windowSeconds: 0.006, strength: 0.9 } as const;

/** Source that the pieces of one loop fill end to end. */
export function hissPoolSeconds(hiss: HissSection): number {
  return Math.max(2, hiss.loop_duration_seconds / (1 - PIECE_OVERLAP));
}

/** Whole cycles of modulation in a loop: none when the rate or the depth is 0. */
export function modulationCycles(hiss: HissSection): number {
  if (hiss.modulation_rate_hz === 0 || hiss.modulation_depth_ratio === 0) return 0;
  return Math.max(1, Math.round(hiss.modulation_rate_hz * hiss.loop_duration_seconds));
}

/** The air of `segment` without its pauses, and what is left of it evened out. */
function denseAir(segment: Channels, hiss: HissSection, rate: number): Float32Array[] {
  const dense = condensed(airOf(segment, hiss, rate), rate, PAUSE_GAIN);
  levelLoop(dense, rate, SOURCE_LEVELLING);
  return dense;
}

/** Lays pieces of `air` over `loop`, each from another place, brought to one level; returns the share that found a place. */
function lay(loop: GrainLoop, loopFrames: number, air: Channels, rate: number, random: Random): number {
  const levels = new SegmentLevels([air]);
  const overall = levels.overall();
  const pool = new SourcePool([air], (place, frames) => levels.evenRms(place, frames) > GATE_GAIN * overall);
  const spacing = ((PIECE_MS.shortest + PIECE_MS.longest) / 2000) * (1 - PIECE_OVERLAP) * rate;
  const onsets = grainOnsets(loopFrames, { spacingFrames: spacing, jitterRatio: JITTER, movementRatio: 0 }, random);
  let placed = 0;
  for (const [index, onsetFrame] of onsets.entries()) {
    const wanted = Math.round((random.between(PIECE_MS.shortest, PIECE_MS.longest) / 1000) * rate);
    const least = Math.round(REACH_RATIO * intervalAfter(onsets, index, loopFrames));
    const frames = Math.min(Math.max(wanted, least), loopFrames, air[0].length);
    const place = pool.place(onsetFrame / loopFrames, frames, random);
    if (!place) continue;
    const gain = Math.min(MOST_BOOST, overall / levels.rms(place, frames));
    loop.add([...air], {
      onsetFrame,
      sourceFrame: place.frame,
      frames,
      readRatio: 1,
      swapped: false,
      leftGain: gain,
      rightGain: gain,
    });
    placed++;
  }
  return placed / onsets.length;
}

function modulate(channels: readonly Float32Array[], hiss: HissSection, phase: number): void {
  const tremolo = { cycles: modulationCycles(hiss), depth: hiss.modulation_depth_ratio, phase };
  if (tremolo.cycles > 0) for (const plane of channels) tremble(plane, tremolo);
}

/** One hiss loop from the audio of one range, or from seeded noise when `segment` is null. */
export function hissLoop(
  name: string,
  segment: Channels | null,
  profile: Profile,
  random: Random,
): Texture | TextureRejection {
  const { hiss, output } = profile;
  const rate = output.sample_rate_hz;
  const loopFrames = Math.round(hiss.loop_duration_seconds * rate);
  const air = segment ? denseAir(segment, hiss, rate) : syntheticNoise(loopFrames, output.channels, random);
  const airSeconds = air[0].length / rate;
  const leastSeconds = LEAST_AIR_RATIO * hiss.loop_duration_seconds;
  if (airSeconds < leastSeconds) return { name, rule: 'air-seconds', measured: airSeconds, threshold: leastSeconds };
  const loop = new GrainLoop(loopFrames, air.length === 2 ? 2 : 1);
  const placed = segment ? lay(loop, loopFrames, air, rate, random) : 1;
  if (placed < 0.9) return { name, rule: 'pieces-above-gate-ratio', measured: placed, threshold: 0.9 };
  const channels = segment ? loop.finish() : air;
  bandFilteredLoop(channels, hiss, rate);
  levelLoop(channels, rate, LEVELLING);
  modulate(channels, hiss, random.uniform());
  const opened = openedAtCalmest(channels, rate);
  return (
    seamRejection(name, opened.seam) ?? {
      channels: opened.channels,
      loop: 'whole',
      targetLufs: hiss.target_lufs,
      targetShortRmsDbfs: hiss.flicker_target_rms_dbfs,
      rootNote: null,
      key: null,
      tempoBpm: null,
      parameters: {
        synthetic: segment === null,
        modulationCycles: modulationCycles(hiss),
        modulationDepthRatio: hiss.modulation_depth_ratio,
        ...seamParameters(opened.seam),
      },
      warnings: [],
    }
  );
}
