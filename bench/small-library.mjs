/** Shared by the benchmarks of the engine: projects of many small tracks, so that what is measured is the engine and not the sound. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../dist/src/dsp/random.js';
import { encodeWav } from '../dist/src/texture/wav.js';

const SAMPLE_RATE_HZ = 8000;

/** One small texture of each kind, or one small texture at all. */
const PROFILES = {
  all: `pads: { count: 1, min_duration_seconds: 0.5, max_duration_seconds: 0.6 }
swells: { count: 1, min_duration_seconds: 1, max_duration_seconds: 1 }
clouds: { count: 1, duration_seconds: 1 }
hiss: { loop_count: 1, flicker_count: 0, loop_duration_seconds: 0.5, low_hz: 1000 }
output: { sample_rate_hz: 8000, bit_depth: 16, channels: 1 }
`,
  one: `pads: { count: 1, min_duration_seconds: 0.5, max_duration_seconds: 0.6 }
swells: { count: 0 }
clouds: { count: 0 }
hiss: { loop_count: 0, flicker_count: 0 }
output: { sample_rate_hz: 8000, bit_depth: 16, channels: 1 }
`,
};

export const trackPath = (library, number) => join(library, `track ${String(number).padStart(6, '0')}.wav`);

/** A second and a half of a chord with noise, another for each number. */
export function writeTrack(library, number) {
  const random = new Random(number.toString(16).padStart(32, '5'));
  const plane = new Float32Array(1.5 * SAMPLE_RATE_HZ);
  const hz = 110 * 2 ** ((number % 24) / 12);
  for (let n = 0; n < plane.length; n++) {
    const t = (2 * Math.PI * hz * n) / SAMPLE_RATE_HZ;
    plane[n] = 0.2 * Math.sin(t) + 0.1 * Math.sin(1.5 * t) + 0.02 * random.normal();
  }
  const wav = { channels: [plane], sampleRateHz: SAMPLE_RATE_HZ, bitDepth: 16, loop: null, rootNote: null };
  writeFileSync(trackPath(library, number), encodeWav(wav));
}

/** A project in a temporary folder with so many tracks; `profile` is a name of `PROFILES`. */
export function smallProject(tracks, profile) {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
  const library = join(folder, 'library');
  mkdirSync(library);
  mkdirSync(join(folder, 'profiles'));
  writeFileSync(join(folder, 'profiles/balanced.yaml'), PROFILES[profile]);
  for (let number = 0; number < tracks; number++) writeTrack(library, number);
  return { folder, library };
}
