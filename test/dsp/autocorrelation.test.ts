import assert from 'node:assert/strict';
import { test } from 'node:test';
import { autocorrelation } from '../../src/dsp/autocorrelation.ts';
import { whiteNoise } from './signals.ts';

function byDefinition(signal: Float32Array, lags: number): number[] {
  const mean = (lag: number): number => {
    let sum = 0;
    for (let n = lag; n < signal.length; n++) sum += signal[n] * signal[n - lag];
    return lag < signal.length ? sum / (signal.length - lag) : 0;
  };
  return Array.from({ length: lags + 1 }, (_, lag) => mean(lag) / mean(0));
}

for (const [length, lags] of [
  [5000, 40],
  [700, 520],
  [300, 520],
  [2049, 100],
  [1, 3],
]) {
  test(`the autocorrelation of ${length} samples for lags up to ${lags} is what the sum gives`, () => {
    const signal = whiteNoise(length, 3, 5).map((value, n) => value + (n % 7));
    const expected = byDefinition(signal, lags);
    const correlation = autocorrelation(signal, lags);
    assert.equal(correlation.length, lags + 1);
    for (const [lag, value] of correlation.entries()) {
      const terms = Math.max(1, length - lag) / length;
      assert.ok(Math.abs(value - expected[lag]) * terms < 1e-5, `${lag}: ${value}, not ${expected[lag]}`);
    }
  });
}

test('what is silent or empty is correlated with nothing', () => {
  assert.deepEqual([...autocorrelation(new Float32Array(100), 2)], [0, 0, 0]);
  assert.deepEqual([...autocorrelation(new Float32Array(0), 2)], [0, 0, 0]);
});
