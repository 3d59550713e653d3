/**
 * What the ear finds uneven in the pads and clouds of an export, by measures that neither renderer nor judge knows: how many pads have a change of harmony in them, how
 * much of the clouds of tracks with a key lies outside it, and how deep the holes in their treble are. Usage: npm run bench:evenness -- EXPORT
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realFft } from '../dist/src/dsp/fft.js';
import { ffmpegLocator } from '../dist/src/library/ffmpeg-locator.js';
import { identifyAudio } from '../dist/src/library/identify.js';
import { openTrackAudio } from '../dist/src/library/track-audio.js';
import { parseKey } from '../dist/src/texture/key-name.js';
import { printTable } from './measure.mjs';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: npm run bench:evenness -- EXPORT');

async function readMono(path) {
  const identity = await identifyAudio(path);
  const audio = await openTrackAudio(path, identity.value, { ffmpeg: ffmpegLocator(null), retain: null });
  const blocks = [];
  await audio.value.stream((channels) => {
    blocks.push(channels[0].map((_, n) => channels.reduce((sum, plane) => sum + plane[n], 0) / channels.length));
  });
  await audio.value.close();
  const mono = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    mono.set(block, at);
    at += block.length;
  }
  return { mono, rate: audio.value.sampleRateHz };
}

/** Powers of Hann-windowed frames of a loop, every `hop` samples all the way round. */
function spectra(mono, size, hop) {
  const fft = realFft(size);
  const spectrum = new Float32Array(size);
  return Array.from({ length: Math.floor(mono.length / hop) }, (_, i) => {
    const frame = Float32Array.from(
      { length: size },
      (_, n) => mono[(i * hop + n) % mono.length] * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size)),
    );
    fft.forward(frame, spectrum);
    return Float32Array.from({ length: size / 2 }, (_, k) =>
      k === 0 ? 0 : spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2,
    );
  });
}

const SIZE = 16384;
const HOP = 4096;

/** Magnitudes of the peaks from 60 to 2000 Hz that stand out of their surroundings, folded to 12 pitch classes that lie on the loop's own tuning. */
function chromaOf(mono, rate) {
  const peaks = spectra(mono, SIZE, HOP).map((power) => {
    const found = [];
    const magnitudes = power.map(Math.sqrt);
    for (let k = Math.ceil((60 * SIZE) / rate); k < (2000 * SIZE) / rate; k++) {
      if (!(power[k] > power[k - 1] && power[k] >= power[k + 1])) continue;
      const around = magnitudes.subarray(k - 20, k + 21).reduce((sum, value) => sum + value) / 41;
      if (magnitudes[k] < 4 * around) continue;
      const [a, b, c] = [Math.log(power[k - 1]), Math.log(power[k]), Math.log(power[k + 1])];
      const hz = ((k + (a - c) / (2 * (a - 2 * b + c))) * rate) / SIZE;
      found.push({
        pitch: 69 + 12 * Math.log2(hz / 440),
        weight: magnitudes[k] * Math.min(1, 400 / hz),
        power: power[k],
      });
    }
    const strongest = Math.max(...found.map((peak) => peak.power), 1e-30);
    return found.filter((peak) => peak.power > 1e-3 * strongest);
  });
  const all = peaks.flat();
  const sum = (part) => all.reduce((total, { pitch, weight }) => total + weight * part(2 * Math.PI * pitch), 0);
  const tuning = Math.atan2(sum(Math.sin), sum(Math.cos)) / (2 * Math.PI);
  return peaks.map((found) => {
    const classes = new Float64Array(12);
    for (const { pitch, weight } of found) classes[((Math.round(pitch - tuning) % 12) + 12) % 12] += weight;
    return classes;
  });
}

const SHORTEST_PART_SECONDS = 0.45;
/** Two triads with two notes in common are this far apart; vibrato, filters and decay stay below. */
const CHANGE = 0.3;

/** The largest cosine distance between the mean chroma of any two parts that a loop can be cut into. */
function largestChange(mono, rate) {
  const frames = chromaOf(mono, rate);
  const count = frames.length;
  const sums = [new Float64Array(12)];
  for (const frame of [...frames, ...frames]) sums.push(sums.at(-1).map((sum, c) => sum + frame[c]));
  const shortest = Math.ceil((SHORTEST_PART_SECONDS * rate) / HOP);
  let largest = 0;
  for (let first = 0; first < count; first++)
    for (let length = shortest; length <= count - shortest; length++) {
      const one = sums[first + length].map((sum, c) => sum - sums[first][c]);
      const other = sums[count].map((sum, c) => sum - one[c]);
      const dot = (a, b) => a.reduce((total, value, c) => total + value * b[c], 0);
      const norm = Math.sqrt(dot(one, one) * dot(other, other));
      if (norm > 0) largest = Math.max(largest, 1 - dot(one, other) / norm);
    }
  return largest;
}

const CONFIDENT_KEY = 0.6;
const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] };

/** Share of the chroma that lies outside a key. */
function outsideKey(mono, rate, name) {
  const { tonic, mode } = parseKey(name);
  const classes = chromaOf(mono, rate).reduce((sum, frame) => sum.map((value, c) => value + frame[c]));
  const inside = SCALES[mode].reduce((sum, degree) => sum + classes[(tonic + degree) % 12], 0);
  return 1 - inside / classes.reduce((sum, value) => sum + value);
}

/** Decibels from the median level above 5 kHz down to that of the quietest 23 ms, and of the quietest hundredth. */
function trebleHoles(mono, rate) {
  const from = Math.round((5000 * 1024) / rate);
  const levels = spectra(mono, 1024, 512)
    .map((power) => 10 * Math.log10(power.subarray(from).reduce((sum, value) => sum + value, 1e-20)))
    .sort((a, b) => a - b);
  const median = levels[levels.length >> 1];
  return { deepest: median - levels[0], hundredth: median - levels[Math.floor(levels.length / 100)] };
}

const mean = (values) =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

const { textures } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
const rows = [];
for (const slug of new Set(textures.map(({ track_slug: of }) => of))) {
  const row = { slug, pads: 0, seconds: [], changes: [], outside: [], deepest: [], hundredth: [] };
  for (const { kind, path, track_facts: track, track_slug: of } of textures) {
    if (of !== slug || (kind !== 'pads' && kind !== 'clouds')) continue;
    const { mono, rate } = await readMono(join(folder, path));
    if (kind === 'pads') {
      row.seconds.push(mono.length / rate);
      row.changes.push(largestChange(mono, rate));
    } else {
      if (track.keyConfidence >= CONFIDENT_KEY) row.outside.push(outsideKey(mono, rate, track.key));
      const holes = trebleHoles(mono, rate);
      row.deepest.push(holes.deepest);
      row.hundredth.push(holes.hundredth);
    }
  }
  rows.push(row);
}
const line = (name, all) => {
  const flat = (pick) => all.flatMap(pick);
  const changes = flat((row) => row.changes);
  return [
    name,
    changes.length,
    mean(flat((row) => row.seconds)).toFixed(1),
    changes.filter((change) => change > CHANGE).length,
    mean(changes).toFixed(2),
    (100 * mean(flat((row) => row.outside))).toFixed(1),
    mean(flat((row) => row.hundredth)).toFixed(1),
    mean(flat((row) => row.deepest)).toFixed(1),
  ];
};
printTable(
  ['track', 'pads', 'mean s', 'with a change', 'mean change', 'clouds outside key %', 'treble holes dB', 'deepest dB'],
  [...rows.map((row) => line(row.slug, [row])), line('all', rows)],
);
