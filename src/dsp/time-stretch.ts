/**
 * Makes a signal longer or shorter at the same pitch. Knows nothing of transposition, which is stretching and resampling.
 *
 * One file, though a long one: one vocoder, and the two ways it is run.
 */
import { type RealFft, realFft } from './fft.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, type Floats, type Lender } from './kernel/memory.ts';
import { newPlane } from './planes.ts';
import { StretchPace } from './stretch-pace.ts';
import { hann } from './window.ts';

/** Onsets are known to within this. */
const ONSET_ERROR_SECONDS = 0.01;
/** A bin that grows by this much in power belongs to the hit. */
const HIT_GROWTH = 4;

/** A complex number for each bin, one for all channels: of the phases from input to output, unit numbers. */
interface Rotation {
  readonly re: Floats;
  readonly im: Floats;
}

/** One plane: the source with a frame of silence on either side, the spectrum of the frame that is heard and the one before, and what is being put together. */
interface Plane {
  readonly source: Floats;
  spectrum: Floats;
  previous: Floats;
  readonly sum: Floats;
}

/** One run of the vocoder over all planes; its work memory is borrowed, so the loop allocates nothing. */
class PhaseVocoder {
  readonly #size: number;
  readonly #hop: number;
  readonly #window: Floats;
  readonly #fft: RealFft;
  readonly #synthesisWindow: Floats;
  readonly #planes: readonly Plane[];
  readonly #power: Floats;
  readonly #sounding: Floats;
  readonly #turned: Floats;
  /** What turned the spectra before into these, over all planes, weighted by their power. */
  readonly #cross: Rotation;
  readonly #work: Floats;
  #rotation: Rotation;
  #next: Rotation;

  /** Adds frames `hop` apart, where the squared windows sum to 0.375 · size ÷ hop; the inverse transform multiplies by its size. */
  constructor(lender: Lender, channels: readonly Float32Array[], size: number, hop: number) {
    const bins = size / 2;
    const floats = (length: number): Floats => lender.floats(length);
    const surrounded = (channel: Float32Array): Floats => {
      const source = floats(channel.length + 2 * size);
      source.view.set(channel, size);
      return source;
    };
    this.#size = size;
    this.#hop = hop;
    this.#window = floats(size);
    this.#window.view.set(hann(size));
    this.#fft = realFft(size);
    this.#synthesisWindow = floats(size);
    this.#synthesisWindow.view.set(hann(size).map((weight) => (weight * hop) / (0.375 * size * size)));
    this.#planes = channels.map((channel) => ({
      source: surrounded(channel),
      spectrum: floats(size),
      previous: floats(size),
      sum: floats(size),
    }));
    [this.#power, this.#sounding, this.#turned] = [floats(bins), floats(bins), floats(size)];
    this.#cross = { re: floats(bins), im: floats(bins) };
    this.#rotation = { re: floats(bins), im: floats(bins) };
    this.#rotation.re.view.fill(1);
    this.#next = { re: floats(bins), im: floats(bins) };
    this.#work = floats(size + 16);
  }

  /** Reads the frame centred at `centre` of every plane and its power over channels. */
  analyse(centre: number): void {
    this.#power.view.fill(0);
    for (const [c, plane] of this.#planes.entries()) {
      [plane.previous, plane.spectrum] = [plane.spectrum, plane.previous];
      this.#transform(c, centre - this.#size / 2, plane.spectrum.pointer);
      kernels.addPower(plane.spectrum.pointer, this.#power.length, this.#power.pointer);
    }
  }

  /** Writes the spectrum of the frame of a plane from `start` on to `output`. */
  #transform(channel: number, start: number, output: number): void {
    const { setup, input, work } = this.#fft.pointers;
    const { source } = this.#planes[channel];
    const size = this.#size;
    const at = size + Math.max(-size, Math.min(source.length - 2 * size, start));
    kernels.windowedSpectrum(source.pointer + 4 * at, this.#window.pointer, size, setup, input, output, work);
  }

  /** Advances the rotation of every bin with that of the peak whose region it lies in. */
  advance(analysisHop: number, synthesisHop: number): void {
    const bins = this.#power.length;
    const { re, im } = this.#rotation;
    const { re: crossRe, im: crossIm } = this.#cross;
    for (const { view } of [crossRe, crossIm]) view.fill(0);
    for (const { spectrum, previous } of this.#planes)
      kernels.addTurns(spectrum.pointer, previous.pointer, bins, crossRe.pointer, crossIm.pointer);
    const hasPeaks = kernels.lockPhases(
      this.#power.pointer,
      bins,
      crossRe.pointer,
      crossIm.pointer,
      analysisHop / this.#size,
      synthesisHop / analysisHop,
      re.pointer,
      im.pointer,
      this.#next.re.pointer,
      this.#next.im.pointer,
      this.#work.pointer,
    );
    if (hasPeaks) [this.#rotation, this.#next] = [this.#next, this.#rotation];
  }

  /** Takes the phases of the hit at `hitFrame` from the source: of the bins in which most of what will sound is new. */
  release(hitFrame: number): void {
    this.#sounding.view.fill(0);
    for (let c = 0; c < this.#planes.length; c++) {
      this.#transform(c, hitFrame - this.#size / 4, this.#turned.pointer);
      kernels.addPower(this.#turned.pointer, this.#sounding.length, this.#sounding.pointer);
    }
    const [sounding, power] = [this.#sounding.view, this.#power.view];
    const [re, im] = [this.#rotation.re.view, this.#rotation.im.view];
    for (let k = 1; k < sounding.length; k++) {
      if (sounding[k] <= HIT_GROWTH * power[k]) continue;
      re[k] = 1;
      im[k] = 0;
    }
  }

  /** Adds the frame of plane `channel`, rotated and centred at `centre`, and writes to `output` what no later frame reaches. */
  synthesise(channel: number, output: Float32Array, centre: number): void {
    const { setup, output: frame, work } = this.#fft.pointers;
    const { spectrum, sum } = this.#planes[channel];
    const { re, im } = this.#rotation;
    const window = this.#synthesisWindow.pointer;
    kernels.turnBins(spectrum.pointer, re.pointer, im.pointer, this.#power.length, this.#turned.pointer);
    kernels.overlapAdd(setup, this.#turned.pointer, frame, work, window, this.#size, this.#hop, sum.pointer);
    const start = centre - this.#size / 2;
    const first = Math.max(0, -start);
    const last = Math.min(this.#hop, output.length - start);
    if (first < last) output.set(sum.view.subarray(first, last), start + first);
  }
}

/** Power of two nearest above 70 ms: 4096 at 44.1 and 48 kHz. Long enough to hold a bass note's partials apart. */
function vocoderSizeFor(sampleRateHz: number): number {
  let size = 128;
  while (size < 0.07 * sampleRateHz) size *= 2;
  return size;
}

/**
 * `channels` made `ratio` times as long at the same pitch, as new planes of round(length · ratio) frames: a phase vocoder whose
 * bins keep their phase relation to the nearest spectral peak (identity phase locking). One set of phases for all channels, so
 * the stereo image stays. Windows of about 93 ms, synthesis hop a quarter or less. Around `onsetFrames` (source frames, ascending, right
 * within 10 ms) the signal keeps its own speed and what is new its own phases, so that hits stay as sharp as they are (`stretch-pace.ts`).
 * `ratio` above 1 lengthens; 0.25 to 32, a RangeError else. Silence gives silence, empty gives empty.
 * Accuracy: a stretched sine keeps its frequency within 1 cent and its level within 0.5 dB (`test/dsp/time-stretch.test.ts`); clicks that are
 * told stay within 1 ms, and tones waver by less than 1 % (`test/dsp/artefacts.test.ts`).
 * Source: Laroche and Dolson, "Improved Phase Vocoder Time-Scale Modification of Audio", IEEE Trans. SAP 7 (1999), section III.C.
 */
export function stretched(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  ratio: number,
  onsetFrames: readonly number[] = [],
): Float32Array[] {
  if (!(ratio >= 0.25 && ratio <= 32)) throw new RangeError(`a stretch ratio is 0.25 to 32, got ${ratio}`);
  const sourceFrames = channels[0]?.length ?? 0;
  const frames = Math.round(sourceFrames * ratio);
  const outputs = channels.map(() => newPlane(frames));
  if (frames === 0) return outputs;
  const size = vocoderSizeFor(sampleRateHz);
  const hop = ratio >= 1 ? size / 4 : size / 16;
  const pace = new StretchPace(sourceFrames, ratio, onsetFrames, size / 2 + ONSET_ERROR_SECONDS * sampleRateHz);
  borrowing((lender) => stretch(new PhaseVocoder(lender, channels, size, hop), pace, { size, hop }, outputs));
  return outputs;
}

/** Fills `outputs` frame by frame. */
function stretch(
  vocoder: PhaseVocoder,
  pace: StretchPace,
  { size, hop }: { readonly size: number; readonly hop: number },
  outputs: readonly Float32Array[],
): void {
  let before = 0;
  let hitBefore = -1;
  for (let i = 0; i * hop < outputs[0].length + size / 2; i++) {
    const centre = Math.round(pace.sourceAt(i * hop));
    const hit = pace.hitAt(i * hop);
    vocoder.analyse(centre);
    if (i > 0 && (hit < 0 || hit !== hitBefore)) vocoder.advance(centre - before, hop);
    if (hit >= 0 && hit !== hitBefore) vocoder.release(pace.hitFrame(hit));
    outputs.forEach((output, channel) => {
      vocoder.synthesise(channel, output, i * hop);
    });
    before = centre;
    hitBefore = hit;
  }
}
