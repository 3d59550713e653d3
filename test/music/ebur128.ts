/** Loudness, true peak and rate conversion by ffmpeg, for ours to be held against. Knows nothing of how the audio was made. */
import { spawnSync } from 'node:child_process';

export interface Ebur128 {
  /** To a thousandth. */
  readonly integratedLufs: number;
  /** To a tenth, as ffmpeg prints it. */
  readonly truePeakDbtp: number;
}

/** What ffmpeg's filter `ebur128` reads of planes of equal length. */
export function ebur128(planes: readonly Float32Array[], sampleRateHz: number): Ebur128 {
  const filter = 'ebur128=peak=true:metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=-';
  const { stdout, stderr } = ffmpeg(planes, sampleRateHz, ['-af', filter, '-f', 'null', '-'], 'info');
  const readings = [...`${stdout}`.matchAll(/lavfi\.r128\.I=(-?[\d.]+)/g)];
  const peaks = [...`${stderr}`.matchAll(/True peak:\s+Peak:\s+(-?[\d.]+) dBFS/g)];
  return { integratedLufs: Number(readings.at(-1)?.[1]), truePeakDbtp: Number(peaks.at(-1)?.[1]) };
}

/** The planes at another rate. */
export function converted(planes: readonly Float32Array[], fromHz: number, toHz: number): Float32Array[] {
  const { stdout } = ffmpeg(planes, fromHz, ['-ar', `${toHz}`, '-f', 'f32le', '-'], 'error');
  const samples = new Float32Array(Uint8Array.from(stdout).buffer);
  return planes.map((_, c) =>
    Float32Array.from({ length: samples.length / planes.length }, (__, n) => samples[planes.length * n + c]),
  );
}

function ffmpeg(planes: readonly Float32Array[], sampleRateHz: number, output: readonly string[], level: string) {
  const samples = new Float32Array(planes.length * planes[0].length);
  for (const [c, plane] of planes.entries())
    for (let n = 0; n < plane.length; n++) samples[planes.length * n + c] = plane[n];
  const input = ['-f', 'f32le', '-ar', `${sampleRateHz}`, '-ac', `${planes.length}`, '-i', '-'];
  const { stdout, stderr, status } = spawnSync('ffmpeg', ['-v', level, '-nostats', ...input, ...output], {
    input: new Uint8Array(samples.buffer),
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`ffmpeg: ${stderr}`);
  return { stdout, stderr };
}
