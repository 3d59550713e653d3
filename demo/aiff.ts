/**
 * Writes 16-bit AIFF, which the product reads but never makes. Knows nothing of what is in it.
 * Source: Audio Interchange File Format, version 1.3, Apple 1989.
 */

/** The sample rate as the 80-bit extended float that AIFF wants; whole rates from 1 Hz to 2^31 Hz are exact. */
function writeExtended(view: DataView, offset: number, rateHz: number): void {
  const exponent = 31 - Math.clz32(rateHz);
  view.setUint16(offset, 16383 + exponent);
  view.setUint32(offset + 2, (rateHz << (31 - exponent)) >>> 0);
  view.setUint32(offset + 6, 0);
}

const writeId = (view: DataView, offset: number, id: string): void => {
  for (let i = 0; i < 4; i++) view.setUint8(offset + i, id.charCodeAt(i));
};

/** The bytes of an AIFF file holding `channels` (equal lengths, ±1, clipped to that) as 16-bit PCM, rounded without dither. */
export function encodeAiff16(channels: readonly Float32Array[], sampleRateHz: number): Uint8Array {
  const frames = channels[0]?.length ?? 0;
  const dataBytes = frames * channels.length * 2;
  const view = new DataView(new ArrayBuffer(54 + dataBytes));
  writeId(view, 0, 'FORM');
  view.setUint32(4, 46 + dataBytes);
  writeId(view, 8, 'AIFF');
  writeId(view, 12, 'COMM');
  view.setUint32(16, 18);
  view.setUint16(20, channels.length);
  view.setUint32(22, frames);
  view.setUint16(26, 16);
  writeExtended(view, 28, sampleRateHz);
  writeId(view, 38, 'SSND');
  view.setUint32(42, 8 + dataBytes);
  let offset = 54;
  for (let frame = 0; frame < frames; frame++) {
    for (const channel of channels) {
      view.setInt16(offset, Math.max(-32768, Math.min(32767, Math.round(channel[frame] * 32768))));
      offset += 2;
    }
  }
  return new Uint8Array(view.buffer);
}
