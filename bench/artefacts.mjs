/**
 * What stretching and transposing do to a click train, steady tones and a sweep, beside ffmpeg's filters where this ffmpeg has them.
 * Usage: npm run bench:artefacts
 */
import { spawnSync } from 'node:child_process';
import { analyseTrack } from '../dist/src/dsp/analysis.js';
import { GrainLoop, grainSourceFrames } from '../dist/src/dsp/grain.js';
import { resampleBy } from '../dist/src/dsp/resample.js';
import { stretched } from '../dist/src/dsp/time-stretch.js';
import { aliasDb, clickSmear, modulationDepth, steadyTone, unhearableSweep } from '../dist/test/dsp/artefacts.js';
import { clicks, everySeconds } from '../dist/test/dsp/signals.js';
import { printTable } from './measure.mjs';

const RATE_HZ = 44_100;
const TONES_HZ = [110.3, 440, 2093];
const CLICK_SECONDS = everySeconds(0.5, 0.5, 4);

/** `signal` through an ffmpeg filter; null where this ffmpeg has no such filter. */
function throughFfmpeg(signal, filter) {
  const raw = ['-f', 'f32le', '-ar', String(RATE_HZ), '-ac', '1'];
  const { status, stdout } = spawnSync('ffmpeg', ['-v', 'error', ...raw, '-i', '-', '-af', filter, ...raw, '-'], {
    input: Buffer.from(signal.buffer, signal.byteOffset, signal.byteLength),
    maxBuffer: 2 ** 28,
  });
  return status === 0 ? new Float32Array(stdout.buffer, stdout.byteOffset, stdout.byteLength / 4).slice() : null;
}

/** The filter halves at most: longer stretches take two. */
const atempo = (ratio) => (ratio <= 2 ? `atempo=${1 / ratio}` : `atempo=${ratio ** -0.5},atempo=${ratio ** -0.5}`);
const percent = (ratio) => (100 * ratio).toFixed(ratio < 0.1 ? 2 : 1);

function stretchRow(name, stretch) {
  const long = stretch(clicks(CLICK_SECONDS, 4.5, RATE_HZ), 2);
  if (!long) return [name, 'none', 'here', '', ''];
  const expected = CLICK_SECONDS.map((seconds) => Math.round(2 * seconds * RATE_HZ));
  const { spreadMs, farRatio } = clickSmear(long, expected, 0.4 * RATE_HZ, RATE_HZ);
  const depths = [1.5, 3].map((ratio) =>
    TONES_HZ.map((hz) => percent(modulationDepth(stretch(steadyTone(hz, 3, RATE_HZ), ratio), hz, RATE_HZ))).join(' '),
  );
  return [name, spreadMs.toFixed(2), percent(farRatio), ...depths];
}

/** As a swell is made: told where the hits are. */
function stretchedAtOnsets(signal, ratio) {
  const { onsetSeconds } = analyseTrack([signal], RATE_HZ);
  return stretched(
    [signal],
    RATE_HZ,
    ratio,
    Array.from(onsetSeconds, (seconds) => seconds * RATE_HZ),
  )[0];
}

/** One grain as long as the sweep, without its window. */
function asGrain(signal) {
  const frames = signal.length / 2;
  const loop = new GrainLoop(frames, 1);
  const reach = (grainSourceFrames(frames, 2) - signal.length) / 2;
  const padded = new Float32Array(signal.length + 2 * reach);
  padded.set(signal, reach);
  loop.add([padded], {
    onsetFrame: 0,
    sourceFrame: reach,
    frames,
    readRatio: 2,
    leftGain: 1,
    rightGain: 1,
    swapped: false,
  });
  return loop.finish()[0];
}

function transposeRow(name, transpose) {
  const high = unhearableSweep(RATE_HZ);
  const output = transpose(high);
  return [name, output ? aliasDb(output, high, RATE_HZ).toFixed(1) : 'none here'];
}

printTable(
  ['stretch', 'click spread ms', 'beyond 5 ms %', `waver ±% at 1.5 (${TONES_HZ.join(', ')} Hz)`, 'waver ±% at 3'],
  [
    stretchRow('grainmill', (signal, ratio) => stretchedAtOnsets(signal, ratio)),
    stretchRow('rubberband', (signal, ratio) => throughFfmpeg(signal, `rubberband=tempo=${1 / ratio}`)),
    stretchRow('atempo', (signal, ratio) => throughFfmpeg(signal, atempo(ratio))),
  ],
);
console.log();
printTable(
  ['an octave up', 'folded back dB'],
  [
    transposeRow('grainmill resampling', (signal) => resampleBy(signal, 0.5)),
    transposeRow('grainmill grain', asGrain),
    transposeRow('rubberband', (signal) => throughFfmpeg(signal, 'rubberband=pitch=2')),
    transposeRow('asetrate', (signal) => throughFfmpeg(signal, `asetrate=${2 * RATE_HZ},aresample=${RATE_HZ}`)),
  ],
);
