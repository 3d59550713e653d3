/**
 * Tells what an MP3 stream holds from a walk over its frames. Pure. Knows nothing of decoding.
 */
import type { AudioFormat } from './audio.ts';
import type { MpegStream } from './mpeg-frames.ts';

/** Samples by which every MPEG layer III decoder lags (LAME's `DECDELAY`). */
export const DECODER_DELAY_SAMPLES = 529;

export function mp3Format(stream: MpegStream): AudioFormat {
  const { header, channels } = stream;
  const frames = playedFrames(stream);
  return {
    container: 'mp3',
    codec: `mp${header.layer}`,
    sampleRateHz: header.sampleRateHz,
    channels,
    bitDepth: null,
    frames,
    durationSeconds: frames / header.sampleRateHz,
  };
}

/** Sample frames after gapless trimming, which needs the announced length to know where the end was meant to be. */
function playedFrames(stream: MpegStream): number {
  const { header, frameCount, gapless, announcedFrames } = stream;
  const decoded = frameCount * header.samplesPerFrame;
  if (gapless === null || announcedFrames === null || announcedFrames === 0) return decoded;
  const start = gapless.delaySamples + DECODER_DELAY_SAMPLES;
  const behind = Math.max(0, gapless.paddingSamples - DECODER_DELAY_SAMPLES);
  return Math.max(0, Math.min(decoded, announcedFrames * header.samplesPerFrame - behind) - start);
}

/** Signs of damage, as warnings. */
export function mp3Warnings(stream: MpegStream): string[] {
  const warnings: string[] = [];
  const { announcedFrames, frameCount, partialFrameBytes, garbageBytes } = stream;
  if (announcedFrames !== null && announcedFrames > frameCount) {
    warnings.push(`truncated: header announces ${announcedFrames} frames, file has ${frameCount}`);
  } else if (partialFrameBytes > 0) {
    warnings.push(`truncated: the last frame is cut after ${partialFrameBytes} bytes`);
  }
  if (garbageBytes > 0) warnings.push(`garbage: ${garbageBytes} bytes between or around frames are no audio`);
  return warnings;
}
