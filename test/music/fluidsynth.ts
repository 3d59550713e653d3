/** Plays MIDI files with fluidsynth and a free sound font, where both are installed. Knows nothing of what is played. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** General MIDI fonts of Debian's packages `timgm6mb-soundfont` and `fluid-soundfont-gm`, the smaller first. */
const FONTS = ['/usr/share/sounds/sf2/TimGM6mb.sf2', '/usr/share/sounds/sf2/FluidR3_GM.sf2'];

export const PLAYED_RATE_HZ = 44100;

/** The sound font that is played, or null where none (or no fluidsynth) is installed. */
export function soundFont(fonts: readonly string[] = FONTS): string | null {
  const { status } = spawnSync('fluidsynth', ['--version'], { stdio: 'ignore' });
  return status === 0 ? (fonts.find((font) => existsSync(font)) ?? null) : null;
}

/** Why what needs fluidsynth is skipped, or false where it is installed. */
export const needsFluidsynth: string | false =
  soundFont() === null && 'needs fluidsynth and a sound font: apt-get install fluidsynth timgm6mb-soundfont';

/** Plays files with one font. What was played is kept in `folder` and played no second time; without one it is kept until the process ends. */
export class Player {
  readonly #font: string;
  readonly #folder: string;

  constructor(font: string, folder?: string) {
    this.#font = font;
    this.#folder = folder ?? mkdtempSync(join(tmpdir(), 'grainmill-music-'));
    if (folder === undefined) process.once('exit', () => rmSync(this.#folder, { recursive: true, force: true }));
    else mkdirSync(folder, { recursive: true });
  }

  /** Mono at `PLAYED_RATE_HZ`: the mean of both sides, `seconds` long, with the reverb of a room or dry. */
  play(midi: Uint8Array, seconds: number, hasReverb = false): Float32Array {
    const [left, right] = this.playStereo(midi, seconds, hasReverb);
    return left.map((value, n) => 0.5 * (value + right[n]));
  }

  /** Both sides of the same. */
  playStereo(midi: Uint8Array, seconds: number, hasReverb = false): [Float32Array, Float32Array] {
    const name = createHash('sha256').update(midi).update(`${this.#font} ${hasReverb}`).digest('hex').slice(0, 24);
    const played = join(this.#folder, `${name}.f32`);
    if (!existsSync(played)) this.#render(midi, played, hasReverb);
    const bytes = readFileSync(played);
    const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
    const side = (c: number): Float32Array =>
      Float32Array.from({ length: Math.round(seconds * PLAYED_RATE_HZ) }, (_, n) => samples[2 * n + c] ?? 0);
    return [side(0), side(1)];
  }

  #render(midi: Uint8Array, played: string, hasReverb: boolean): void {
    const file = `${played}.${process.pid}.mid`;
    const part = `${played}.${process.pid}.part`;
    writeFileSync(file, midi);
    const effects = ['-C', '0', '-R', hasReverb ? '1' : '0'];
    const format = ['-T', 'raw', '-O', 'float', '-E', 'little', '-r', `${PLAYED_RATE_HZ}`];
    execFileSync('fluidsynth', ['-niq', '-g', '0.6', ...effects, ...format, '-F', part, this.#font, file], {
      stdio: 'ignore',
    });
    renameSync(part, played);
    rmSync(file);
  }
}
