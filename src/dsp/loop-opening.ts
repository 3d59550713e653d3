/**
 * Where a finished loop is best cut open: a loop is the same loop from wherever it is started, but a sampler wraps and retriggers
 * at the ends of the file. Knows nothing of how loops are made.
 */
import { copyCircular, rotated } from './beyond-ends.ts';
import { powerToDb } from './elementary.ts';
import { monoSum } from './mono.ts';
import { windowEnergies } from './plane-levels.ts';
import { newPlane } from './planes.ts';
import { median } from './quantile.ts';
import {
  circularFlux,
  type LoopInside,
  loopInside,
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
function spanLevels(plane: Float32Array, hops: number, span: number): Float64Array {
  const energies = windowEnergies(plane, HOP_SAMPLES, hops);
  const levels = new Float64Array(hops);
  for (let hop = 0; hop < hops; hop++) {
    let sum = FLOOR_POWER;
    for (let i = 0; i < span; i++) sum += energies[(hop + i) % hops];
    levels[hop] = powerToDb(sum);
  }
  return levels;
}

/** How audible a change of level at each hop would be in this channel: its size, and how deep it lies below the middle level. */
function levelCosts(levels: Float64Array, span: number): Float64Array {
  const hops = levels.length;
  const floor = powerToDb(FLOOR_POWER);
  const middle = median(levels.map((level) => level - floor)) + floor;
  const costs = new Float64Array(hops);
  for (let hop = 0; hop < hops; hop++) {
    const after = levels[hop];
    const before = levels[(hop - span + hops) % hops];
    const dip = middle - Math.min(before, after);
    costs[hop] = Math.max(Math.abs(after - before) / AUDIBLE.levelDb, dip / AUDIBLE.dipDb);
  }
  return costs;
}

/** How audible a seam at each hop would be: flux around it, change of level, depth below the middle level, in any channel. */
function hopCosts(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  flux: Float64Array,
  medianFlux: number,
): Float64Array {
  const hops = flux.length;
  const span = Math.max(1, Math.round((LEVEL_SECONDS * sampleRateHz) / HOP_SAMPLES));
  const costs = new Float64Array(hops);
  for (let hop = 0; hop < hops; hop++) {
    let highest = 0;
    for (let i = -REACH_HOPS; i <= REACH_HOPS; i++) highest = Math.max(highest, flux[(hop + i + hops) % hops]);
    costs[hop] = highest / (AUDIBLE.fluxRatio * medianFlux);
  }
  for (const plane of channels) {
    const ofLevel = levelCosts(spanLevels(plane, hops, span), span);
    for (let hop = 0; hop < hops; hop++) costs[hop] = Math.max(costs[hop], ofLevel[hop]);
  }
  return costs;
}

function indexOfSmallest(values: Float64Array): number {
  let smallest = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[smallest]) smallest = i;
  return smallest;
}

/** The hops from the least audible on, each looked for when it is asked for. */
function* cheapestHops(costs: Float64Array): Generator<number> {
  const left = costs.slice();
  for (let count = 0; count < costs.length; count++) {
    const best = indexOfSmallest(left);
    left[best] = Infinity;
    yield best;
  }
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
    const around = newPlane(2 * reach);
    copyCircular(plane, offset, around.subarray(0, reach));
    copyCircular(plane, offset - reach, around.subarray(reach));
    return around;
  });
  return seamFigures(surroundings, sampleRateHz, inside);
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
  let best = { offset: 0, seam: unturned };
  let trial = 0;
  for (const hop of cheapestHops(costs)) {
    const offset = quietestFrame(channels, hop * HOP_SAMPLES, inside.usualStep);
    const seam = seamAt(channels, offset, sampleRateHz, inside);
    if (trial === 0 || badness(seam) < badness(best.seam)) best = { offset, seam };
    trial++;
    if (badness(best.seam) < (trial < ENOUGH_TRIALS ? COMFORTABLE : INAUDIBLE) || trial === MOST_TRIALS) break;
  }
  return turned(channels, best.offset, best.seam);
}
