/**
 * Where a finished loop is best cut open: a loop is the same loop from wherever it is started, but a sampler wraps and retriggers
 * at the ends of the file. Knows nothing of how loops are made.
 */
import { rotated } from './crossfade.ts';
import { gainToDb } from './elementary.ts';
import { circularFlux, monoSum, quantileOf, type SeamFigures, seamFigures, usualStep } from './seam.ts';

const HOP_SAMPLES = 256;
const REACH_HOPS = 4;

/** Frame near `from` (within `reach`) where all planes are smallest, without a step near the steepest: a zero crossing. */
function quietestFrame(channels: readonly Float32Array[], from: number, reach: number): number {
  const frames = channels[0].length;
  const steep = 0.9 * usualStep(channels);
  let best = from % frames;
  let least = Infinity;
  for (let n = from; n < from + reach; n++) {
    let cost = 0;
    for (const plane of channels) {
      const x = plane[n % frames];
      const before = plane[(n + frames - 1) % frames];
      cost += Math.abs(x) + (Math.abs(x - before) > steep ? 1 : 0);
    }
    if (cost < least) {
      least = cost;
      best = n % frames;
    }
  }
  return best;
}

/** Energy of each hop, over all planes. */
function hopEnergies(channels: readonly Float32Array[], hops: number): Float64Array {
  const energies = new Float64Array(hops);
  for (const plane of channels)
    for (let n = 0; n < hops * HOP_SAMPLES; n++) energies[Math.floor(n / HOP_SAMPLES)] += plane[n] * plane[n];
  return energies;
}

function levelStepDb(energies: Float64Array, hop: number, span: number): number {
  let before = 1e-20;
  let after = 1e-20;
  for (let i = 0; i < span; i++) {
    before += energies[(hop - 1 - i + 2 * energies.length) % energies.length];
    after += energies[(hop + i) % energies.length];
  }
  return Math.abs(gainToDb(Math.sqrt(after / before)));
}

/** The frame at which flux and level change least, at a zero crossing; 0 for silence and loops under 1,024 frames. */
function calmestOffset(channels: readonly Float32Array[], sampleRateHz: number, flux: Float32Array): number {
  const median = quantileOf(flux.slice(), 0.5);
  if (!(median > 0)) return 0;
  const energies = hopEnergies(channels, flux.length);
  const span = Math.max(1, Math.round((0.05 * sampleRateHz) / HOP_SAMPLES));
  let best = 0;
  let least = Infinity;
  for (let hop = 0; hop < flux.length; hop++) {
    let highest = 0;
    for (let i = -REACH_HOPS; i <= REACH_HOPS; i++)
      highest = Math.max(highest, flux[(hop + i + flux.length) % flux.length]);
    const cost = highest / median + levelStepDb(energies, hop, span);
    if (cost < least) {
      least = cost;
      best = hop;
    }
  }
  return quietestFrame(channels, best * HOP_SAMPLES, HOP_SAMPLES);
}

/** A loop turned to begin where it is calmest, and the figures of its seam there. */
export interface OpenedLoop {
  readonly channels: Float32Array[];
  readonly seam: SeamFigures;
}

/**
 * The loop that is the whole of `channels`, turned to begin where flux and level change least, at a zero crossing, so that neither
 * the wrap nor a retrigger is heard. Silence and loops under 1,024 frames stay as they are.
 */
export function openedAtCalmest(channels: readonly Float32Array[], sampleRateHz: number): OpenedLoop {
  const flux = circularFlux(monoSum(channels));
  const offset = calmestOffset(channels, sampleRateHz, flux);
  const turned = channels.map((plane) => rotated(plane, offset));
  return { channels: turned, seam: seamFigures(turned, sampleRateHz, flux) };
}
