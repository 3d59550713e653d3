/**
 * Onset times folded over a period: how exactly they keep to it, and where in it the beat lies. Knows nothing of how the period was found.
 *
 * Source: S. Dixon, "Evaluation of the audio beat tracking system BeatRoot" (2007).
 */
import { cos, sin } from './elementary.ts';

const REFINEMENT = 0.02;

export interface Alignment {
  readonly seconds: number;
  /** 0: the onsets fall anywhere in the period; 1: all on the beat or its even divisions. */
  readonly alignment: number;
}

/** The period within ±2 % over which the onsets fold best. Steps are fine enough for the last onset to move by a twelfth of a beat. */
export function refinePeriod(onsets: Float64Array, weights: Float64Array, seconds: number): Alignment {
  const span = Math.max(seconds, onsets[onsets.length - 1] - onsets[0]);
  const steps = Math.ceil((REFINEMENT * 12 * span) / seconds);
  let best: Alignment = { seconds, alignment: 0 };
  for (let step = -steps; step <= steps; step++) {
    const candidate = seconds * (1 + (REFINEMENT * step) / steps);
    const alignment = foldedAlignment(onsets, weights, candidate);
    if (alignment > best.alignment) best = { seconds: candidate, alignment };
  }
  return best;
}

/** Mean over the beat, its halves and its quarters of the resultant length |Σ w·e^(i·2πkt/T)| ÷ Σ w. */
function foldedAlignment(onsets: Float64Array, weights: Float64Array, period: number): number {
  const sums = new Float64Array(6);
  let total = 0;
  for (let i = 0; i < onsets.length; i++) {
    const turns = onsets[i] / period;
    let sine = sin(2 * Math.PI * (turns - Math.floor(turns)));
    let cosine = cos(2 * Math.PI * (turns - Math.floor(turns)));
    total += weights[i];
    for (let k = 0; k < 3; k++) {
      sums[2 * k] += weights[i] * cosine;
      sums[2 * k + 1] += weights[i] * sine;
      const doubled = 2 * sine * cosine;
      cosine = cosine * cosine - sine * sine;
      sine = doubled;
    }
  }
  const length = (k: number): number => Math.sqrt(sums[2 * k] * sums[2 * k] + sums[2 * k + 1] * sums[2 * k + 1]);
  return (length(0) + length(1) + length(2)) / (3 * total);
}

/** Time in [0, period) of the fold's heaviest spot, to a fiftieth of the period and then the mean of what falls there. */
export function beatPhase(onsets: Float64Array, weights: Float64Array, period: number): number {
  const bins = 50;
  const histogram = new Float64Array(bins);
  const phaseOf = (time: number): number => time / period - Math.floor(time / period);
  for (let i = 0; i < onsets.length; i++) histogram[Math.floor(phaseOf(onsets[i]) * bins)] += weights[i];
  const near = (b: number): number =>
    histogram[b] + 0.5 * (histogram[(b + 1) % bins] + histogram[(b + bins - 1) % bins]);
  let heaviest = 0;
  for (let b = 1; b < bins; b++) if (near(b) > near(heaviest)) heaviest = b;
  const centre = (heaviest + 0.5) / bins;
  let shift = 0;
  let total = 0;
  for (let i = 0; i < onsets.length; i++) {
    const distance = phaseOf(onsets[i]) - centre;
    const wrapped = distance - Math.round(distance);
    if (Math.abs(wrapped) > 1.5 / bins) continue;
    shift += weights[i] * wrapped;
    total += weights[i];
  }
  const phase = centre + (total > 0 ? shift / total : 0);
  return (phase - Math.floor(phase)) * period;
}
