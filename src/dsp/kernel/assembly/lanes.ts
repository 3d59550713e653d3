/** Lanes of a vector of four float32 as one number. */

/** The lanes of `sums` as one number. */
export function total(sums: v128): f64 {
  return (
    <f64>f32x4.extract_lane(sums, 0) +
    <f64>f32x4.extract_lane(sums, 1) +
    (<f64>f32x4.extract_lane(sums, 2) + <f64>f32x4.extract_lane(sums, 3))
  );
}

/** The largest lane. */
export function largest(lanes: v128): f64 {
  const first = max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1));
  return <f64>max(first, max(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)));
}
