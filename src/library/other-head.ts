/**
 * What is said of the containers that ffmpeg decodes: their format as music-metadata reports it, their payload the whole file.
 * Knows nothing of their structure.
 */
import { err, ok, type Result } from '../result.ts';
import type { AudioFormat, Container } from './audio.ts';
import type { ByteReader } from './byte-reader.ts';
import type { AudioLayout, LayoutError } from './layout.ts';
import { readMetadata } from './metadata.ts';

const TIME_LIMIT_MS = 10_000;

export async function parseOther(
  reader: ByteReader,
  container: Container,
  base: number,
): Promise<Result<AudioLayout, LayoutError>> {
  const format = await formatOf(reader, container, base);
  if (typeof format === 'string') return err({ measured: format, threshold: `the head of ${container} audio` });
  return ok({
    format,
    encoding: null,
    formatBytes: Buffer.alloc(0),
    formatStart: 0,
    audioStart: 0,
    audioEnd: reader.sizeBytes,
    channelMask: 0,
    warnings: [],
  });
}

function formatOf(reader: ByteReader, container: Container, base: number): Promise<AudioFormat | string> {
  if (container === 'caf') return cafFormat(reader, base);
  if (container === 'asf') return asfFormat(reader, base);
  return reportedFormat(reader, container);
}

async function reportedFormat(reader: ByteReader, container: Container): Promise<AudioFormat | string> {
  const metadata = await readMetadata(reader, container, TIME_LIMIT_MS);
  if (metadata instanceof Error) return metadata.message;
  const { format } = metadata;
  const { sampleRate, numberOfChannels, bitsPerSample, numberOfSamples, duration } = format;
  if (sampleRate === undefined) return 'no sample rate';
  return {
    container,
    codec: (format.codec ?? container).toLowerCase(),
    sampleRateHz: sampleRate,
    // Matroska may leave the count out, which means one (RFC 9559, section 5.1.4.1.29.3).
    channels: numberOfChannels ?? 1,
    bitDepth: format.lossless === true && bitsPerSample ? bitsPerSample : null,
    frames: numberOfSamples !== undefined && Number.isSafeInteger(numberOfSamples) ? numberOfSamples : null,
    durationSeconds: duration !== undefined && Number.isFinite(duration) ? duration : null,
  };
}

/** Apple, "Core Audio Format Specification 1.0": the `desc` chunk comes first. music-metadata does not read CAF. */
async function cafFormat(reader: ByteReader, base: number): Promise<AudioFormat | string> {
  const head = await reader.read(base, 52);
  if (head.length < 52 || head.toString('latin1', 8, 12) !== 'desc') return 'no desc chunk';
  return {
    container: 'caf',
    codec: head.toString('latin1', 28, 32).trim(),
    sampleRateHz: head.readDoubleBE(20),
    channels: head.readUInt32BE(44),
    bitDepth: head.readUInt32BE(48) || null,
    frames: null,
    durationSeconds: null,
  };
}

/** Stream type of audio in ASF: F8699E40-5B4D-11CF-A8FD-00805F5C442B. */
const ASF_AUDIO = Buffer.from('409e69f84d5bcf11a8fd00805f5c442b', 'hex');
const ASF_HEAD_BYTES = 65_536;

/**
 * Microsoft, "Advanced Systems Format Specification" 1.20.05 (2010), section 3.3: a WAVEFORMATEX 54 bytes behind the start of
 * the stream type. music-metadata tells neither rate nor channels of ASF.
 */
async function asfFormat(reader: ByteReader, base: number): Promise<AudioFormat | string> {
  const head = await reader.read(base, ASF_HEAD_BYTES);
  const at = head.indexOf(ASF_AUDIO) + 54;
  if (at < 54 || at + 8 > head.length) return 'no audio stream';
  return {
    container: 'asf',
    codec: `wma-0x${head.readUInt16LE(at).toString(16)}`,
    sampleRateHz: head.readUInt32LE(at + 4),
    channels: head.readUInt16LE(at + 2),
    bitDepth: null,
    frames: null,
    durationSeconds: await reportedSeconds(reader),
  };
}

async function reportedSeconds(reader: ByteReader): Promise<number | null> {
  const metadata = await readMetadata(reader, 'asf', TIME_LIMIT_MS);
  const seconds = metadata instanceof Error ? undefined : metadata.format.duration;
  return seconds !== undefined && Number.isFinite(seconds) ? seconds : null;
}
