import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { addAt, clicks, drumLoop, everySeconds, harmonicNote, mix, scaled, whiteNoise } from './signals.ts';

const RATE_HZ = 44100;

/** As many onsets as there are hits, each within 10 ms. */
function assertOnsets(found: Float64Array, expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  for (const [i, time] of expected.entries()) {
    assert.ok(Math.abs(found[i] - time) < 0.01, `${found[i]} instead of ${time}`);
  }
}

function drone(seconds: number): Float32Array {
  return mix(...[45, 52, 57].map((note) => harmonicNote(note, seconds, RATE_HZ)));
}

for (const sampleRateHz of [8000, 44100, 96000]) {
  test(`every click is found within 10 ms at ${sampleRateHz} Hz, also when clicks are rare`, () => {
    const often = everySeconds(0.37, 0.2, 8);
    assertOnsets(analyseTrack([clicks(often, 8, sampleRateHz)], sampleRateHz).onsetSeconds, often);
    const rarely = everySeconds(2.9, 0.5, 10);
    assertOnsets(analyseTrack([clicks(rarely, 10, sampleRateHz)], sampleRateHz).onsetSeconds, rarely);
  });
}

test('drum hits and plucked notes are found within 10 ms, at any level', () => {
  for (const gain of [1, 0.01]) {
    const drums = scaled(drumLoop(120, 8, RATE_HZ), gain);
    assertOnsets(analyseTrack([drums], RATE_HZ).onsetSeconds, everySeconds(0.25, 0.25, 8));
  }
  const times = everySeconds(0.6, 0.5, 8);
  const plucks = new Float32Array(8 * RATE_HZ);
  times.forEach((time, i) => {
    const note = harmonicNote(52 + ((i * 5) % 12), 0.55, RATE_HZ);
    addAt(
      plucks,
      note.map((value, n) => value * Math.exp(-n / (0.3 * RATE_HZ))),
      Math.round(time * RATE_HZ),
    );
  });
  assertOnsets(analyseTrack([plucks], RATE_HZ).onsetSeconds, times);
});

test('a steady drone has no onset, however loud it is and however faint the noise on it', () => {
  for (const noise of [0, 1e-4, 1e-3, 1e-2]) {
    for (const gain of [1, 0.02]) {
      const track = scaled(mix(drone(6), whiteNoise(6 * RATE_HZ, noise)), gain);
      const analysis = analyseTrack([track], RATE_HZ);
      assert.equal(analysis.onsetSeconds.length, 0);
      assert.ok(Math.max(...analysis.onsetStrength) < 1);
    }
  }
});

test('white noise has no onset, nor have pads that fade into each other', () => {
  assert.equal(analyseTrack([whiteNoise(20 * RATE_HZ, 0.5)], RATE_HZ).onsetSeconds.length, 0);
  const pads = new Float32Array(10 * RATE_HZ);
  [48, 53, 55].forEach((note, i) => {
    const pad = harmonicNote(note, 4, RATE_HZ);
    const fade = RATE_HZ;
    addAt(
      pads,
      pad.map((value, n) => value * Math.min(1, n / fade, (pad.length - n) / fade)),
      i * 3 * RATE_HZ,
    );
  });
  assert.equal(analyseTrack([pads], RATE_HZ).onsetSeconds.length, 0);
});

test('a hit in the middle of a drone is the only onset', () => {
  const track = drone(6);
  addAt(track, drumLoop(60, 0.6, RATE_HZ, 0.1), 3 * RATE_HZ);
  assertOnsets(analyseTrack([track], RATE_HZ).onsetSeconds.slice(0, 1), [3.1]);
});
