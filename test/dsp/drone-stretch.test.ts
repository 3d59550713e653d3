import assert from 'node:assert/strict';
import { test } from 'node:test';
import { droneStretched } from '../../src/dsp/drone-stretch.ts';
import { Random } from '../../src/dsp/random.ts';
import { amplitudeAt, harmonicNote, mix, rmsOf, sine, whiteNoise } from './signals.ts';

const RATE = 22050;
const random = () => new Random('00112233445566778899aabbccddeeff');
const chord = (seconds: number) => mix(...[45, 52, 57, 61].map((note) => harmonicNote(note, seconds, RATE)));
const decibels = (ratio: number) => 20 * Math.log10(ratio);
const inner = (signal: Float32Array) => signal.subarray(signal.length >> 3, signal.length - (signal.length >> 3));

for (const ratio of [4, 10, 25]) {
  test(`noise and a chord stretched by ${ratio} have that length and their level within 0.5 dB`, () => {
    for (const source of [whiteNoise(2 * RATE, 0.3), chord(2)]) {
      const [long] = droneStretched([source], RATE, ratio, random());
      assert.equal(long.length, Math.round(source.length * ratio));
      assert.ok(Math.abs(decibels(rmsOf(inner(long)) / rmsOf(inner(source)))) < 0.5);
    }
  });
}

test('the level does not pulse with the windows', () => {
  const [long] = droneStretched([whiteNoise(RATE, 0.3)], RATE, 60, random());
  const hop = 4096;
  const powers = new Float64Array(16);
  for (let n = 2 * hop; n < long.length - 2 * hop; n++) powers[Math.floor(((n % hop) / hop) * 16)] += long[n] * long[n];
  assert.ok(10 * Math.log10(Math.max(...powers) / Math.min(...powers)) < 0.5);
});

test('partials stay where they are', () => {
  const [long] = droneStretched([chord(2)], RATE, 10, random());
  const power = (from: number, to: number) => {
    let sum = 0;
    for (let hz = from; hz <= to; hz += 0.25) sum += amplitudeAt(long, hz, RATE) ** 2;
    return sum;
  };
  assert.ok(power(106, 114) > 100 * power(118, 126), 'A2 and nothing above it');
});

test('the same seed gives the same sound, another seed another, and opposite channels stay opposite', () => {
  const source = whiteNoise(RATE, 0.3);
  const [a, opposite] = droneStretched([source, source.map((x) => -x)], RATE, 8, random());
  const [b] = droneStretched([source], RATE, 8, random());
  assert.deepEqual(a, b);
  assert.ok(a.every((x, n) => Math.abs(x + opposite[n]) < 1e-6));
  const [c] = droneStretched([source], RATE, 8, new Random('ff112233445566778899aabbccddeeff'));
  const alike = a.reduce((sum, x, n) => sum + x * c[n], 0) / (a.length * rmsOf(a) * rmsOf(c));
  assert.ok(Math.abs(alike) < 0.1, `${alike}`);
});

test('sources shorter than a window, silence and nothing at all', () => {
  const [long] = droneStretched([sine(440, RATE, 1000)], RATE, 20, random());
  assert.ok(long.length === 20000 && long.every(Number.isFinite) && rmsOf(long) > 0.4);
  assert.ok(droneStretched([new Float32Array(5000)], RATE, 9, random())[0].every((x) => x === 0));
  assert.equal(droneStretched([new Float32Array(0)], RATE, 9, random())[0].length, 0);
  for (const ratio of [0, -1, Number.NaN, Infinity])
    assert.throws(() => droneStretched([new Float32Array(10)], RATE, ratio, random()), RangeError);
});
