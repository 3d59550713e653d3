import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { swell } from '../../src/dsp/envelope.ts';
import { Random } from '../../src/dsp/random.ts';
import { ok } from '../../src/result.ts';
import { makeSeries } from '../../src/texture/make-series.ts';
import { harmonicNote, whiteNoise } from '../dsp/signals.ts';
import { profileWith } from './make.ts';

const RATE = 22050;

/** A one-shot of three seconds, of which `silentRatio` is silence at the end. */
function oneShot(seed: number, silentRatio: number): Float32Array {
  const note = harmonicNote(48 + seed, 3, RATE);
  const sound = whiteNoise(note.length, 0.05, seed).map((x, n) => x + note[n]);
  const frames = Math.round(sound.length * (1 - silentRatio));
  swell(sound.subarray(0, frames), 0.5);
  return sound.fill(0, frames);
}

/** What becomes of one swell whose sources give one-shots with so much silence each: the share that was kept, and how many sources were read. */
async function keptOf(silentRatios: readonly number[]) {
  const sources = silentRatios.map((_, index) => ({
    ranges: [{ startSeconds: index, endSeconds: index + 1 }],
    detail: index,
  }));
  const profile = profileWith(RATE, {});
  const input = {
    analysis: analyseTrack([whiteNoise(RATE)], RATE),
    profile,
    randomFor: () => new Random('00112233445566778899aabbccddeeff'),
  };
  const render = (_: unknown, index: number) => ({
    channels: [oneShot(index + 1, silentRatios[index])],
    loop: 'none' as const,
    targetLufs: -20,
    targetShortRmsDbfs: -20,
    rootNote: null,
    key: null,
    tempoBpm: null,
    parameters: { silentRatio: silentRatios[index] },
    warnings: [],
  });
  const kind = {
    kind: 'swells' as const,
    plan: () => ({ plans: [], rejections: [] }),
    render: (request: { plan: { detail: unknown } }) => render(request, Number(request.plan.detail)),
  };
  const kept: unknown[] = [];
  let reads = 0;
  const plans = [{ name: 'swell01', index: 0, sources, attempts: sources.length, mustDiffer: true }];
  const rejections = await makeSeries<never>(plans, {
    kind,
    input,
    seedFor: () => '',
    read: async () => {
      reads++;
      return ok([]);
    },
    keep: ({ record }) => kept.push(record.parameters.silentRatio),
  });
  assert.deepEqual(rejections, ok([]));
  return { kept, reads };
}

test('a source that gives a soft fault gives way to the next, which is not asked when the first is good', async () => {
  assert.deepEqual(await keptOf([0.4, 0.02]), { kept: [0.02], reads: 2 });
  assert.deepEqual(await keptOf([0.02, 0.4]), { kept: [0.02], reads: 1 });
});

test('where every source gives a soft fault the first of the least faulty is kept', async () => {
  assert.deepEqual(await keptOf([0.4, 0.45, 0.5]), { kept: [0.4], reads: 3 });
});
