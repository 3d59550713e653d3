/**
 * Cuts the music of a folder into a library of pieces of 30 s to 2 min, as FLAC, MP3, WAV and AIFF, with tags and, every other one, a cover. Needs an ffmpeg on the
 * PATH. Usage: npm run bench:pieces -- FROM INTO [PIECES]
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import PQueue from 'p-queue';

const [from, into, pieces = '1000'] = process.argv.slice(2);
if (into === undefined) throw new Error('name a folder of music and one for the pieces');
const run = promisify(execFile);
const ffmpeg = (...args) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);

/** Of ten pieces. */
const ENDINGS = ['flac', 'flac', 'flac', 'flac', 'mp3', 'mp3', 'mp3', 'wav', 'wav', 'aiff'];
const OPTIONS = { flac: [], mp3: ['-b:a', '256k'], wav: [], aiff: ['-write_id3v2', '1'] };
const TRACKS_AN_ALBUM = 12;

function secondsOf(path) {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path];
  return Number(execFileSync('ffprobe', args, { encoding: 'utf8' }));
}

const sources = readdirSync(from, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(flac|mp3|wav|aiff?)$/i.test(name))
  .sort()
  .map((name) => ({ path: join(from, name), seconds: secondsOf(join(from, name)) }));

async function cut(number, cover) {
  const { path, seconds } = sources[number % sources.length];
  const length = Math.min(30 + ((number * 37) % 91), seconds);
  const start = ((number * 0.618) % 1) * (seconds - length);
  const ending = ENDINGS[number % ENDINGS.length];
  const album = `Album ${Math.floor(number / TRACKS_AN_ALBUM)}`;
  const track = 1 + (number % TRACKS_AN_ALBUM);
  const tags = { title: `Piece ${number}`, artist: `Artist ${number % 40}`, album, track, date: '1999' };
  const picture = ['-i', cover, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic'];
  mkdirSync(join(into, album), { recursive: true });
  await ffmpeg(
    ...['-ss', start.toFixed(2), '-t', length.toFixed(2), '-i', path],
    ...((ending === 'flac' || ending === 'mp3') && number % 2 === 0 ? picture : ['-map', '0:a']),
    ...['-map_metadata', '-1', ...Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])],
    ...[...OPTIONS[ending], join(into, album, `${String(track).padStart(2, '0')} Piece ${number}.${ending}`)],
  );
}

const folder = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
const cover = join(folder, 'cover.jpg');
await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=800x800,noise=alls=40', '-frames:v', '1', cover);
const queue = new PQueue({ concurrency: 2 });
await queue.addAll(Array.from({ length: Number(pieces) }, (_, number) => () => cut(number, cover)));
rmSync(folder, { recursive: true });
