/** Decodes single FLAC frames, bit-exact. Knows nothing of streams. */
import { kernels } from '../dsp/kernel/machine.ts';
import { Bytes, Floats } from '../dsp/kernel/memory.ts';
import { err, ok, type Result } from '../result.ts';
import { CRC16, type FlacFrame } from './flac-frames.ts';

/** The reader of bits looks so far beyond a frame. */
const SPARE_BYTES = 16;
/** Numbers of 8 bytes that the kernel needs for each channel beside the samples, and for all. */
const MARGIN_NUMBERS = 32;
/** What the kernel says in place of a number of samples. */
const FAULTS: Readonly<Record<number, string>> = {
  [-1]: 'the checksum is another',
  [-2]: 'a frame has other channels than the stream',
  [-3]: 'no FLAC frame',
};

/** Row i: the remainder of each byte value with i bytes after it, so that eight bytes are looked up at once. */
function checksumRows(): Uint16Array {
  const rows = new Uint16Array(8 * 256);
  rows.set(CRC16);
  for (let at = 256; at < rows.length; at++) {
    const before = rows[at - 256];
    rows[at] = ((before << 8) & 0xffff) ^ CRC16[before >> 8];
  }
  return rows;
}

function stagedRows(): Bytes {
  const rows = checksumRows();
  const bytes = new Bytes(2 * rows.length);
  new Uint16Array(bytes.view.buffer, bytes.pointer, rows.length).set(rows);
  return bytes;
}

/** Memory that frames share, larger once a larger one comes: one is decoded at a time. */
class Stage {
  readonly rows = stagedRows();
  bytes = new Bytes(1);
  work = new Bytes(1);
  planes = new Floats(1);

  makeRoom(bytes: number, work: number, floats: number): void {
    if (this.bytes.length < bytes) {
      this.bytes.free();
      this.bytes = new Bytes(bytes);
    }
    if (this.work.length < work) {
      this.work.free();
      this.work = new Bytes(work);
    }
    if (this.planes.length < floats) {
      this.planes.free();
      this.planes = new Floats(floats);
    }
  }
}

const stage = new Stage();

export class FlacFrameDecoder {
  readonly #bitDepth: number;
  readonly #planes: Float32Array[];

  /** Of a stream of so many channels, with `bitDepth` (4 to 32) bits a sample where a frame says nothing else. */
  constructor(channels: number, bitDepth: number) {
    this.#bitDepth = bitDepth;
    this.#planes = Array.from({ length: channels }, () => new Float32Array(0));
  }

  /**
   * A plane for each channel, of integers ÷ 2^(bits − 1), good until the next frame; or what is wrong with `frame`, whose header must be sound. Exact
   * for samples of up to 24 bits; of more, the nearest float32. Checked against an encoder in `test/library/flac-frame.test.ts`.
   */
  decode({ bytes, samples }: FlacFrame): Result<readonly Float32Array[], string> {
    const channels = this.#planes.length;
    const stride = 4 * Math.ceil(samples / 4);
    stage.makeRoom(
      bytes.length + SPARE_BYTES,
      8 * ((stride + MARGIN_NUMBERS) * channels + MARGIN_NUMBERS),
      stride * channels,
    );
    const input = stage.bytes.view;
    input.set(bytes);
    input.fill(0, bytes.length, bytes.length + SPARE_BYTES);
    const { pointer } = stage.bytes;
    const decoded = kernels.decodeFlac(
      pointer,
      bytes.length,
      samples,
      channels,
      this.#bitDepth,
      stage.rows.pointer,
      stage.work.pointer,
      stage.planes.pointer,
    );
    return decoded < 0 ? err(FAULTS[decoded]) : ok(this.#copies(samples, stride));
  }

  /** Out of the kernels' memory, which may move while the planes are looked at. */
  #copies(samples: number, stride: number): readonly Float32Array[] {
    const { view } = stage.planes;
    for (let channel = 0; channel < this.#planes.length; channel++) {
      if (this.#planes[channel].length !== samples) this.#planes[channel] = new Float32Array(samples);
      this.#planes[channel].set(view.subarray(channel * stride, channel * stride + samples));
    }
    return this.#planes;
  }
}
