/**
 * Keeps the in-process decoders quiet: both report errors through `console.error`, which belongs to nobody but the report.
 * Knows nothing of decoding.
 */

/** The sign that a decoder is repeating itself: mpg123-decoder's read loop does not end on an error of its own accord. */
export class DecoderStuck extends Error {}

/**
 * Runs a **synchronous** call with `console.error` kept back and appended to `messages`. After `maxMessages` in one call it
 * throws `DecoderStuck` out of the decoder's own loop, the only way to end one.
 */
export function withCapturedErrors<T>(messages: string[], maxMessages: number, call: () => T): T {
  const original = console.error;
  let count = 0;
  console.error = (message: unknown) => {
    messages.push(String(message).replace(/\s+/g, ' ').slice(0, 200));
    if (++count >= maxMessages) throw new DecoderStuck(messages.at(-1));
  };
  try {
    return call();
  } finally {
    console.error = original;
  }
}
