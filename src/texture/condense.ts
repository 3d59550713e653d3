/** Takes the pauses out of noise. Knows nothing of where it came from. */
import { fadeIn, fadeOut } from '../dsp/envelope.ts';
import { energyOf, windowEnergies } from '../dsp/plane-levels.ts';
import type { Channels } from './texture.ts';

const BLOCK_SECONDS = 0.01;
const FADE_SECONDS = 0.003;

interface Run {
  readonly start: number;
  readonly end: number;
}

/** Energies over all planes of successive blocks; the last may be shorter. */
function blockEnergies(channels: Channels, block: number): Float64Array {
  const { length } = channels[0];
  const whole = Math.floor(length / block);
  const energies = new Float64Array(Math.ceil(length / block));
  for (const plane of channels) {
    const ofPlane = windowEnergies(plane, block, whole);
    for (let i = 0; i < whole; i++) energies[i] += ofPlane[i];
    if (whole < energies.length) energies[whole] += energyOf(plane, whole * block, length);
  }
  return energies;
}

/** Runs of 10 ms blocks whose RMS is above `gateGain` times that of the whole. */
function loudRuns(channels: Channels, sampleRateHz: number, gateGain: number): Run[] {
  const { length } = channels[0];
  const block = Math.max(1, Math.round(BLOCK_SECONDS * sampleRateHz));
  const energies = blockEnergies(channels, block);
  const gate = (gateGain * gateGain * energies.reduce((sum, energy) => sum + energy, 0)) / length;
  const runs: Run[] = [];
  for (const [i, energy] of energies.entries()) {
    const start = i * block;
    const end = Math.min(length, start + block);
    if (!(energy > gate * (end - start))) continue;
    const last = runs.at(-1);
    if (last?.end === start) runs[runs.length - 1] = { start: last.start, end };
    else runs.push({ start, end });
  }
  return runs;
}

/**
 * What is louder than `gateGain` times the RMS of `channels`, as new planes: the pauses cut out, each piece between them faded over 3 ms at
 * its ends. Silence gives empty planes.
 */
export function condensed(channels: Channels, sampleRateHz: number, gateGain: number): Float32Array[] {
  const runs = loudRuns(channels, sampleRateHz, gateGain);
  const frames = runs.reduce((sum, run) => sum + run.end - run.start, 0);
  const fade = Math.round(FADE_SECONDS * sampleRateHz);
  return channels.map((plane) => {
    const dense = new Float32Array(frames);
    let at = 0;
    for (const { start, end } of runs) {
      const piece = dense.subarray(at, at + end - start);
      piece.set(plane.subarray(start, end));
      if (start > 0) fadeIn(piece, fade);
      if (end < plane.length) fadeOut(piece, fade);
      at += end - start;
    }
    return dense;
  });
}
