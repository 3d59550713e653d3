import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldedDown } from '../../src/texture/fold-down.ts';
import { harmonicNote, mix, scaled, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 22050;
const left = whiteNoise(4000, 0.5, 1);
const right = whiteNoise(4000, 0.5, 2);

const planeOf = (planes: readonly Float32Array[], how: 'sum' | 'left' | 'right' | 'mid'): Float32Array => {
  const { segments } = foldedDown([planes], how);
  assert.deepEqual([segments.length, segments[0].length], [1, 1]);
  return segments[0][0];
};
const average = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, n) => Math.fround((x + b[n]) / 2));

describe('folding down', () => {
  it('to left or right takes that side, and nothing of the other', () => {
    assert.deepEqual(planeOf([left, right], 'left'), left);
    assert.deepEqual(planeOf([left, right], 'right'), right);
  });

  it('to sum or mid takes the average, which is never louder than the louder side', () => {
    for (const how of ['sum', 'mid'] as const) assert.deepEqual(planeOf([left, right], how), average(left, right));
  });

  it('turns the right side round for the sum where the sides are opposed, and never for mid', () => {
    const opposed = mix(scaled(left, -1), scaled(right, 0.2));
    assert.deepEqual(planeOf([left, opposed], 'sum'), average(left, scaled(opposed, -1)));
    assert.deepEqual(planeOf([left, opposed], 'mid'), average(left, opposed));
  });

  it('leaves mono as it is', () => {
    for (const how of ['sum', 'left', 'right', 'mid'] as const) assert.deepEqual(planeOf([right], how), right);
  });

  it('tells what it took away: nothing of one signal, half the power of unlike sides, all of opposed ones', () => {
    const lossDb = (planes: readonly Float32Array[], how: 'sum' | 'left' | 'mid') => foldedDown([planes], how).lossDb;
    assert.ok(Math.abs(lossDb([left, left], 'mid')) < 1e-3);
    assert.ok(Math.abs(lossDb([left, right], 'mid') - 3.01) < 0.2);
    assert.ok(Math.abs(lossDb([left, scaled(left, -1)], 'sum')) < 1e-3);
    assert.ok(lossDb([left, scaled(left, -1)], 'mid') > 100);
    assert.ok(lossDb([new Float32Array(4000), right], 'left') > 100);
    assert.equal(lossDb([new Float32Array(10), new Float32Array(10)], 'mid'), 0);
  });
});

describe('a mono profile', () => {
  const tone = mix(harmonicNote(45, 16, RATE), whiteNoise(16 * RATE, 0.02, 3));
  const few = { pads: { count: 1 }, clouds: { count: 1, duration_seconds: 3 } };
  const folded = (planes: readonly Float32Array[], fold_down: 'sum' | 'mid' | 'left', channels: 1 | 2 = 1) =>
    make('pads', planes, RATE, { ...few, output: { channels, fold_down } });

  it('makes something of opposed sides by sum, with a warning', async () => {
    const { textures } = await folded([tone, scaled(tone, -1)], 'sum');
    assert.deepEqual([textures[0].channels.length, textures[0].record.warnings], [1, ['polarity']]);
    assert.equal(textures[0].record.rootNote, 45);
  });

  it('refuses opposed sides by mid, with what was lost', async () => {
    const { textures, rejections } = await folded([tone, scaled(tone, -1)], 'mid');
    assert.equal(textures.length, 0);
    const [{ rule, measured, threshold }] = rejections;
    assert.deepEqual([rule, threshold], ['fold-down-loss-db', 15]);
    assert.ok(Number(measured) > 100);
  });

  it('warns where much is lost', async () => {
    const nearly = mix(scaled(tone, -1), harmonicNote(52, 16, RATE));
    const [pad] = (await folded([tone, nearly], 'mid')).textures;
    const { warnings, parameters } = pad.record;
    assert.ok(warnings.includes('fold-down-loss'), `${parameters.foldDownLossDb}`);
    assert.ok(Number(parameters.foldDownLossDb) > 6 && Number(parameters.foldDownLossDb) < 15);
  });

  it('changes nothing of a mono source, and fold-down nothing where two channels are kept', async () => {
    const mono = await Promise.all((['sum', 'mid', 'left'] as const).map((how) => folded([tone], how)));
    assert.equal(new Set(mono.map(({ textures }) => textures[0].digest)).size, 1);
    const stereo = [tone, mix(tone, whiteNoise(16 * RATE, 0.05, 4))];
    const pairs = await Promise.all((['sum', 'left'] as const).map((how) => folded(stereo, how, 2)));
    assert.equal(new Set(pairs.map(({ textures }) => textures[0].digest)).size, 1);
  });
});
