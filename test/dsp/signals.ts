/** Known signals and plain measurements of them, by textbook formulas and `Math`, so that no code under test vouches for itself. */

/** sin(2πft + phase), amplitude 1. */
export function sine(hz: number, sampleRateHz: number, length: number, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hz * n) / sampleRateHz + phase));
}

/** Uniform white noise in ±`amplitude` from a linear congruential generator (Numerical Recipes, 3rd ed., 7.1). */
export function whiteNoise(length: number, amplitude = 1, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return amplitude * (state / 2147483648 - 1);
  });
}

export function rmsOf(signal: Float32Array): number {
  let sum = 0;
  for (const value of signal) sum += value * value;
  return Math.sqrt(sum / Math.max(1, signal.length));
}

/** Amplitude of the component at `hz`: one bin of a DFT over the whole signal. */
export function amplitudeAt(signal: Float32Array, hz: number, sampleRateHz: number): number {
  let real = 0;
  let imaginary = 0;
  for (let n = 0; n < signal.length; n++) {
    const angle = (2 * Math.PI * hz * n) / sampleRateHz;
    real += signal[n] * Math.cos(angle);
    imaginary += signal[n] * Math.sin(angle);
  }
  return (2 * Math.hypot(real, imaginary)) / signal.length;
}

/** Sums signals of equal length. */
export function mix(...signals: readonly Float32Array[]): Float32Array {
  return signals[0].map((_, n) => signals.reduce((sum, signal) => sum + signal[n], 0));
}

export const scaled = (signal: Float32Array, gain: number): Float32Array => signal.map((value) => value * gain);

/** Adds `signal` to `into` from sample `at`, as far as it fits. */
export function addAt(into: Float32Array, signal: Float32Array, at: number): void {
  for (let n = 0; n < signal.length && at + n < into.length; n++) into[at + n] += signal[n];
}

export const midiToHz = (note: number, tuningCents = 0): number => 440 * 2 ** ((note - 69 + tuningCents / 100) / 12);

/** A sustained note of six harmonics (amplitudes 1/h) with 20 ms fades, amplitude about 0.1. */
export function harmonicNote(note: number, seconds: number, sampleRateHz: number, tuningCents = 0): Float32Array {
  const length = Math.round(seconds * sampleRateHz);
  const hz = midiToHz(note, tuningCents);
  const fade = 0.02 * sampleRateHz;
  return Float32Array.from({ length }, (_, n) => {
    let sum = 0;
    for (let h = 1; h <= 6; h++) sum += Math.sin((2 * Math.PI * h * hz * n) / sampleRateHz) / h;
    return 0.1 * sum * Math.min(1, n / fade, (length - n) / fade);
  });
}

/** I–IV–V–I in close position about C4, half a second each; minor has minor tonic and subdominant and a major dominant. */
export function cadence(tonic: number, mode: 'major' | 'minor', sampleRateHz: number, tuningCents = 0): Float32Array {
  const third = mode === 'major' ? 4 : 3;
  const chords = [
    [0, third, 7],
    [5, 5 + third, 12],
    [7, 11, 14],
    [0, third, 7],
  ];
  const track = new Float32Array(2 * sampleRateHz);
  chords.forEach((chord, i) => {
    for (const interval of [...chord, chord[0] - 12]) {
      addAt(track, harmonicNote(60 + tonic + interval, 0.5, sampleRateHz, tuningCents), (i * sampleRateHz) / 2);
    }
  });
  return track;
}

/** Clicks of one sample at the given times. */
export function clicks(timesSeconds: readonly number[], seconds: number, sampleRateHz: number): Float32Array {
  const track = new Float32Array(Math.round(seconds * sampleRateHz));
  for (const time of timesSeconds) track[Math.round(time * sampleRateHz)] = 0.8;
  return track;
}

/** Every `period` seconds from `first` up to `end`. */
export function everySeconds(period: number, first: number, end: number): number[] {
  return Array.from({ length: Math.floor((end - first) / period) }, (_, i) => first + i * period);
}

/** A kick: a sine gliding from 150 to 50 Hz, dying in 0.1 s. */
export function kick(sampleRateHz: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: 0.4 * sampleRateHz }, (_, n) => {
    const t = n / sampleRateHz;
    phase += (2 * Math.PI * (50 + 100 * Math.exp(-t / 0.03))) / sampleRateHz;
    return 0.8 * Math.sin(phase) * Math.exp(-t / 0.1);
  });
}

/** A burst of noise dying in `decaySeconds`: snare or hat. */
export function noiseHit(sampleRateHz: number, decaySeconds: number, amplitude: number, seed = 7): Float32Array {
  const noise = whiteNoise(Math.round(6 * decaySeconds * sampleRateHz), amplitude, seed);
  return noise.map((value, n) => value * Math.exp(-n / (decaySeconds * sampleRateHz)));
}

/** Kick on 1 and 3, snare on 2 and 4, hats on the quavers; the first beat at `firstSeconds`. */
export function drumLoop(bpm: number, seconds: number, sampleRateHz: number, firstSeconds = 0.25): Float32Array {
  const track = new Float32Array(Math.round(seconds * sampleRateHz));
  const beat = 60 / bpm;
  everySeconds(beat / 2, firstSeconds, seconds).forEach((time, i) => {
    const at = Math.round(time * sampleRateHz);
    addAt(track, noiseHit(sampleRateHz, 0.02, 0.15, i + 1), at);
    if (i % 4 === 0) addAt(track, kick(sampleRateHz), at);
    if (i % 4 === 2) addAt(track, noiseHit(sampleRateHz, 0.06, 0.5, i + 99), at);
  });
  return track;
}
