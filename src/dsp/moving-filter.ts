/**
 * A low-pass or high-pass whose cutoff travels, without steps. Knows nothing of where it travels to.
 *
 * The state-variable filter in its trapezoidal form: its states are those of the analogue circuit, so that the cutoff may change with each
 * sample and nothing is heard but the change.
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design" (2012), chapter 4; A. Simper, "Solving the continuous SVF equations using trapezoidal
 * integration" (2013).
 */
import { cos, sin } from './elementary.ts';

/** The cutoff is told once in so many frames; in between, tan(π · cutoff ÷ rate) moves in a straight line. */
export const CUTOFF_STEP_FRAMES = 64;

/** Highest cutoff as a share of the sample rate: as in `biquad.ts`. */
const HIGHEST_SHARE = 0.49;
/** Below this the state is inaudible (−600 dB) and would only run into slow subnormal arithmetic. */
const NEGLIGIBLE = 1e-30;

export interface MovingFilter {
  readonly response: 'lowpass' | 'highpass';
  /** 0.7071 is Butterworth: 12 dB per octave. */
  readonly q: number;
  /** Cutoff at frames 0, 64, 128 … in Hz, each above 0; the last is held. */
  readonly cutoffsHz: Float64Array;
}

/** Cutoffs that a signal of `frames` asks for. */
export const cutoffCount = (frames: number): number => Math.ceil(frames / CUTOFF_STEP_FRAMES) + 1;

function warped(hz: number, sampleRateHz: number): number {
  if (!(hz > 0)) throw new RangeError(`a cutoff is above 0 Hz, got ${hz}`);
  const angle = Math.PI * Math.min(hz / sampleRateHz, HIGHEST_SHARE);
  return sin(angle) / cos(angle);
}

/**
 * Filters `signal` in place, from silence. With a cutoff that rests it is the low-pass or high-pass of `biquad.ts` to −120 dB; a tone under a cutoff
 * that moves by octaves in a second has nothing beside it above −100 dB (`test/dsp/moving-filter.test.ts`).
 * Throws a RangeError without a cutoff, or for one that is not above 0.
 */
export function filterMoving(
  signal: Float32Array,
  { response, q, cutoffsHz }: MovingFilter,
  sampleRateHz: number,
): void {
  if (cutoffsHz.length === 0) throw new RangeError('a moving filter needs a cutoff');
  const damping = 1 / q;
  const isLowpass = response === 'lowpass';
  let g = warped(cutoffsHz[0], sampleRateHz);
  let state1 = 0;
  let state2 = 0;
  for (let start = 0, i = 1; start < signal.length; start += CUTOFF_STEP_FRAMES, i++) {
    const next = warped(cutoffsHz[Math.min(i, cutoffsHz.length - 1)], sampleRateHz);
    const slope = (next - g) / CUTOFF_STEP_FRAMES;
    const end = Math.min(signal.length, start + CUTOFF_STEP_FRAMES);
    for (let n = start; n < end; n++) {
      const scale = 1 / (1 + g * (g + damping));
      const input = signal[n];
      const band = scale * (state1 + g * (input - state2));
      const low = state2 + g * band;
      state1 = 2 * band - state1;
      state2 = 2 * low - state2;
      signal[n] = isLowpass ? low : input - damping * band - low;
      g += slope;
    }
    g = next;
    if (Math.abs(state1) < NEGLIGIBLE) state1 = 0;
    if (Math.abs(state2) < NEGLIGIBLE) state2 = 0;
  }
}
