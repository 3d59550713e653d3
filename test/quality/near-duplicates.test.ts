import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearDuplicates, overlapRatio } from '../../src/quality/near-duplicates.ts';
import { loopNoise, RATE, tones } from './signals.ts';

const texture = (name: string, ...channels: Float32Array[]) => ({ name, channels, sampleRateHz: RATE });
const SOURCE = loopNoise(12, 1, 0.1, 5);
const cut = (startSeconds: number, seconds: number): Float32Array =>
  SOURCE.subarray(Math.round(startSeconds * RATE), Math.round((startSeconds + seconds) * RATE));

describe('near-duplicates', () => {
  it('are pads cut from ranges that overlap', () => {
    const [found, ...rest] = nearDuplicates([
      texture('a', cut(1.1, 3)),
      texture('b', cut(1.4, 3)),
      texture('c', cut(6, 3)),
    ]);
    assert.deepEqual([found.first, found.second, rest.length], ['a', 'b', 0]);
    assert.ok(found.correlation > 0.99);
  });
  it('are a loop and the same loop turned, quieter and upside down', () => {
    const loop = cut(2, 3);
    const turned = loop.map((_, i) => -0.3 * loop[(i + 50001) % loop.length]);
    assert.equal(nearDuplicates([texture('a', loop), texture('b', turned)]).length, 1);
  });
  it('are found in treble that the reduced rate would lose', () => {
    let hiss = loopNoise(3, 4, 0.1);
    for (let order = 0; order < 8; order++) hiss = hiss.map((sample, i) => (sample - (hiss.at(i - 1) ?? 0)) / 2);
    const later = hiss.map((_, i) => hiss[(i + 4322) % hiss.length]);
    assert.equal(nearDuplicates([texture('a', hiss), texture('b', later)]).length, 1);
  });
  it('are not two stretches of the same noise, nor two chords that share a note', () => {
    assert.deepEqual(nearDuplicates([texture('a', cut(0, 3)), texture('b', cut(4, 3)), texture('c', cut(8, 3))]), []);
    const first = tones(3, [110, 165, 220], 0.1);
    assert.deepEqual(nearDuplicates([texture('a', first), texture('b', tones(3, [110, 147, 185], 0.1))]), []);
  });
  it('are told by their source ranges even where the sound differs', () => {
    const first = { ...texture('a', cut(0, 3)), ranges: [{ startSeconds: 10.8, endSeconds: 14 }] };
    const second = { ...texture('b', cut(4, 3)), ranges: [{ startSeconds: 11.4, endSeconds: 15 }] };
    assert.equal(nearDuplicates([first, second])[0].overlapRatio, (14 - 11.4) / (14 - 10.8));
  });
  it('do not come from silence, from one texture or from none', () => {
    const silence = texture('a', new Float32Array(RATE));
    assert.deepEqual(nearDuplicates([silence, silence]), []);
    assert.deepEqual(nearDuplicates([silence]), []);
    assert.deepEqual(nearDuplicates([]), []);
  });
  it('are not looked for across sample rates', () => {
    const other = { ...texture('b', cut(0, 1)), sampleRateHz: 48000 };
    assert.throws(() => nearDuplicates([texture('a', cut(0, 1)), other]), RangeError);
  });
});

it('the overlap of ranges is the share of the shorter that both cover', () => {
  const range = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });
  assert.equal(overlapRatio([range(0, 4)], [range(2, 10)]), 0.5);
  assert.equal(overlapRatio([range(0, 4)], [range(4, 8)]), 0);
  assert.equal(overlapRatio([range(0, 2), range(6, 8)], [range(1, 7)]), 0.5);
  assert.equal(overlapRatio([], [range(1, 7)]), 0);
});
