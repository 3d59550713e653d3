/**
 * Makes demo/fixtures/*.flac and *.mp3 again from the demo's own synthesis. Run by hand after changing
 * demo/fixture-tracks.ts: `npm run build && node scripts/demo-fixtures.mjs`. Needs ffmpeg on the PATH (with libmp3lame); nothing else
 * here does, because the fixtures are committed. Other ffmpeg versions may give other bytes of the same music.
 */
import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { encodeTrack } from '../dist/demo/encode.js';
import { fixtureTracks } from '../dist/demo/fixture-tracks.js';

const LARGEST_BYTES = 400_000;
const ENCODERS = {
  flac: ['-c:a', 'flac', '-compression_level', '12'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '80k', '-joint_stereo', '1'],
};

for (const track of fixtureTracks) {
  const wav = join(tmpdir(), `grainmill-fixture-${process.pid}.wav`);
  const path = fileURLToPath(new URL(`../demo/fixtures/${track.fixture}`, import.meta.url));
  const encoder = ENCODERS[track.fixture.split('.').at(-1)];
  await writeFile(wav, encodeTrack(track));
  try {
    await $`ffmpeg -nostdin -v error -y -i ${wav} -map_metadata -1 -fflags +bitexact -flags:a +bitexact ${encoder} ${path}`;
  } finally {
    await rm(wav);
  }
  const { size } = await stat(path);
  if (size > LARGEST_BYTES) throw new Error(`${path} has ${size} bytes, more than ${LARGEST_BYTES}: make it shorter`);
  process.stdout.write(`${track.fixture}: ${size} bytes\n`);
}
