import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { realFft } from '../../src/dsp/fft.ts';
import { hann } from '../../src/dsp/window.ts';
import { addAt, harmonicNote, mix, rmsOf, scaled, sine, whiteNoise } from '../dsp/signals.ts';
import { type Made, make } from './make.ts';

const RATE = 44100;
const frames = (seconds: number): number => Math.round(seconds * RATE);
const decibels = (ratio: number): number => 20 * Math.log10(ratio);

/** Noise of `seconds` that falls by `decibelsASecond`. */
const burst = (seconds: number, decibelsASecond: number, seed: number): Float32Array =>
  whiteNoise(frames(seconds), 0.5, seed).map((x, n) => x * 10 ** ((-decibelsASecond * n) / RATE / 20));

/** `hitOf(i)` at every whole second over faint noise. */
function eachSecond(seconds: number, hitOf: (index: number) => Float32Array): Float32Array {
  const track = whiteNoise(frames(seconds), 0.0003, 99);
  for (let i = 1; i < seconds - 1; i++) addAt(track, hitOf(i), frames(i));
  return track;
}

const flickersOf = (track: Float32Array, values: Parameters<typeof make>[3] = {}): Promise<Made> =>
  make('hiss', [track], RATE, { hiss: { loop_count: 0, flicker_count: 4, ...values.hiss } });

const loopsOf = (track: Float32Array, count: number): Promise<Made> =>
  make('hiss', [track], RATE, { hiss: { loop_count: count, flicker_count: 0, modulation_depth_ratio: 0 } });

/** Levels in dB of successive blocks of so many seconds. */
function levelsOf(plane: Float32Array, seconds: number): number[] {
  const block = frames(seconds);
  return Array.from({ length: Math.floor(plane.length / block) }, (_, i) =>
    decibels(rmsOf(plane.subarray(i * block, (i + 1) * block)) + 1e-9),
  );
}

/** Slope of a straight line through `levels`, one each `seconds`, in dB a second. */
function slopeOf(levels: readonly number[], seconds: number): number {
  const middle = (levels.length - 1) / 2;
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const rise = levels.reduce((sum, level, i) => sum + (i - middle) * (level - mean), 0);
  return rise / levels.reduce((sum, _, i) => sum + (i - middle) ** 2, 0) / seconds;
}

/** Mean power of each bin of 2048 samples over a loop played round, or over what is padded with silence. */
function spectrumOf(plane: Float32Array): Float64Array {
  const [size, window] = [2048, hann(2048)];
  const powers = new Float64Array(size / 2);
  for (let start = 0; start + size <= Math.max(size, plane.length); start += size / 2) {
    realFft(size)
      .input()
      .set(window.map((weight, n) => weight * (plane[start + n] ?? 0)));
    const spectrum = realFft(size).forwardOfInput();
    for (let k = 1; k < powers.length; k++) powers[k] += spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2;
  }
  return powers;
}

const binOf = (hz: number): number => Math.round((hz * 2048) / RATE);

/** The most by which a bin between 4.3 and 14 kHz stands above the middle of the 49 around it, in dB. */
function tonalityDb(plane: Float32Array): number {
  const powers = spectrumOf(plane);
  let most = 0;
  for (let k = binOf(4300); k < binOf(14000); k++) {
    const around = powers.slice(k - 24, k + 25).sort();
    most = Math.max(most, powers[k] / around[24]);
  }
  return 10 * Math.log10(most);
}

describe('hiss flickers', () => {
  it('hold one of two hits that are 150 ms apart', async () => {
    const pair = (i: number): Float32Array => {
      const hits = new Float32Array(frames(0.4));
      addAt(hits, burst(0.14, 150, 2 * i), 0);
      addAt(hits, scaled(burst(0.14, 150, 2 * i + 1), 0.8), frames(0.15));
      return hits;
    };
    const { textures, rejections } = await flickersOf(eachSecond(12, pair));
    assert.equal(textures.length, 4, JSON.stringify(rejections));
    for (const { channels, record } of textures) {
      const [plane] = channels;
      assert.ok(plane.length < frames(0.155), `${record.name}: ${plane.length / RATE} s`);
      const levels = levelsOf(plane, 0.008);
      for (let i = 2; i < levels.length; i++)
        assert.ok(levels[i] < levels[i - 1] + 5, `${record.name} rises: ${levels.map(Math.round)}`);
    }
  });

  it('keep the decay that a burst has', async () => {
    for (const decibelsASecond of [100, 250]) {
      const { textures } = await flickersOf(eachSecond(12, (i) => burst(0.5, decibelsASecond, i)));
      assert.ok(textures.length > 0);
      for (const { channels, record } of textures) {
        assert.equal(record.parameters.imposedDecayDb, 0);
        const levels = levelsOf(channels[0], 0.005);
        const slope = slopeOf(levels.slice(2, Math.floor(0.5 * levels.length)), 0.005);
        assert.ok(Math.abs(slope / -decibelsASecond - 1) < 0.2, `${slope} dB a second for ${-decibelsASecond}`);
      }
    }
  });

  it('die away evenly, in dB, where a burst has no decay', async () => {
    const { textures } = await flickersOf(eachSecond(12, (i) => burst(0.7, 0, i)));
    assert.ok(textures.length > 0);
    for (const { channels, record } of textures) {
      assert.ok(Number(record.parameters.imposedDecayDb) > 30);
      const levels = levelsOf(channels[0], 0.01);
      const inner = levels.slice(1, Math.floor(0.9 * levels.length));
      const slope = slopeOf(inner, 0.01);
      assert.ok(slope * (channels[0].length / RATE) < -40, `${slope} dB a second`);
      for (let i = 0; i < inner.length; i++)
        assert.ok(Math.abs(inner[i] - inner[0] - slope * 0.01 * i) < 6, `${inner.map(Math.round)}`);
    }
  });

  it('begin and end without a step', async () => {
    for (const decay of [0, 60, 250]) {
      const { textures } = await flickersOf(eachSecond(12, (i) => burst(0.7, decay, i)));
      for (const { channels } of textures) {
        const [plane] = channels;
        const peak = plane.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        assert.ok(Math.abs(plane[0]) < 1e-3 * peak && Math.abs(plane[plane.length - 1]) < 1e-3 * peak);
      }
    }
  });

  it('have nothing from below their band, whatever sounds there', async () => {
    const bass = mix(scaled(sine(1000, RATE, frames(12)), 0.5), scaled(harmonicNote(40, 12, RATE), 0.5));
    const { textures } = await flickersOf(
      mix(
        bass,
        eachSecond(12, (i) => scaled(burst(0.3, 200, i), 0.3)),
      ),
    );
    assert.ok(textures.length > 0);
    for (const { channels, record } of textures) {
      const powers = spectrumOf(channels[0]);
      const sum = (from: number, to: number) => powers.slice(from, to).reduce((all, power) => all + power, 0);
      const below = 10 * Math.log10(sum(1, binOf(4000)) / sum(1, powers.length));
      assert.ok(below < -30, `${record.name}: ${below} dB below 4 kHz`);
    }
  });
});

describe('hiss loops', () => {
  it('of hits with pauses are even', async () => {
    const { textures, rejections } = await loopsOf(
      eachSecond(20, (i) => burst(0.6, 60, i)),
      2,
    );
    assert.ok(textures.length > 0, JSON.stringify(rejections));
    for (const { channels, record } of textures) {
      const levels = levelsOf(channels[0], 0.02);
      const middle = levels.slice().sort((a, b) => a - b)[levels.length >> 1];
      assert.ok(Math.min(...levels) > middle - 6, `${record.name}: ${levels.map(Math.round)}`);
    }
  });

  it('of noise with short notes in it hold no line that stands out', async () => {
    const track = whiteNoise(frames(20), 0.02, 5);
    for (let i = 0; i < 19 / 0.2; i++)
      addAt(
        track,
        scaled(sine(7000, RATE, frames(0.15)), 0.1).map((x, n) => x * (1 - n / frames(0.15))),
        frames(0.2 * i),
      );
    const { textures } = await loopsOf(track, 2);
    assert.ok(textures.length > 0 && tonalityDb(track) > 20);
    for (const { channels, record } of textures)
      assert.ok(tonalityDb(channels[0]) < 7, `${record.name}: ${tonalityDb(channels[0])} dB`);
  });
});
