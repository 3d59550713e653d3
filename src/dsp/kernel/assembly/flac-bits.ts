/**
 * The bits of a FLAC frame, the highest of each byte first. The reader holds up to 64 bits from the top of a word on, to which whole bytes are added
 * without a branch: variant 4 of F. Giesen, "Reading bits in far too many ways" (2018). May look at 16 bytes beyond the frame, whatever they are.
 */

/** The next bits; the first `held` of them are there for certain. */
let word: u64 = 0;
let held: i32 = 0;
let next: usize = 0;
let end: usize = 0;

function bigEndian(bytes: usize): u64 {
  const eight = v128.load64_zero(bytes);
  return <u64>i64x2.extract_lane(i8x16.shuffle(eight, eight, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
}

/** Begins with the byte at `first`; the frame has ended at `last`. */
export function openBits(first: usize, last: usize): void {
  word = 0;
  held = 0;
  next = first;
  end = last;
}

/** Whether more was read than there is. */
export function hasOverrun(): bool {
  return next > end + <usize>(held >> 3);
}

function refill(): void {
  word |= bigEndian(next) >> <u64>held;
  next += <usize>((63 - held) >> 3);
  held |= 56;
}

/** `count` bits, 0 to 32, as a number. */
export function bits(count: i32): u32 {
  if (held < count) refill();
  const value = <u32>((word >> 1) >> <u64>(63 - count));
  word <<= <u64>count;
  held -= count;
  return value;
}

/** `count` bits, 1 to 33, in two's complement. */
export function signedBits(count: i32): i64 {
  if (held < count) refill();
  const value = <i64>word >> <i64>(64 - count);
  word <<= <u64>count;
  held -= count;
  return value;
}

/** How many zeros stand before the next one, which is read as well. */
export function unary(): i32 {
  let zeros = 0;
  while (!hasOverrun()) {
    refill();
    const here = <i32>clz(word);
    if (here < held) {
      word <<= <u64>(here + 1);
      held -= here + 1;
      return zeros + here;
    }
    zeros += held;
    word = 0;
    held = 0;
  }
  return zeros;
}

/** Writes `count` numbers of `width` bits (0 to 32), in two's complement, to `output`. */
export function rawNumbers<T>(output: usize, count: i32, width: i32): void {
  for (let n = 0; n < count && !hasOverrun(); n++, output += sizeof<T>())
    store<T>(output, width > 0 ? <T>signedBits(width) : <T>0);
}

/** Writes `count` numbers in Rice codes of parameter `width` (0 to 30) to `output`: a folded quotient in unary, the lower bits as they are. */
export function riceNumbers<T>(output: usize, count: i32, width: i32): void {
  let bitsHere = word;
  let heldHere = held;
  let nextHere = next;
  const last = end + 8;
  for (let n = 0; n < count; n++, output += sizeof<T>()) {
    if (heldHere < 32) {
      if (nextHere > last) break;
      bitsHere |= bigEndian(nextHere) >> <u64>heldHere;
      nextHere += <usize>((63 - heldHere) >> 3);
      heldHere |= 56;
    }
    const zeros = <i32>clz(bitsHere);
    let folded: u32;
    if (zeros + 1 + width <= heldHere) {
      bitsHere <<= <u64>(zeros + 1);
      folded = ((<u32>zeros) << width) | <u32>((bitsHere >> 1) >> <u64>(63 - width));
      bitsHere <<= <u64>width;
      heldHere -= zeros + 1 + width;
    } else {
      word = bitsHere;
      held = heldHere;
      next = nextHere;
      folded = (<u32>unary()) << width;
      folded |= bits(width);
      bitsHere = word;
      heldHere = held;
      nextHere = next;
    }
    store<T>(output, <T>(<i32>(folded >> 1) ^ -(<i32>(folded & 1))));
  }
  word = bitsHere;
  held = heldHere;
  next = nextHere;
}
