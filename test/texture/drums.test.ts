import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeTexture } from '../../src/quality/judge.ts';
import { overlapRatio } from '../../src/quality/near-duplicates.ts';
import { addAt, harmonicNote, mix, rmsOf, scaled, sine, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 22050;
const frames = (seconds: number): number => Math.round(seconds * RATE);
const decaying = (signal: Float32Array, halfSeconds: number): Float32Array =>
  signal.map((value, n) => value * 0.5 ** (n / (halfSeconds * RATE)) * Math.min(1, (signal.length - n) / 200));

const KICK = decaying(sine(60, RATE, frames(0.3)), 0.03);
const SNARE = decaying(
  mix(scaled(whiteNoise(frames(0.2), 0.6, 3), 1), scaled(sine(190, RATE, frames(0.2)), 0.5)),
  0.02,
);
const HAT = decaying(
  whiteNoise(frames(0.12), 0.4, 5).map((value, n, noise) => (n > 1 ? value - 2 * noise[n - 1] + noise[n - 2] : 0)),
  0.012,
);
const TOM = decaying(sine(147, RATE, frames(0.3)), 0.05);

/** The samples in turn, one each 400 ms from 0.1 s on, and when each was played. */
function loop(samples: readonly Float32Array[], seconds: number) {
  const track = new Float32Array(frames(seconds));
  const onsets: number[] = [];
  for (let at = 0.1, i = 0; at < seconds - 0.4; at += 0.4, i++) {
    addAt(track, samples[i % samples.length], frames(at));
    onsets.push(at);
  }
  return { track, onsets };
}

const nearest = (onsets: readonly number[], seconds: number): number =>
  onsets.reduce((least, onset) => Math.min(least, Math.abs(onset - seconds)), Infinity);

describe('drums', () => {
  it('of a loop of four samples are four hits, each from where one was played, and reasons for the others', async () => {
    const { track, onsets } = loop([KICK, SNARE, HAT, TOM], 16);
    const { textures, rejections } = await make('drums', [track], RATE, { drums: { count: 8 } });
    assert.deepEqual(
      textures.map(({ record }) => record.name),
      ['drum01', 'drum02', 'drum03', 'drum04'],
    );
    const played = textures.map(
      ({ record }) => Math.abs(Math.round((Number(record.parameters.startSeconds) - 0.1) / 0.4)) % 4,
    );
    assert.deepEqual([...played].sort(), [0, 1, 2, 3]);
    for (const { record } of textures) {
      assert.ok(nearest(onsets, Number(record.parameters.startSeconds)) < 0.01, String(record.parameters.startSeconds));
      assert.ok(nearest(onsets, Number(record.parameters.onsetSeconds)) < 0.01);
    }
    assert.equal(rejections.length, 4);
    assert.ok(rejections.every(({ rule }) => ['near-duplicate', 'no-further-source'].includes(rule)));
  });

  it('begin with the attack and die away to silence', async () => {
    const { textures } = await make('drums', [loop([KICK, SNARE, HAT, TOM], 8).track], RATE, { drums: { count: 4 } });
    for (const { record, channels } of textures) {
      const [plane] = channels;
      const peak = plane.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const first = plane.findIndex((value) => Math.abs(value) > 0.1 * peak);
      assert.ok(first < 0.004 * RATE, `${record.name}: ${(1000 * first) / RATE} ms before the attack`);
      assert.ok(Math.abs(plane[0]) < 0.001 && Math.abs(plane[plane.length - 1]) < 0.001);
      assert.ok(rmsOf(plane.subarray(-frames(0.01))) < 0.02 * peak);
      assert.equal(record.loop, null);
      const targets = { targetLufs: -26, targetShortRmsDbfs: -20, truePeakCeilingDbtp: -1 };
      assert.deepEqual(judgeTexture(record.measures, targets).faults, []);
    }
  });

  it('play at one level: short ones by their loudest 50 ms, long ones by loudness', async () => {
    const long = decaying(mix(sine(110, RATE, frames(1.2)), whiteNoise(frames(1.2), 0.5, 9)), 0.12);
    const track = new Float32Array(frames(12));
    for (let at = 0.2; at < 10; at += 2) {
      addAt(track, scaled(SNARE, at < 4 ? 0.3 : 1), frames(at));
      addAt(track, long, frames(at + 0.6));
    }
    const { textures } = await make('drums', [track], RATE, { drums: { count: 3 } });
    const lengths = textures.map(({ record }) => record.frames / RATE);
    assert.ok(Math.min(...lengths) < 0.4 && Math.max(...lengths) > 0.4, lengths.join());
    for (const { record } of textures) {
      const { integratedLufs, loudestShortRmsDbfs, truePeakDbtp } = record.measures;
      const error = integratedLufs === null ? Number(loudestShortRmsDbfs) + 20 : integratedLufs + 26;
      assert.ok(Math.abs(error) < 0.5 || Number(truePeakDbtp) > -1.3, `${record.name} ${error}`);
    }
  });

  it('lie within the lengths asked for, and never run into the next hit', async () => {
    const ringing = decaying(sine(100, RATE, frames(2)), 0.5);
    const { track } = loop([ringing, scaled(SNARE, 2)], 12);
    const { textures } = await make('drums', [track], RATE, { drums: { count: 4, max_duration_ms: 1000 } });
    assert.ok(textures.length >= 1);
    for (const { record } of textures) {
      assert.ok(Number(record.parameters.lengthMs) <= 401, String(record.parameters.lengthMs));
      assert.ok(Number(record.parameters.lengthMs) >= 50);
    }
    const shorter = await make('drums', [track], RATE, { drums: { count: 4, max_duration_ms: 120 } });
    for (const { record } of shorter.textures) assert.ok(Number(record.parameters.lengthMs) <= 122);
  });

  it('end where a soft hit follows that is no onset of the track', async () => {
    const track = new Float32Array(frames(8));
    const body = decaying(sine(70, RATE, frames(0.9)), 0.08);
    for (let at = 0.2; at < 7; at += 1) {
      addAt(track, body, frames(at));
      addAt(track, scaled(SNARE, 0.05), frames(at + 0.3));
    }
    const [first] = (await make('drums', [track], RATE, { drums: { count: 1 } })).textures;
    assert.ok(Number(first.record.parameters.lengthMs) < 310, String(first.record.parameters.lengthMs));
    assert.ok(Number(first.record.parameters.lengthMs) > 250);
  });

  it('that follow each other closely name as their source what is in them, so that none counts as a part of its neighbour', async () => {
    const track = new Float32Array(frames(8));
    for (let at = 0.1, i = 0; at < 7; at += 0.12, i++)
      addAt(track, [KICK, SNARE, HAT][i % 3].subarray(0, frames(0.11)), frames(at));
    const { textures } = await make('drums', [track], RATE, { drums: { count: 16, min_duration_ms: 20 } });
    assert.ok(textures.length >= 3, String(textures.length));
    for (const [i, { record }] of textures.entries()) {
      const [{ startSeconds, endSeconds }] = record.source;
      assert.ok(Math.abs(endSeconds - startSeconds - record.frames / RATE) < 1e-6);
      for (const other of textures.slice(i + 1)) assert.equal(overlapRatio(record.source, other.record.source), 0);
    }
  });

  it('of a track with a chord under them are without the chord', async () => {
    const { track } = loop([SNARE], 12);
    const chord = mix(...[48, 55, 60, 64].map((note) => harmonicNote(note, 12, RATE)));
    const [hit] = (await make('drums', [mix(track, chord)], RATE, { drums: { count: 1 } })).textures;
    assert.equal(hit.record.parameters.percussiveOnly, true);
    const [plane] = hit.channels;
    const toneOf = (signal: Float32Array): number => {
      let [real, imaginary] = [0, 0];
      for (let n = 0; n < signal.length; n++) {
        real += signal[n] * Math.cos((2 * Math.PI * 261.63 * n) / RATE);
        imaginary += signal[n] * Math.sin((2 * Math.PI * 261.63 * n) / RATE);
      }
      return Math.hypot(real, imaginary) / signal.length;
    };
    const at = frames(Number(hit.record.parameters.startSeconds));
    const before = mix(track, chord).subarray(at, at + plane.length);
    assert.ok(toneOf(plane) / rmsOf(plane) < 0.5 * (toneOf(before) / rmsOf(before)));
  });

  it('are none where there is none: silence, steady noise, a steady tone, with the reason', async () => {
    const length = frames(12);
    for (const track of [new Float32Array(length), whiteNoise(length, 0.3), scaled(sine(220, RATE, length), 0.5)]) {
      const { textures, rejections } = await make('drums', [track], RATE, { drums: { count: 3 } });
      assert.equal(textures.length, 0);
      assert.deepEqual(
        rejections.map(({ name, rule }) => `${name} ${rule}`),
        ['drum01 no-onset', 'drum02 no-onset', 'drum03 no-onset'],
      );
    }
  });

  it('are not made of what rises and stays, and the reason is how little it decays', async () => {
    const track = whiteNoise(frames(12), 0.5).map((value, n) => value * 10 ** (Math.floor(n / frames(4)) - 2));
    const { textures, rejections } = await make('drums', [track], RATE, { drums: { count: 1 } });
    assert.equal(textures.length, 0);
    assert.equal(rejections[0].rule, 'decay-db');
    assert.ok(Number(rejections[0].measured) < 10);
  });
});
