/**
 * Names the libraries that shape bytes with their exact versions, as they go into action keys. The in-process ones are pinned in package.json
 * (`test/run/byte-shapers.test.ts` compares); ffmpeg is asked, and only when some track needs it.
 */
import type { AudioFormat, Container } from '../library/audio.ts';
import type { FfmpegLocator } from '../library/ffmpeg-locator.ts';
import type { ByteShapers } from '../plan/render-actions.ts';

/** Raised when our own readers hand out other samples of the same file. */
const PCM_READER_VERSION = 1;

export const PINNED = {
  '@echogarden/pffft-wasm': '0.4.2',
  '@wasm-audio-decoders/flac': '0.2.11',
  'mpg123-decoder': '1.0.3',
} as const;

const pinned = (name: keyof typeof PINNED): string => `${name} ${PINNED[name]}`;

const IN_PROCESS: Readonly<Partial<Record<Container, string>>> = {
  wav: `pcm ${PCM_READER_VERSION}`,
  aiff: `pcm ${PCM_READER_VERSION}`,
  flac: pinned('@wasm-audio-decoders/flac'),
  mp3: pinned('mpg123-decoder'),
};

/** Null for what our own readers and the in-process decoders do not read: other containers, and WAVs and AIFFs that are not PCM. */
function inProcessDecoder({ container, codec }: AudioFormat): string | null {
  if ((container === 'wav' || container === 'aiff') && !codec.startsWith('pcm')) return null;
  return IN_PROCESS[container] ?? null;
}

export async function byteShapers(formats: Iterable<AudioFormat>, ffmpeg: FfmpegLocator): Promise<ByteShapers> {
  const needsFfmpeg = [...formats].some((format) => inProcessDecoder(format) === null);
  const located = needsFfmpeg ? await ffmpeg.locate() : null;
  const external = `ffmpeg ${located?.version ?? 'missing'}`;
  return { fft: pinned('@echogarden/pffft-wasm'), decoderOf: (format) => inProcessDecoder(format) ?? external };
}
