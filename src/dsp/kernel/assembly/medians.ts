/**
 * Medians of four windows at once by networks of minima and maxima: nothing branches. See `harmonic-percussive.ts`.
 *
 * Source: A. W. Paeth, "Median finding on a 3×3 grid", Graphics Gems (1990); D. E. Knuth, "The Art of Computer Programming", vol. 3, section 5.3.4,
 * for Batcher's merge.
 */

function middleOf(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmax(f32x4.pmin(a, b), f32x4.pmin(f32x4.pmax(a, b), c));
}

function leastOf(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmin(f32x4.pmin(a, b), c);
}

function mostOf(a: v128, b: v128, c: v128): v128 {
  return f32x4.pmax(f32x4.pmax(a, b), c);
}

/**
 * The median over 9 rows of each of `count` (a multiple of 4) columns, into `medians`. Row r begins `stride` bytes after row r − 1; their order
 * does not matter.
 */
export function mediansOfRows(rows: usize, stride: usize, count: i32, medians: usize): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) {
    const row = rows + at;
    const a = v128.load(row);
    const b = v128.load(row + stride);
    const c = v128.load(row + 2 * stride);
    const d = v128.load(row + 3 * stride);
    const e = v128.load(row + 4 * stride);
    const f = v128.load(row + 5 * stride);
    const g = v128.load(row + 6 * stride);
    const h = v128.load(row + 7 * stride);
    const i = v128.load(row + 8 * stride);
    const least = mostOf(leastOf(a, b, c), leastOf(d, e, f), leastOf(g, h, i));
    const middle = middleOf(middleOf(a, b, c), middleOf(d, e, f), middleOf(g, h, i));
    const most = leastOf(mostOf(a, b, c), mostOf(d, e, f), mostOf(g, h, i));
    v128.store(medians + at, middleOf(least, middle, most));
  }
}

/** Sorts the four vectors that begin at `values` and each a float further on, lane by lane, into four vectors at `sorted`. */
function sortFour(values: usize, sorted: usize): void {
  const a = v128.load(values, 0);
  const b = v128.load(values, 4);
  const c = v128.load(values, 8);
  const d = v128.load(values, 12);
  const low1 = f32x4.pmin(a, b);
  const high1 = f32x4.pmax(a, b);
  const low2 = f32x4.pmin(c, d);
  const high2 = f32x4.pmax(c, d);
  const middle1 = f32x4.pmax(low1, low2);
  const middle2 = f32x4.pmin(high1, high2);
  v128.store(sorted, f32x4.pmin(low1, low2), 0);
  v128.store(sorted, f32x4.pmin(middle1, middle2), 16);
  v128.store(sorted, f32x4.pmax(middle1, middle2), 32);
  v128.store(sorted, f32x4.pmax(high1, high2), 48);
}

/** Merges two times four sorted vectors into eight: the network of Batcher's odd-even merge. */
function mergeFours(first: usize, second: usize, sorted: usize): void {
  const a0 = v128.load(first, 0);
  const a1 = v128.load(first, 16);
  const a2 = v128.load(first, 32);
  const a3 = v128.load(first, 48);
  const b0 = v128.load(second, 0);
  const b1 = v128.load(second, 16);
  const b2 = v128.load(second, 32);
  const b3 = v128.load(second, 48);
  // the even ones and the odd ones, each merged
  const even1 = f32x4.pmax(a0, b0);
  const even2 = f32x4.pmin(a2, b2);
  const odd0 = f32x4.pmin(a1, b1);
  const odd1 = f32x4.pmax(a1, b1);
  const odd2 = f32x4.pmin(a3, b3);
  const evenLow = f32x4.pmin(even1, even2);
  const evenHigh = f32x4.pmax(even1, even2);
  const oddLow = f32x4.pmin(odd1, odd2);
  const oddHigh = f32x4.pmax(odd1, odd2);
  v128.store(sorted, f32x4.pmin(a0, b0), 0);
  v128.store(sorted, f32x4.pmin(evenLow, odd0), 16);
  v128.store(sorted, f32x4.pmax(evenLow, odd0), 32);
  v128.store(sorted, f32x4.pmin(evenHigh, oddLow), 48);
  v128.store(sorted, f32x4.pmax(evenHigh, oddLow), 64);
  const last = f32x4.pmax(a2, b2);
  v128.store(sorted, f32x4.pmin(last, oddHigh), 80);
  v128.store(sorted, f32x4.pmax(last, oddHigh), 96);
  v128.store(sorted, f32x4.pmax(a3, b3), 112);
}

/**
 * The median of two times eight sorted vectors and a last one: the eighth and the ninth of the sixteen lie in two halves, each lower than the
 * other by one comparison of what stands crosswise; the median is the last one, held between the two.
 */
function medianWith(first: usize, second: usize, last: v128): v128 {
  let eighth = f32x4.pmin(v128.load(first, 0), v128.load(second, 112));
  let ninth = f32x4.pmax(v128.load(first, 0), v128.load(second, 112));
  for (let i: usize = 16; i < 128; i += 16) {
    const a = v128.load(first + i);
    const b = v128.load(second + 112 - i);
    eighth = f32x4.pmax(eighth, f32x4.pmin(a, b));
    ninth = f32x4.pmin(ninth, f32x4.pmax(a, b));
  }
  return f32x4.pmin(f32x4.pmax(last, eighth), ninth);
}

/**
 * The median of each 17 neighbours of `values`: those from i to i + 16 into `medians` i, for i below `count` (a multiple of 4). There are `count` + 16
 * values; `work` holds 160 floats for the sorted fours and eights that windows share.
 */
export function mediansAlong(values: usize, count: i32, work: usize, medians: usize): void {
  const eights = work + 128;
  const steps = <usize>count >> 2;
  for (let i: usize = 0; i < steps + 3; i++) {
    sortFour(values + 16 * i, work + 64 * (i & 1));
    if (i < 1) continue;
    mergeFours(work + 64 * ((i - 1) & 1), work + 64 * (i & 1), eights + 128 * ((i - 1) & 3));
    if (i < 3) continue;
    const at = i - 3;
    const median = medianWith(eights + 128 * (at & 3), eights + 128 * ((at + 2) & 3), v128.load(values + 16 * at, 64));
    v128.store(medians + 16 * at, median);
  }
}
