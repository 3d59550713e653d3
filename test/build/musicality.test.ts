import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import wavefile from 'wavefile';
import { Project, rendersOf, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const project = new Project();
project.source('one.wav', song(0, 12));
const set = (...values: string[]): string[] => values.flatMap((value) => ['--set', value]);
const IN_A = 'musicality.source_key=A';

const wavs = (): string[] => Object.keys(treeOf(project.export)).filter((path) => path.endsWith('.wav'));

/** Sample frames of the file whose path has `part` in it, as another reader counts them. */
function framesOf(part: string): number {
  const path = wavs().find((name) => name.includes(part));
  assert.ok(path, `${part} in ${wavs().join()}`);
  const wav = new wavefile.WaveFile(readFileSync(join(project.export, path)));
  return (wav.data as { samples: Uint8Array }).samples.length / (wav.fmt as { blockAlign: number }).blockAlign;
}

test('a target key renders again what is tonal, and file names tell the key it came to', async () => {
  await project.built(set(IN_A, 'naming.include=[key]'));
  assert.ok(wavs().includes('by_source/one/clouds/one_cloud01_A.wav'), wavs().join());
  const tuned = await project.build(set(IN_A, 'naming.include=[key]', 'musicality.target_key=B'));
  assert.equal(tuned.code, 0, tuned.stderr);
  assert.deepEqual(rendersOf(tuned.actions), ['one/clouds', 'one/pads', 'one/swells']);
  assert.deepEqual(
    wavs().map((path) => path.replace('by_source/one/', '')),
    ['clouds/one_cloud01_B.wav', 'hiss/one_hiss_loop01.wav', 'pads/one_pad01_B.wav', 'swells/one_swell01_warm_B.wav'],
  );
});

test('bars renders again what loops, to the frame, and file names tell the tempo', async () => {
  await project.built();
  const snapped = await project.build(
    set('musicality.reference_bpm=150.5', 'musicality.snap_to_bars=[1]', 'naming.include=[tempo]'),
  );
  assert.equal(snapped.code, 0, snapped.stderr);
  assert.deepEqual(rendersOf(snapped.actions), ['one/clouds', 'one/hiss', 'one/pads']);
  for (const name of ['pad01_151bpm', 'cloud01_151bpm', 'hiss_loop01_151bpm'])
    assert.equal(framesOf(name), Math.round(((4 * 60) / 150.5) * 11025), name);
  assert.ok(wavs().some((path) => path.endsWith('swell01_warm.wav')));
});

test('a key that is none stops before any work', async () => {
  const { code, stderr } = await project.run(['build', ...set('musicality.target_key=am')]);
  assert.equal(code, 2);
  assert.match(stderr, /musicality\.target_key is "am"/);
});
