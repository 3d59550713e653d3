/**
 * Where a finished loop is best cut open: a loop is the same loop from wherever it is started, but a sampler wraps and retriggers
 * at the ends of the file. Knows nothing of how loops are made.
 */
import { rotated } from './crossfade.ts';
import { powerToDb } from './elementary.ts';
import {
  circularFlux,
  energyOf,
  type LoopInside,
  loopInside,
  monoSum,
  quantileOf,
  SEAM_REACH_SAMPLES,
  type SeamFigures,
  seamFigures,
} from './seam.ts';

const HOP_SAMPLES = 256;
/** 46 ms on each side: what an analysis frame of twice our own length would meet must be calm as well. */
const REACH_HOPS = 8;
const LEVEL_SECONDS = 0.05;
/** What each figure may come to before it is heard: flux against the median, a change of level, a hole. */
const AUDIBLE = { fluxRatio: 1.5, levelDb: 1, dipDb: 4 } as const;
/** Steps above this share of the usual maximum are avoided: rounding must not lift them over it. */
const STEEP_SHARE = 0.9;
const FLOOR_POWER = 1e-20;
/**
 * The hops are a coarse grid: the best are measured exactly, until one is comfortably inside what is audible, or after so many just inside
 * it. A restless loop is looked at longer before it is given up.
 */
const COMFORTABLE = 0.7;
const ENOUGH_TRIALS = 24;
const INAUDIBLE = 0.95;
const MOST_TRIALS = 96;

/** Frame near `from` (within a hop) where all planes are smallest, without a step near the steepest: a zero crossing. */
function quietestFrame(channels: readonly Float32Array[], from: number, usualStep: number): number {
  const frames = channels[0].length;
  let best = from % frames;
  let least = Infinity;
  for (let n = from; n < from + HOP_SAMPLES; n++) {
    let cost = 0;
    for (const plane of channels) {
      const x = plane[n % frames];
      const step = Math.abs(x - plane[(n + frames - 1) % frames]);
      cost += Math.abs(x) + (step > STEEP_SHARE * usualStep ? 1 : 0);
    }
    if (cost < least) {
      least = cost;
      best = n % frames;
    }
  }
  return best;
}

/** Level in dB of the `span` hops from each hop on, circular. */
function spanLevels(plane: Float32Array, hops: number, span: number): Float32Array {
  const energies = new Float64Array(hops);
  for (let hop = 0; hop < hops; hop++) energies[hop] = energyOf(plane, hop * HOP_SAMPLES, (hop + 1) * HOP_SAMPLES);
  return Float32Array.from(energies, (_, hop) => {
    let sum = FLOOR_POWER;
    for (let i = 0; i < span; i++) sum += energies[(hop + i) % hops];
    return powerToDb(sum);
  });
}

/** How audible a seam at each hop would be: flux around it, change of level, depth below the middle level, in any channel. */
function hopCosts(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  flux: Float32Array,
  medianFlux: number,
): Float32Array {
  const hops = flux.length;
  const span = Math.max(1, Math.round((LEVEL_SECONDS * sampleRateHz) / HOP_SAMPLES));
  const levels = channels.map((plane) => spanLevels(plane, hops, span));
  const middles = levels.map((level) => quantileOf(level.slice(), 0.5));
  return flux.map((_, hop) => {
    let cost = 0;
    for (let i = -REACH_HOPS; i <= REACH_HOPS; i++)
      cost = Math.max(cost, flux[(hop + i + hops) % hops] / (AUDIBLE.fluxRatio * medianFlux));
    for (let c = 0; c < levels.length; c++) {
      const before = levels[c][(hop - span + hops) % hops];
      const after = levels[c][hop];
      const dip = middles[c] - Math.min(before, after);
      cost = Math.max(cost, Math.abs(after - before) / AUDIBLE.levelDb, dip / AUDIBLE.dipDb);
    }
    return cost;
  });
}

/** A loop turned to begin where it is calmest, and the figures of its seam there. */
export interface OpenedLoop {
  readonly channels: Float32Array[];
  readonly seam: SeamFigures;
}

function turned(channels: readonly Float32Array[], offset: number, seam: SeamFigures): OpenedLoop {
  return { channels: channels.map((plane) => rotated(plane, offset)), seam };
}

/** The figures of the seam that the loop would have, turned to begin at `offset`: nothing but its surroundings need be turned. */
function seamAt(
  channels: readonly Float32Array[],
  offset: number,
  sampleRateHz: number,
  inside: LoopInside,
): SeamFigures {
  const reach = Math.max(SEAM_REACH_SAMPLES, Math.round(LEVEL_SECONDS * sampleRateHz));
  const surroundings = channels.map((plane) => {
    if (plane.length <= 2 * reach) return rotated(plane, offset);
    const around = new Float32Array(2 * reach);
    copyCircular(plane, offset, around.subarray(0, reach));
    copyCircular(plane, (offset - reach + plane.length) % plane.length, around.subarray(reach));
    return around;
  });
  return seamFigures(surroundings, sampleRateHz, inside);
}

/** The frames of the loop `plane` from `start` on, round its end. */
function copyCircular(plane: Float32Array, start: number, to: Float32Array): void {
  const untilEnd = plane.subarray(start, start + to.length);
  to.set(untilEnd);
  to.set(plane.subarray(0, to.length - untilEnd.length), untilEnd.length);
}

const badness = ({ stepRatio, fluxRatio, levelDb }: SeamFigures): number =>
  Math.max(stepRatio, fluxRatio / AUDIBLE.fluxRatio, Math.abs(levelDb) / AUDIBLE.levelDb);

/**
 * The loop that is the whole of `channels`, turned to begin where flux and level change least, at a zero crossing, so that neither
 * the wrap nor a retrigger is heard. Silence and loops under 1,024 frames are not turned. New planes.
 */
export function openedAtCalmest(channels: readonly Float32Array[], sampleRateHz: number): OpenedLoop {
  const flux = circularFlux(monoSum(channels));
  const inside = loopInside(channels, flux);
  const unturned = seamAt(channels, 0, sampleRateHz, inside);
  if (!(inside.medianFlux > 0)) return turned(channels, 0, unturned);
  const costs = hopCosts(channels, sampleRateHz, flux, inside.medianFlux);
  const hops = Array.from(costs.keys()).sort((a, b) => costs[a] - costs[b] || a - b);
  let best = { offset: 0, seam: unturned };
  for (const [trial, hop] of hops.slice(0, MOST_TRIALS).entries()) {
    const offset = quietestFrame(channels, hop * HOP_SAMPLES, inside.usualStep);
    const seam = seamAt(channels, offset, sampleRateHz, inside);
    if (trial === 0 || badness(seam) < badness(best.seam)) best = { offset, seam };
    if (badness(best.seam) < (trial + 1 < ENOUGH_TRIALS ? COMFORTABLE : INAUDIBLE)) break;
  }
  return turned(channels, best.offset, best.seam);
}
