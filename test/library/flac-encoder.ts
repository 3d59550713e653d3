/** Writes FLAC frames in whatever way the format allows (RFC 9639, section 9), to hold the decoder against. */

class BitWriter {
  readonly #bits: number[] = [];

  put(value: bigint | number, count: number): this {
    const wide = BigInt.asUintN(64, BigInt(value));
    for (let bit = count - 1; bit >= 0; bit--) this.#bits.push(Number((wide >> BigInt(bit)) & 1n));
    return this;
  }

  putUnary(zeros: number): this {
    for (let n = 0; n < zeros; n++) this.#bits.push(0);
    this.#bits.push(1);
    return this;
  }

  bytes(): Buffer {
    const bytes = Buffer.alloc(Math.ceil(this.#bits.length / 8));
    for (const [at, bit] of this.#bits.entries()) bytes[at >> 3] |= bit << (7 - (at & 7));
    return bytes;
  }
}

/** How one channel is told. */
export interface Subframe {
  readonly weights: readonly number[] | 'constant' | 'verbatim';
  /** Of the weighted sum; absent for the fixed predictors. */
  readonly shift?: number;
  readonly precision?: number;
  /** Zeros at the end of each sample that are left out. */
  readonly wasted?: number;
  readonly method?: 0 | 1;
  readonly partitionsLog?: number;
  /** Parameter of the Rice codes of every partition; numbers of so many bits as they are where `isRaw`. */
  readonly width?: number;
  readonly isRaw?: boolean;
}

/** The weights of the fixed predictors by order. */
export const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const;

export const HOW = { apart: 0, leftSide: 8, sideRight: 9, midSide: 10 } as const;

function putResidual(bits: BitWriter, residual: readonly bigint[], order: number, told: Subframe): void {
  const { method = 0, partitionsLog = 0, width = 4, isRaw = false } = told;
  bits.put(method, 2).put(partitionsLog, 4);
  const each = residual.length >> partitionsLog;
  for (let partition = 0; partition < 1 << partitionsLog; partition++) {
    const part = residual.slice(Math.max(order, partition * each), (partition + 1) * each);
    bits.put(isRaw ? 31 : width, 4 + method);
    if (isRaw) bits.put(width, 5);
    for (const value of part) {
      const folded = value < 0n ? -2n * value - 1n : 2n * value;
      if (isRaw) bits.put(value, width);
      else bits.putUnary(Number(folded >> BigInt(width))).put(folded, width);
    }
  }
}

function putSubframe(bits: BitWriter, samples: readonly number[], depth: number, told: Subframe): void {
  const { weights, shift, precision = 15, wasted = 0 } = told;
  const kept = samples.map((sample) => BigInt(sample) >> BigInt(wasted));
  const isFixed = shift === undefined;
  const order = typeof weights === 'string' ? 0 : weights.length;
  const kind = weights === 'constant' ? 0 : weights === 'verbatim' ? 1 : isFixed ? 8 + order : 31 + order;
  bits.put(kind, 7).put(wasted > 0 ? 1 : 0, 1);
  if (wasted > 0) bits.putUnary(wasted - 1);
  const width = depth - wasted;
  if (weights === 'constant') bits.put(kept[0], width);
  else if (weights === 'verbatim') for (const sample of kept) bits.put(sample, width);
  else {
    for (const sample of kept.slice(0, order)) bits.put(sample, width);
    if (!isFixed) {
      bits.put(precision - 1, 4).put(shift, 5);
      for (const weight of weights) bits.put(weight, precision);
    }
    const residual = kept.map((sample, n) => {
      const sum = weights.reduce((total, weight, i) => total + BigInt(weight) * (kept[n - 1 - i] ?? 0n), 0n);
      return sample - (sum >> BigInt(shift ?? 0));
    });
    putResidual(bits, residual, order, told);
  }
}

/** What the channels become, as they are told. */
function toldChannels(channels: readonly (readonly number[])[], how: number): (readonly number[])[] {
  if (how === HOW.apart) return [...channels];
  const [left, right] = channels;
  const side = left.map((value, n) => value - right[n]);
  if (how === HOW.leftSide) return [left, side];
  if (how === HOW.sideRight) return [side, right];
  return [left.map((value, n) => Math.floor((value + right[n]) / 2)), side];
}

function checksum(bytes: Buffer, width: number, polynomial: number): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & (1 << (width - 1)) ? (crc << 1) ^ polynomial : crc << 1) & (2 ** width - 1);
  }
  return crc;
}

const DEPTH_CODES: Readonly<Record<number, number>> = { 8: 1, 12: 2, 16: 4, 20: 5, 24: 6, 32: 7 };

/** The frame of whole numbers of `depth` bits, one subframe for each channel. */
export function encodeFrame(
  channels: readonly (readonly number[])[],
  depth: number,
  how: number,
  subframes: readonly Subframe[],
): Buffer {
  const samples = channels[0].length;
  const code = how === HOW.apart ? channels.length - 1 : how;
  const header = Buffer.from([0xff, 0xf8, 0x70 | 9, (code << 4) | ((DEPTH_CODES[depth] ?? 0) << 1), 0xc4, 0x80, 0, 0]);
  header.writeUInt16BE(samples - 1, 6);
  const start = Buffer.concat([header, Buffer.from([checksum(header, 8, 0x07)])]);
  const bits = new BitWriter();
  for (const [channel, told] of toldChannels(channels, how).entries()) {
    const isSide = how === HOW.sideRight ? channel === 0 : how !== HOW.apart && channel === 1;
    putSubframe(bits, told, isSide ? depth + 1 : depth, subframes[channel]);
  }
  return withChecksum(Buffer.concat([start, bits.bytes()]));
}

/** `frame` with the checksum of its bytes behind it. */
export function withChecksum(frame: Buffer): Buffer {
  const footer = Buffer.alloc(2);
  footer.writeUInt16BE(checksum(frame, 16, 0x8005));
  return Buffer.concat([frame, footer]);
}
