import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplePeak, truePeakDbtp } from '../../src/dsp/peak.ts';
import { resampleLoop } from '../../src/dsp/resample.ts';
import { scaled, sine, whiteNoise } from './signals.ts';

const db = (gain: number): number => 20 * Math.log10(gain);

test('a sine at a quarter of the rate, sampled beside its crests, peaks 3 dB above its samples', () => {
  const signal = sine(12000, 48000, 4800, Math.PI / 4);
  assert.ok(Math.abs(db(samplePeak([signal])) + 3.01) < 0.01);
  assert.ok(Math.abs(truePeakDbtp([signal], 48000)) < 0.2);
});

test('the true peak of tones up to 0.9 of Nyquist is read within 0.2 dB', () => {
  for (const hz of [100, 1000, 5000, 11025, 14700, 19845]) {
    for (const phase of [0, 0.4, 1.1]) {
      const reading = truePeakDbtp([scaled(sine(hz, 44100, 8820, phase), 0.5)], 44100, { loop: true });
      assert.ok(Math.abs(reading - db(0.5)) < 0.2, `${hz} Hz reads ${reading}`);
    }
  }
});

test('skipping quiet stretches misses nothing that full oversampling finds in noise up to 0.88 of Nyquist', () => {
  const noise = resampleLoop(whiteNoise(2400), 3000);
  const reading = truePeakDbtp([noise], 44100, { loop: true });
  const oracle = db(oversampledPeak(noise));
  assert.ok(Math.abs(reading - oracle) < 0.1, `${reading} instead of ${oracle}`);
});

test('silence and empty have no peak, and the louder channel decides', () => {
  assert.equal(truePeakDbtp([new Float32Array(100)], 44100), -Infinity);
  assert.equal(truePeakDbtp([new Float32Array(0)], 44100, { loop: true }), -Infinity);
  assert.equal(truePeakDbtp([], 44100), -Infinity);
  assert.equal(samplePeak([Float32Array.of(0.1, -0.2), Float32Array.of(0.5, 0)]), 0.5);
});

test('a single sample peaks at its own level, as a one-shot and as a part of a loop it is read at the seam', () => {
  assert.ok(Math.abs(truePeakDbtp([Float32Array.of(1)], 44100)) < 1e-6);
  const split = new Float32Array(200);
  split[0] = 0.7;
  split[199] = 0.7;
  assert.ok(Math.abs(truePeakDbtp([split], 44100) - db(0.7)) < 0.1);
  assert.ok(truePeakDbtp([split], 44100, { loop: true }) > db(0.85), 'two samples side by side crest between them');
});

/** Peak of the periodic signal between samples, four times oversampled by zero-stuffing with a long Hann-windowed sinc. */
function oversampledPeak(signal: Float32Array): number {
  const reach = 200;
  let peak = 0;
  for (let n = 0; n < signal.length; n++) {
    for (const fraction of [0, 0.25, 0.5, 0.75]) {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        const x = k - fraction;
        const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
        sum +=
          signal[(n + k + signal.length) % signal.length] * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (reach + 1)));
      }
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return peak;
}
