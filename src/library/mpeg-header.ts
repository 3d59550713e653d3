/**
 * Reads the four-byte header of an MPEG audio frame (ISO/IEC 11172-3 section 2.4.2.3, 13818-3, and the unofficial 2.5). Pure.
 * Knows nothing of what is in the frame.
 */

export interface MpegHeader {
  readonly layer: 1 | 2 | 3;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly samplesPerFrame: number;
  /** Bytes of the frame, header included; 0 for free format, which does not say. */
  readonly frameBytes: number;
  readonly paddingBytes: number;
  /** From the start of the frame to where a Xing header would lie. */
  readonly xingOffset: number;
  /** Equal in every frame of one stream: version, layer and sample rate. */
  readonly streamKey: number;
}

const V1_KBPS = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
];
const V2_KBPS = [
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const V1_RATES_HZ = [44_100, 48_000, 32_000];

/** The header in `word` (big-endian), or null if it is none. */
export function parseMpegHeader(word: number): MpegHeader | null {
  const version = (word >>> 19) & 3;
  const layerBits = (word >>> 17) & 3;
  const bitrateIndex = (word >>> 12) & 15;
  const rateIndex = (word >>> 10) & 3;
  if (word >>> 21 !== 0x7ff || version === 1 || layerBits === 0 || bitrateIndex === 15 || rateIndex === 3) return null;
  const layer = layerBits === 3 ? 1 : layerBits === 2 ? 2 : 3;
  const isV1 = version === 3;
  const sampleRateHz = V1_RATES_HZ[rateIndex] / (isV1 ? 1 : version === 2 ? 2 : 4);
  const channels = ((word >>> 6) & 3) === 3 ? 1 : 2;
  const samplesPerFrame = layer === 1 ? 384 : layer === 3 && !isV1 ? 576 : 1152;
  const kbps = (isV1 ? V1_KBPS : V2_KBPS)[layer - 1][bitrateIndex];
  const slotBytes = layer === 1 ? 4 : 1;
  const paddingBytes = (word >>> 9) & 1 ? slotBytes : 0;
  const slots = Math.floor(((samplesPerFrame / 8 / slotBytes) * kbps * 1000) / sampleRateHz);
  return {
    layer,
    sampleRateHz,
    channels,
    samplesPerFrame,
    frameBytes: kbps === 0 ? 0 : slots * slotBytes + paddingBytes,
    paddingBytes,
    xingOffset: 4 + (isV1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17),
    streamKey: (word & 0x1e0c00) >>> 0,
  };
}
