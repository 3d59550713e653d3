/** The waveform between samples. See `peak.ts`. */
import { largest } from './lanes.ts';

/** Σ weights[j] · signal[j] over `taps` weights, at four neighbouring places at once; two sums, so that additions wait less for each other. */
function interpolated(signal: usize, weights: usize, taps: i32): v128 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  const end = weights + ((<usize>taps) << 2);
  for (; weights < end; weights += 8, signal += 8) {
    even = f32x4.add(even, f32x4.mul(v128.load(signal), v128.load_splat<f32>(weights)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(signal, 4), v128.load_splat<f32>(weights, 4)));
  }
  return f32x4.abs(f32x4.add(even, odd));
}

function anyAbove(values: v128, limit: f32): bool {
  return v128.any_true(f32x4.gt(values, f32x4.splat(limit)));
}

/** Whether any of 20 samples has a magnitude above `limit`. */
function anyLouder(signal: usize, limit: f32): bool {
  const first = f32x4.pmax(f32x4.abs(v128.load(signal)), f32x4.abs(v128.load(signal, 16)));
  const second = f32x4.pmax(f32x4.abs(v128.load(signal, 32)), f32x4.abs(v128.load(signal, 48)));
  return anyAbove(f32x4.pmax(f32x4.pmax(first, second), f32x4.abs(v128.load(signal, 64))), limit);
}

/** The larger of `peak` and the magnitudes of four places a quarter after a sample and four a quarter before the next. */
function peakOfQuarters(first: usize, quarters: usize, taps: i32, peak: f32): f32 {
  const early = interpolated(first, quarters, taps);
  const late = interpolated(first, quarters + ((<usize>taps) << 2), taps);
  return <f32>max(<f64>peak, largest(f32x4.pmax(early, late)));
}

/**
 * The larger of `peak` and the waveform between each of `count` (rounded up to a multiple of 16) samples and the next: half-way, unless both are below
 * peak ÷ `headroom`; at the quarters too, where `quarters` is not 0 and the waveform comes within `near` of the peak. `halves` holds the
 * `taps` (even) weights half-way, `quarters` those a quarter after a sample and those a quarter before one. The signal goes on for taps ÷ 2 samples on
 * either side of what is looked at.
 */
export function peakBetweenSamples(
  signal: usize,
  count: i32,
  halves: usize,
  quarters: usize,
  taps: i32,
  headroom: f32,
  near: f32,
  peak: f32,
): f32 {
  const lead = ((<usize>taps >> 1) - 1) << 2;
  const end = signal + ((<usize>count) << 2);
  let quiet = peak / headroom;
  while (signal < end) {
    if (!anyLouder(signal, quiet)) {
      signal += 64;
      continue;
    }
    for (const next = signal + 64; signal < next; signal += 16) {
      const larger = f32x4.pmax(f32x4.abs(v128.load(signal)), f32x4.abs(v128.load(signal, 4)));
      if (!anyAbove(larger, quiet)) continue;
      const halfway = interpolated(signal - lead, halves, taps);
      if (anyAbove(halfway, peak)) peak = <f32>largest(halfway);
      if (quarters > 0 && anyAbove(f32x4.pmax(larger, halfway), near * peak))
        peak = peakOfQuarters(signal - lead, quarters, taps, peak);
      quiet = peak / headroom;
    }
  }
  return peak;
}
