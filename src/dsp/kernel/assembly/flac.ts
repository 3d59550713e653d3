/**
 * FLAC frames to planes: their checksum, their channels, and those that are told by their sum or difference. See `library/flac-frame.ts`.
 *
 * Source: RFC 9639, "Free Lossless Audio Codec" (2024), section 9.
 */
import { openBits } from './flac-bits.ts';
import { LARGEST_ORDER, subframe } from './flac-subframe.ts';

/** What stands before each plane of numbers, read with weight 0. */
const MARGIN_NUMBERS = 32;
/** What is wrong with a frame. */
const WRONG_CHECKSUM = -1;
const WRONG_LAYOUT = -2;
const NO_FRAME = -3;

/** The checksum over whole frames; 0 for a sound one. `table`: 8 · 256 remainders of 16 bits, those of byte value v with i bytes after it at 256 · i + v. */
function checksum(bytes: usize, length: i32, table: usize): u32 {
  let crc: u32 = 0;
  let at = bytes;
  const last = bytes + <usize>length;
  for (; at + 8 <= last; at += 8) {
    const first = load<u8>(at) ^ (crc >> 8);
    const second = load<u8>(at, 1) ^ (crc & 255);
    crc =
      load<u16>(table + ((7 * 256 + first) << 1)) ^
      load<u16>(table + ((6 * 256 + second) << 1)) ^
      load<u16>(table + ((5 * 256 + <u32>load<u8>(at, 2)) << 1)) ^
      load<u16>(table + ((4 * 256 + <u32>load<u8>(at, 3)) << 1)) ^
      load<u16>(table + ((3 * 256 + <u32>load<u8>(at, 4)) << 1)) ^
      load<u16>(table + ((2 * 256 + <u32>load<u8>(at, 5)) << 1)) ^
      load<u16>(table + ((256 + <u32>load<u8>(at, 6)) << 1)) ^
      load<u16>(table + ((<u32>load<u8>(at, 7)) << 1));
  }
  for (; at < last; at++) crc = ((crc << 8) & 0xffff) ^ load<u16>(table + (((crc >> 8) ^ <u32>load<u8>(at)) << 1));
  return crc;
}

/** Left and right out of what stands for them: 8 left and side, 9 side and right, 10 mid and side. */
function decorrelate<T>(first: usize, second: usize, samples: i32, how: i32): void {
  const last = first + <usize>samples * sizeof<T>();
  for (; first < last; first += sizeof<T>(), second += sizeof<T>()) {
    const a = <i64>load<T>(first);
    const b = <i64>load<T>(second);
    if (how === 8) store<T>(second, <T>(a - b));
    else if (how === 9) store<T>(first, <T>(a + b));
    else {
      const middle = (a << 1) | (b & 1);
      store<T>(first, <T>((middle + b) >> 1));
      store<T>(second, <T>((middle - b) >> 1));
    }
  }
}

function subframes<T>(samples: i32, channels: i32, code: i32, depth: i32, work: usize, planes: usize): i32 {
  const margin = <usize>MARGIN_NUMBERS * sizeof<T>();
  const stride = margin + <usize>((samples + 3) & ~3) * sizeof<T>();
  const first = work + (LARGEST_ORDER << 3);
  for (let channel = 0; channel < channels; channel++) {
    const margins = first + <usize>channel * stride;
    memory.fill(margins, 0, margin);
    const isSide = (code === 8 && channel === 1) || (code === 9 && channel === 0) || (code === 10 && channel === 1);
    if (!subframe<T>(margins + margin, samples, isSide ? depth + 1 : depth, work)) return NO_FRAME;
  }
  if (code > 7) decorrelate<T>(first + margin, first + stride + margin, samples, code);
  const scale = <f32>(1 / <f64>((<i64>1) << (<i64>(depth - 1))));
  for (let channel = 0; channel < channels; channel++) {
    const from = first + <usize>channel * stride + margin;
    const to = planes + ((<usize>channel * <usize>((samples + 3) & ~3)) << 2);
    for (let n = 0; n < samples; n++)
      store<f32>(to + ((<usize>n) << 2), <f32>load<T>(from + <usize>n * sizeof<T>()) * scale);
  }
  return samples;
}

/** Bits of a sample by the code in the header; 0: as the stream says. */
function depthOf(code: i32, streamDepth: i32): i32 {
  if (code === 0) return streamDepth;
  return code === 1 ? 8 : code === 2 ? 12 : code === 7 ? 32 : code > 3 ? 4 * code : 0;
}

/**
 * The frame of `length` bytes, whose header is known to be sound and to tell `samples` samples, as `channels` planes of float32, each beginning on a multiple
 * of 16 bytes after the one before it: integers ÷ 2^(bits − 1). Gives `samples`, or −1 where the checksum is another, −2 where the frame has other channels,
 * −3 where it is no frame. `work`: 8 bytes for each of channels · (samples rounded up to 4 + 32) + 32 numbers.
 */
export function decodeFlac(
  bytes: usize,
  length: i32,
  samples: i32,
  channels: i32,
  streamDepth: i32,
  table: usize,
  work: usize,
  planes: usize,
): i32 {
  if (checksum(bytes, length, table) !== 0) return WRONG_CHECKSUM;
  const code = <i32>load<u8>(bytes, 3) >> 4;
  const depth = depthOf((<i32>load<u8>(bytes, 3) >> 1) & 7, streamDepth);
  if ((code > 7 ? 2 : code + 1) !== channels || depth === 0) return WRONG_LAYOUT;
  openBits(bytes + headerBytes(bytes), bytes + <usize>length - 2);
  return depth > 24
    ? subframes<i64>(samples, channels, code, depth, work, planes)
    : subframes<i32>(samples, channels, code, depth, work, planes);
}

/** Bytes of a sound header: four, the number of the frame, and what its size and its rate need. */
function headerBytes(bytes: usize): usize {
  const lead = <i32>load<u8>(bytes, 4);
  const number = lead < 128 ? 1 : <i32>clz(~(lead << 24));
  const size = <i32>load<u8>(bytes, 2) >> 4;
  const rate = <i32>load<u8>(bytes, 2) & 15;
  return 4 + number + (size === 6 ? 1 : size === 7 ? 2 : 0) + (rate === 12 ? 1 : rate > 12 ? 2 : 0) + 1;
}
