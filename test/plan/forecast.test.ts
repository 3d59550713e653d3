import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FASTEST_BPM, SLOWEST_BPM } from '../../src/dsp/metrical-level.ts';
import type { DecidedAction } from '../../src/plan/decide.ts';
import { bytesOf, forecast, mostTextures } from '../../src/plan/forecast.ts';
import { barLoopOf } from '../../src/texture/musicality.ts';
import { actionsOf, trackOf } from './tracks.ts';

const decided = (decision: DecidedAction['decision'], ...sets: string[]): DecidedAction[] =>
  actionsOf([trackOf('a')], { sets }).map((action) => ({ ...action, decision, reason: '' }));

const bytesOfKinds = (...sets: string[]): number[] => decided('stale', ...sets).map(bytesOf);

describe('forecast', () => {
  it('counts seconds × rate × channels × bytes a sample, and something for headers', () => {
    const [pads, , clouds] = bytesOfKinds();
    const bytesASecond = 44100 * 2 * 3;
    assert.equal(pads, 3 * 4.5 * bytesASecond + 3 * 2000);
    assert.equal(clouds, 6 * 8 * bytesASecond + 6 * 2000);
  });

  it('grows with rate, depth, channels and counts, and is nothing where nothing is made', () => {
    const [pads, swells, clouds, hiss] = bytesOfKinds();
    const total = pads + swells + clouds + hiss;
    const sum = (...sets: string[]): number => bytesOfKinds(...sets).reduce((a, b) => a + b, 0);
    assert.ok(sum('output.bit_depth=32') > total && sum('output.bit_depth=16') < total);
    assert.ok(sum('output.sample_rate_hz=96000') > 2 * total && sum('output.channels=1') < total);
    assert.equal(
      sum('pads.count=0', 'swells.count=0', 'clouds.count=0', 'hiss.loop_count=0', 'hiss.flicker_count=0'),
      0,
    );
  });

  it('counts loops as long as whole bars may make them, and one-shots as long as they are', () => {
    const [pads, swells, clouds, hiss] = bytesOfKinds();
    const slow = bytesOfKinds('musicality.snap_to_bars=[4]', 'musicality.reference_bpm=60');
    const bytesASecond = 44100 * 2 * 3;
    assert.equal(slow[2], 6 * 16 * bytesASecond + 6 * 2000, 'four bars of 60 BPM last 16 s');
    assert.equal(slow[3] - hiss, 8 * (16 - 2) * bytesASecond, 'flickers are no longer than before');
    assert.ok(slow[0] > pads && slow[1] === swells && slow[2] > clouds);
  });

  it('goes by the fewest bars that are asked for, and by the tempo of the source where no other is', () => {
    const bytesASecond = 44100 * 2 * 3;
    const cloudsOf = (...sets: string[]): number => bytesOfKinds(...sets)[2];
    const lasting = (seconds: number): number => 6 * seconds * bytesASecond + 6 * 2000;
    assert.equal(cloudsOf('musicality.snap_to_bars=[16,8]', 'musicality.source_bpm=60'), lasting(32));
    assert.equal(
      cloudsOf('musicality.snap_to_bars=[8]', 'musicality.source_bpm=60', 'musicality.reference_bpm=80'),
      lasting(24),
    );
    assert.equal(cloudsOf('musicality.snap_to_bars=[8]'), lasting(48), 'the slowest tempo there is');
    assert.equal(cloudsOf('musicality.snap_to_bars=[16]'), lasting(60), 'and no longer than a minute');
  });

  it('counts a track of unknown length as nothing to be heard of', () => {
    const { durationSeconds: _, ...format } = trackOf('a').format;
    const unknown = decided('stale').map((action) => ({
      ...action,
      track: { ...action.track, format: { ...format, durationSeconds: null } },
    }));
    const { cacheBytes, exportBytes } = forecast(unknown);
    assert.equal(cacheBytes, exportBytes);
  });

  it('counts no loop as shorter than any tempo may make it', () => {
    const bytesASecond = 44100 * 2 * 3;
    for (const bars of [[1], [2, 4], [1, 2, 4, 8, 16], [16]]) {
      const set = `musicality.snap_to_bars=[${bars.join()}]`;
      const [, , clouds] = bytesOfKinds(set);
      const { musicality } = decided('stale', set)[0].values;
      for (let bpm = SLOWEST_BPM; bpm <= FASTEST_BPM; bpm += 0.5) {
        const wanted = { shortestSeconds: 8, longestSeconds: 8, availableSeconds: Infinity };
        const seconds = barLoopOf(bpm, musicality, wanted)?.seconds ?? 8;
        assert.ok(clouds >= 6 * seconds * bytesASecond, `${bars} bars at ${bpm} BPM`);
      }
    }
  });

  it('writes stale actions twice, restored ones once, and the rest not at all', () => {
    const one = bytesOfKinds().reduce((a, b) => a + b, 0);
    const heard = 60 * 6000;
    assert.deepEqual(forecast(decided('stale')), { cacheBytes: one + heard, exportBytes: one });
    assert.deepEqual(forecast(decided('restore')), { cacheBytes: 0, exportBytes: one });
    assert.deepEqual(forecast(decided('up-to-date')), { cacheBytes: 0, exportBytes: 0 });
  });

  it('tells the most textures of each kind', () => {
    assert.deepEqual(decided('stale').map(mostTextures), [3, 6, 6, 12]);
  });
});
