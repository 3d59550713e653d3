import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fixtureTracks } from '../../demo/fixture-tracks.ts';
import { demoTracks } from '../../demo/synthesise.ts';
import { type DemoLibrary, writeDemoLibrary } from '../../demo/write.ts';

const FILE_NAMES = [...demoTracks(), ...fixtureTracks].map((track) => track.fileName);
const FIXTURES = fileURLToPath(new URL('../../../demo/fixtures', import.meta.url));
const LARGEST_FIXTURE_BYTES = 400_000;

async function write(folder: string): Promise<DemoLibrary> {
  const result = await writeDemoLibrary(folder, FIXTURES);
  assert.ok(result.ok);
  return result.value;
}

describe('the demo library on disk', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grainmill-demo-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is written whole into an empty folder, and not again', async () => {
    assert.deepEqual(await write(folder), { written: FILE_NAMES, upToDate: [] });
    const before = await stat(join(folder, FILE_NAMES[0]));
    assert.deepEqual(await write(folder), { written: [], upToDate: FILE_NAMES });
    assert.equal((await stat(join(folder, FILE_NAMES[0]))).mtimeMs, before.mtimeMs);
  });

  it('is mended where a file was cut short or removed, and nowhere else', async () => {
    await truncate(join(folder, FILE_NAMES[1]), 1000);
    await rm(join(folder, FILE_NAMES[4]));
    assert.deepEqual((await write(folder)).written, [FILE_NAMES[1], FILE_NAMES[4]]);
  });

  it('has files of the containers that their names say', async () => {
    const heads = await Promise.all(
      FILE_NAMES.map(async (name) => (await readFile(join(folder, name))).subarray(0, 12)),
    );
    const texts = heads.map((head) => head.toString('latin1'));
    assert.match(texts[0], /^RIFF.{4}WAVE/s);
    assert.match(texts[1], /^FORM.{4}AIFF/s);
    assert.match(texts[2], /^RIFF.{4}WAVE/s);
    assert.match(texts[3], /^fLaC/);
    assert.ok(texts[4].startsWith('ID3') || heads[4][0] === 0xff);
  });

  it('keeps its compressed fixtures small', async () => {
    for (const { fileName } of fixtureTracks) {
      assert.ok((await stat(join(folder, fileName))).size <= LARGEST_FIXTURE_BYTES);
    }
  });

  it('reports a folder that cannot be made as a failure with its code', async () => {
    const occupied = join(folder, 'a file');
    await writeFile(occupied, '');
    const result = await writeDemoLibrary(join(occupied, 'below'), FIXTURES);
    assert.ok(!result.ok && result.failure.reason === 'io' && result.failure.code === 'ENOTDIR');
  });
});
