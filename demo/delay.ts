/**
 * The dub delay: echoes that cross sides and darken with each repeat. Knows nothing of tempo.
 */

export interface DelayShape {
  readonly delaySeconds: number;
  /** How much of an echo comes back as the next, 0 to below 1. */
  readonly feedback: number;
  /** How much of each echo's treble is lost, 0 (none) to below 1, as the coefficient of a one-pole low-pass. */
  readonly darkening: number;
}

/** The echoes of a stereo `input`, without the input itself: left feeds right and right feeds left. Buffers are new. */
export function dubDelay(input: readonly Float32Array[], sampleRateHz: number, shape: DelayShape): Float32Array[] {
  const [left, right] = input;
  const delayFrames = Math.max(1, Math.round(shape.delaySeconds * sampleRateHz));
  const echoLeft = new Float32Array(left.length);
  const echoRight = new Float32Array(right.length);
  let smoothLeft = 0;
  let smoothRight = 0;
  for (let i = delayFrames; i < left.length; i++) {
    const from = i - delayFrames;
    const intoLeft = left[from] + shape.feedback * echoRight[from];
    const intoRight = right[from] + shape.feedback * echoLeft[from];
    smoothLeft = intoLeft + shape.darkening * (smoothLeft - intoLeft);
    smoothRight = intoRight + shape.darkening * (smoothRight - intoRight);
    echoLeft[i] = smoothLeft;
    echoRight[i] = smoothRight;
  }
  return [echoLeft, echoRight];
}
