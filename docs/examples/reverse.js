/** Plays a texture backwards: sample frames in reverse order, everything before and after them as it was. */

/** Where the audio of a WAV lies: the body of its `data` chunk, and how many bytes a sample frame has. */
function audioOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frameBytes = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    if (name === 'fmt ') frameBytes = view.getUint16(at + 8 + 12, true);
    if (name === 'data') return { start: at + 8, end: at + 8 + size, frameBytes };
    at += 8 + size + (size % 2);
  }
  throw new Error('this is no WAV');
}

export default function reverse({ inputs: [{ stem, bytes }] }) {
  const { start, end, frameBytes } = audioOf(bytes);
  const reversed = Uint8Array.from(bytes);
  for (let from = start, to = end - frameBytes; from < end; from += frameBytes, to -= frameBytes) {
    reversed.set(bytes.subarray(from, from + frameBytes), to);
  }
  return [{ name: `${stem}_reversed.wav`, bytes: reversed }];
}
