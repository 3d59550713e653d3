import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { DIGESTS } from '../../demo/digests.ts';
import { encodeTrack } from '../../demo/encode.ts';
import { demoTracks } from '../../demo/synthesise.ts';
import { gainToDb } from '../../src/dsp/elementary.ts';

const SHORTEST_SECONDS = 40;
const HIGHEST_PEAK_DBFS = -0.5;
const LARGEST_DC_DBFS = -80;

function peakOf(channel: Float32Array): number {
  let peak = 0;
  for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

function rmsOf(channel: Float32Array): number {
  let energy = 0;
  for (const sample of channel) energy += sample * sample;
  return Math.sqrt(energy / channel.length);
}

const meanOf = (channel: Float32Array): number => channel.reduce((sum, sample) => sum + sample, 0) / channel.length;

for (const track of demoTracks()) {
  describe(track.fileName, () => {
    const channels = track.render();

    it('is stereo and long enough to be selected', () => {
      assert.equal(channels.length, 2);
      assert.ok(channels[0].length / track.sampleRateHz >= SHORTEST_SECONDS);
      assert.equal(channels[1].length, channels[0].length);
    });

    it('has a sane level, headroom and no DC on either side', () => {
      for (const channel of channels) {
        assert.ok(gainToDb(peakOf(channel)) <= HIGHEST_PEAK_DBFS);
        assert.ok(gainToDb(rmsOf(channel)) > -30);
        assert.ok(gainToDb(Math.abs(meanOf(channel))) < LARGEST_DC_DBFS);
      }
    });

    it('has sides that differ', () => {
      const side = channels[0].map((sample, i) => sample - channels[1][i]);
      assert.ok(gainToDb(rmsOf(side) / rmsOf(channels[0])) > -20);
    });

    it('gives the bytes that its digest names', () => {
      const digest = createHash('sha256').update(encodeTrack(track)).digest('hex');
      assert.equal(digest, DIGESTS[track.fileName], 'the sound changed: put the new digest into demo/digests.ts');
    });
  });
}

it('the breakdown of the dub track holds chords only: no kick below them and no hats above', () => {
  const [left] = demoTracks()[0].render();
  const rate = demoTracks()[0].sampleRateHz;
  const sharpest = (fromSeconds: number, toSeconds: number): number => {
    let step = 0;
    for (let i = fromSeconds * rate; i < toSeconds * rate; i++) step = Math.max(step, Math.abs(left[i] - left[i - 1]));
    return step;
  };
  assert.ok(sharpest(27, 35) < 0.5 * sharpest(10, 18));
});
