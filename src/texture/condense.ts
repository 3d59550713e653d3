/** Takes the pauses out of noise. Knows nothing of where it came from. */
import { fadeIn, fadeOut } from '../dsp/envelope.ts';
import { blockPowers } from './block-powers.ts';
import type { Channels } from './texture.ts';

const BLOCK_SECONDS = 0.01;
const FADE_SECONDS = 0.003;

interface Run {
  readonly start: number;
  readonly end: number;
}

/** Runs of whole 10 ms blocks whose RMS is above `gateGain` times that of all of them. */
function loudRuns(channels: Channels, sampleRateHz: number, gateGain: number): Run[] {
  const block = Math.max(1, Math.round(BLOCK_SECONDS * sampleRateHz));
  const powers = blockPowers(channels, block);
  const gate = (gateGain * gateGain * powers.reduce((sum, power) => sum + power, 0)) / powers.length;
  const runs: Run[] = [];
  for (const [i, power] of powers.entries()) {
    if (!(power > gate)) continue;
    const [start, end] = [i * block, (i + 1) * block];
    const last = runs.at(-1);
    if (last?.end === start) runs[runs.length - 1] = { start: last.start, end };
    else runs.push({ start, end });
  }
  return runs;
}

/**
 * What is louder than `gateGain` times the RMS of `channels`, moved together at their beginning, as views of them: the pauses are cut out, each piece
 * between them is faded over 3 ms at its ends. Silence gives empty planes.
 */
export function condensed(channels: Channels, sampleRateHz: number, gateGain: number): Float32Array[] {
  const runs = loudRuns(channels, sampleRateHz, gateGain);
  const frames = runs.reduce((sum, run) => sum + run.end - run.start, 0);
  const fade = Math.round(FADE_SECONDS * sampleRateHz);
  return channels.map((plane) => {
    let at = 0;
    for (const { start, end } of runs) {
      plane.copyWithin(at, start, end);
      const piece = plane.subarray(at, at + end - start);
      if (start > 0) fadeIn(piece, fade);
      if (end < plane.length) fadeOut(piece, fade);
      at += end - start;
    }
    return plane.subarray(0, frames);
  });
}
