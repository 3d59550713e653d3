/** Takes the pauses out of noise. Knows nothing of where it came from. */
import { fadeIn, fadeOut } from '../dsp/envelope.ts';
import type { Channels } from './texture.ts';

const BLOCK_SECONDS = 0.01;
const FADE_SECONDS = 0.003;

interface Run {
  readonly start: number;
  readonly end: number;
}

function meanSquare(channels: Channels, start: number, end: number): number {
  let energy = 0;
  for (const plane of channels) for (let n = start; n < end; n++) energy += plane[n] * plane[n];
  return energy / Math.max(1, (end - start) * channels.length);
}

/** Runs of 10 ms blocks whose RMS is above `gateGain` times that of the whole. */
function loudRuns(channels: Channels, sampleRateHz: number, gateGain: number): Run[] {
  const { length } = channels[0];
  const block = Math.max(1, Math.round(BLOCK_SECONDS * sampleRateHz));
  const gate = gateGain * gateGain * meanSquare(channels, 0, length);
  const runs: Run[] = [];
  for (let start = 0; start < length; start += block) {
    const end = Math.min(length, start + block);
    if (!(meanSquare(channels, start, end) > gate)) continue;
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
