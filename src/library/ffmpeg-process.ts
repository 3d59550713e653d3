/**
 * Starts ffmpeg so that it can read the one file it is given and nothing else, and makes sure that it ends. Knows nothing of
 * what comes out.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Container } from './audio.ts';

/** The demuxer of each container. The whitelist and `-f` together stop playlists and manifests that name other files. */
const DEMUXERS: Readonly<Record<Container, string>> = {
  wav: 'wav',
  aiff: 'aiff',
  flac: 'flac',
  mp3: 'mp3',
  ogg: 'ogg',
  mp4: 'mov',
  matroska: 'matroska',
  asf: 'asf',
  caf: 'caf',
  wavpack: 'wv',
  ape: 'ape',
  adts: 'aac',
  dsf: 'dsf',
  musepack: 'mpc8',
};

const MAX_MESSAGE_CHARACTERS = 4000;
/** ffmpeg needs nothing of the environment; its loader and temporary files may. */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR', 'TEMP'];

export interface FfmpegExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last line of stderr, without paths and control characters. */
  readonly message: string;
}

export interface FfmpegProcess {
  readonly output: Readable;
  readonly exited: Promise<FfmpegExit>;
  /** What it may have started itself ends with the process group of the job, in which it stays. */
  kill(): void;
}

/** Decodes the first audio stream to WAV (float32) on `output`. */
export function startFfmpeg(
  binary: string,
  source: { readonly path: string | Buffer; readonly handle: FileHandle },
  container: Container,
  signal: AbortSignal | undefined,
): FfmpegProcess {
  const demuxer = DEMUXERS[container];
  const input = [
    '-protocol_whitelist',
    'file,pipe',
    '-format_whitelist',
    demuxer,
    '-f',
    demuxer,
    '-i',
    inputUrl(source.path),
  ];
  const output = ['-map', '0:a:0', '-map_metadata', '-1', '-bitexact', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
  const child = spawn(binary, ['-nostdin', '-v', 'error', '-xerror', ...input, ...output], {
    env: Object.fromEntries(
      PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    ),
    stdio: ['ignore', 'pipe', 'pipe', source.handle.fd],
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  const exited = exitOf(child).finally(() => signal?.removeEventListener('abort', kill));
  return { output: child.stdout as Readable, exited, kill };
}

/** A name that is no UTF-8 cannot be an argument, so ffmpeg opens such a file through its inherited descriptor. */
function inputUrl(path: string | Buffer): string {
  if (typeof path === 'string') return `file:${resolve(path)}`;
  return process.platform === 'linux' ? 'file:/proc/self/fd/3' : 'file:/dev/fd/3';
}

function exitOf(child: ChildProcess): Promise<FfmpegExit> {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-MAX_MESSAGE_CHARACTERS);
  });
  return new Promise((settle) => {
    child.on('error', (error) => settle({ exitCode: null, signal: null, message: error.message }));
    child.on('close', (exitCode, signal) => settle({ exitCode, signal, message: lastLine(text) }));
  });
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.at(-1) ?? 'no message';
  return line
    .replace(/^.*?file:.*: /, '')
    .replace(/0x[0-9a-f]+/g, '…')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 200);
}
