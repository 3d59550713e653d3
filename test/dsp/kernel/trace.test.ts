import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realFft } from '../../../src/dsp/fft.ts';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Doubles } from '../../../src/dsp/kernel/memory.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const SIZE = 64;
const fft = realFft(SIZE);
const { fround } = Math;

/** The plain twin for one frame: magnitudes as float32. */
function plainMagnitudes(samples: Float32Array, window: Float32Array): Float32Array {
  const spectrum = new Float32Array(SIZE);
  fft.forward(
    samples.map((value, n) => value * window[n]),
    spectrum,
  );
  spectrum.fill(0, 0, 2);
  const power = (k: number) => fround(fround(spectrum[2 * k] ** 2) + fround(spectrum[2 * k + 1] ** 2));
  return Float32Array.from({ length: SIZE / 2 }, (_, k) => Math.sqrt(power(k)));
}

test('magnitudes are those of the plain twin bit for bit; their squares, sums and changes within rounding', () => {
  const [hop, frames] = [24, 7];
  const [signal, window] = [whiteNoise(SIZE + (frames - 1) * hop, 1, 1), whiteNoise(SIZE, 1, 2)];
  const [powers, figures] = [new Doubles(SIZE / 2), new Doubles(2 * frames)];
  const before = whiteNoise(SIZE / 2, 1, 3);
  const magnitudes = staged(before);
  powers.view.fill(1);
  const { setup, output, work } = fft.pointers;
  const input = room(SIZE).pointer;
  kernels.traceFrames(
    staged(signal).pointer,
    hop,
    frames,
    staged(window).pointer,
    SIZE,
    setup,
    input,
    output,
    work,
    magnitudes.pointer,
    powers.pointer,
    figures.pointer,
  );
  const plain = Array.from({ length: frames }, (_, i) =>
    plainMagnitudes(signal.subarray(i * hop, i * hop + SIZE), window),
  );
  assert.deepEqual(magnitudes.view, plain[frames - 1]);
  for (let i = 0; i < frames; i++) {
    const earlier = i === 0 ? before : plain[i - 1];
    const sum = plain[i].reduce((total, value) => total + value, 0);
    const moved = plain[i].reduce((total, value, k) => total + Math.abs(value - earlier[k]), 0);
    assert.ok(Math.abs(figures.view[2 * i] - sum) < 1e-5 * sum);
    assert.ok(Math.abs(figures.view[2 * i + 1] - moved) < 1e-5 * sum);
  }
  for (let k = 0; k < SIZE / 2; k++) {
    const power = 1 + plain.reduce((total, values) => total + values[k] ** 2, 0);
    assert.ok(Math.abs(powers.view[k] - power) < 1e-6 * power);
  }
});
