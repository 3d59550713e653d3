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
import { BLOCK_SAMPLES, changePlanes } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, type Doubles, type Lender } from './kernel/memory.ts';

/** The cutoff is told once in so many frames (a divisor of a block); in between, the filter's weights move in straight lines. */
export const CUTOFF_STEP_FRAMES = 256;

/** Highest cutoff as a share of the sample rate: as in `biquad.ts`. */
const HIGHEST_SHARE = 0.49;
/** Below this the state is inaudible (−600 dB) and would only run into slow subnormal arithmetic. */
const NEGLIGIBLE = 1e-30;
/** Two channels, two states each. */
const STATE_NUMBERS = 4;

export interface MovingResponse {
  readonly response: 'lowpass' | 'highpass';
  /** 0.7071 is Butterworth: 12 dB per octave. */
  readonly q: number;
  /** How often the filter is gone through. */
  readonly sections: number;
  /** Cutoff at frames 0, 256, 512 … in Hz, each above 0; the last is held. */
  readonly cutoffsHz: Float64Array;
}

/** Cutoffs that a signal of `frames` asks for. */
export const cutoffCount = (frames: number): number => Math.ceil(frames / CUTOFF_STEP_FRAMES) + 1;

function warped(hz: number, sampleRateHz: number): number {
  if (!(hz > 0)) throw new RangeError(`a cutoff is above 0 Hz, got ${hz}`);
  const angle = Math.PI * Math.min(hz / sampleRateHz, HIGHEST_SHARE);
  return sin(angle) / cos(angle);
}

/** The filter over one or two planes in the machine's memory, block by block from silence; a lone plane is both. */
export class MovingFilter {
  readonly #response: MovingResponse;
  /** As many as a block has steps, and one more. */
  readonly #cutoffs: Doubles;
  readonly #states: readonly Doubles[];
  readonly #warped: Float64Array;

  /** Throws a RangeError without a cutoff, or for one that is not above 0. */
  constructor(lender: Lender, response: MovingResponse, sampleRateHz: number) {
    const { cutoffsHz, sections } = response;
    if (cutoffsHz.length === 0) throw new RangeError('a moving filter needs a cutoff');
    this.#response = response;
    this.#warped = cutoffsHz.map((hz) => warped(hz, sampleRateHz));
    this.#cutoffs = lender.doubles(BLOCK_SAMPLES / CUTOFF_STEP_FRAMES + 1);
    this.#states = Array.from({ length: sections }, () => lender.doubles(STATE_NUMBERS));
  }

  /** Filters `frames` frames at `left` and `right`, of which frame `first` of the signal (a multiple of a block) is the first, in place. The stage holds a whole block. */
  filter(left: number, right: number, frames: number, first: number): void {
    const { q, response } = this.#response;
    const step = first / CUTOFF_STEP_FRAMES;
    const last = this.#warped.length - 1;
    for (let i = 0; i < this.#cutoffs.length; i++) this.#cutoffs.view[i] = this.#warped[Math.min(step + i, last)];
    const steps = Math.ceil(frames / CUTOFF_STEP_FRAMES);
    for (const { pointer, view } of this.#states) {
      const { pointer: cutoffs } = this.#cutoffs;
      kernels.filterMoving(left, right, steps, CUTOFF_STEP_FRAMES, cutoffs, 1 / q, response === 'lowpass', pointer);
      for (let i = 0; i < view.length; i++) if (Math.abs(view[i]) < NEGLIGIBLE) view[i] = 0;
    }
  }
}

/**
 * Filters one or two planes in place, from silence. With a cutoff that rests it is the low-pass or high-pass of `biquad.ts` to −120 dB; a tone under a
 * cutoff that moves by octaves in a second has nothing beside it above −100 dB (`test/dsp/moving-filter.test.ts`).
 * Throws a RangeError without a cutoff, or for one that is not above 0.
 */
export function filterMoving(channels: readonly Float32Array[], response: MovingResponse, sampleRateHz: number): void {
  borrowing((lender) => {
    const moving = new MovingFilter(lender, response, sampleRateHz);
    changePlanes(channels, channels, (left, right, frames, first) => moving.filter(left, right, frames, first));
  });
}
