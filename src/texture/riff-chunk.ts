/** The pieces of a RIFF file. Knows nothing of what is in them. */

/** What leads a chunk of `size` bytes: its name and its size. */
export function chunkHeader(id: string, size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 4; i++) bytes[i] = id.charCodeAt(i);
  new DataView(bytes.buffer).setUint32(4, size, true);
  return bytes;
}

/** A chunk with its header and even padding; `fill` writes the `size` bytes of the body. */
export function chunk(id: string, size: number, fill: (body: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(8 + size + (size % 2));
  bytes.set(chunkHeader(id, size));
  fill(new DataView(bytes.buffer, 8, size));
  return bytes;
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
