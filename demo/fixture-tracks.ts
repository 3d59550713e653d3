/**
 * The two tracks that are kept in the repository compressed, because nothing here can write FLAC or MP3. Both are small on
 * purpose: low rates, little treble. Knows nothing of encoders: `scripts/demo-fixtures.mjs` runs one.
 */
import { Random } from '../src/dsp/random.ts';
import { A_MINOR, D_MINOR, F_MAJOR, heldChord } from './chords.ts';
import { filter, mixInto, normalise } from './filter.ts';
import { whiteNoise } from './oscillators.ts';
import type { DemoTrack } from './track.ts';

const FLAC_RATE = 22050;
const MP3_RATE = 32000;

/** Four slow chords, each fading into the next; left side only, so mono. */
function renderGlass(): Float32Array[] {
  const random = new Random('61a5500061a5500061a5500061a55000');
  const out = new Float32Array(34 * FLAC_RATE);
  for (const [index, chord] of [F_MAJOR, D_MINOR, F_MAJOR, A_MINOR].entries()) {
    const [left] = heldChord(chord, 10, 2, FLAC_RATE, random);
    filter(left, FLAC_RATE, { pass: 'low', cutoffHz: 700, resonance: 0.7 });
    mixInto(out, left, index * 8 * FLAC_RATE, 1);
  }
  normalise([out], 0.35);
  return [out];
}

/** Rain: two bands of noise that swell slowly, with a quiet chord behind it. */
function renderRain(): Float32Array[] {
  const random = new Random('4a1a00004a1a00004a1a00004a1a0000');
  const frames = 36 * MP3_RATE;
  const sides = [0, 1].map(() => {
    const rain = whiteNoise(frames, random);
    filter(rain, MP3_RATE, { pass: 'high', cutoffHz: 2500, resonance: 0.6 });
    filter(rain, MP3_RATE, { pass: 'low', cutoffHz: 9000, resonance: 0.6 });
    const swell = whiteNoise(Math.ceil(frames / MP3_RATE) + 2, random);
    for (let i = 0; i < frames; i++) {
      const second = Math.trunc(i / MP3_RATE);
      const level = swell[second] + (i / MP3_RATE - second) * (swell[second + 1] - swell[second]);
      rain[i] *= 0.1 * (1 + 0.5 * level);
    }
    return rain;
  });
  for (const [index, chord] of [D_MINOR, A_MINOR, D_MINOR].entries()) {
    const held = heldChord(chord, 14, 3, MP3_RATE, random);
    for (const [side, voice] of held.entries()) mixInto(sides[side], voice, index * 11 * MP3_RATE, 0.2);
  }
  normalise(sides, 0.5);
  return sides;
}

/** Rendered to WAV by the script, which names the compressed files after these, and committed in `demo/fixtures`. */
export const fixtureTracks: readonly (DemoTrack & { readonly fixture: string })[] = [
  {
    fileName: 'Field recordings/Harbour Glass.flac',
    fixture: 'harbour-glass.flac',
    sampleRateHz: FLAC_RATE,
    bitDepth: 16,
    container: 'wav',
    truth: { key: 'F', kind: 'pad' },
    render: renderGlass,
  },
  {
    fileName: 'Field recordings/Rain on Tin.mp3',
    fixture: 'rain-on-tin.mp3',
    sampleRateHz: MP3_RATE,
    bitDepth: 16,
    container: 'wav',
    truth: { key: 'Dm', kind: 'field-recording' },
    render: renderRain,
  },
];
