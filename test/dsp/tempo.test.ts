import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack, type TempoEstimate } from '../../src/dsp/analysis.ts';
import { clicks, drumLoop, everySeconds, whiteNoise } from './signals.ts';

const RATE_HZ = 22050;

function tempoOf(signal: Float32Array): TempoEstimate {
  const { tempo } = analyseTrack([signal], RATE_HZ);
  assert.ok(tempo);
  return tempo;
}

for (const bpm of [40, 43.7, 58, 75, 93.3, 120, 128, 150, 174, 200]) {
  test(`a click track at ${bpm} BPM has that tempo within 0.1 %, with its beats on the clicks`, () => {
    const tempo = tempoOf(clicks(everySeconds(60 / bpm, 0.1, 30), 30, RATE_HZ));
    assert.ok(Math.abs(tempo.bpm / bpm - 1) < 0.001, `${tempo.bpm}`);
    const beats = (tempo.firstBeatSeconds - 0.1) / (60 / bpm);
    assert.ok(Math.abs(beats - Math.round(beats)) * (60 / bpm) < 0.01, `${tempo.firstBeatSeconds}`);
    assert.ok(tempo.confidence > 0.9);
  });
}

test('drums with quavers on the hat have the tempo of the beat', () => {
  for (const bpm of [97.5, 120, 140]) {
    const tempo = tempoOf(drumLoop(bpm, 24, RATE_HZ));
    assert.ok(Math.abs(tempo.bpm / bpm - 1) < 0.005, `${tempo.bpm} instead of ${bpm}`);
    const beats = (tempo.firstBeatSeconds - 0.25) / (60 / bpm);
    assert.ok(Math.abs(beats - Math.round(beats)) < 0.03);
  }
});

test('clicks at irregular times, too few clicks, noise and silence have no tempo', () => {
  let time = 0.5;
  const irregular = [...whiteNoise(60, 1, 5)].map((value) => (time += 0.6 + 0.45 * value));
  assert.equal(analyseTrack([clicks(irregular, time + 1, RATE_HZ)], RATE_HZ).tempo, null);
  assert.equal(analyseTrack([clicks([0.5, 1, 1.5, 2], 3, RATE_HZ)], RATE_HZ).tempo, null);
  assert.equal(analyseTrack([whiteNoise(5 * RATE_HZ)], RATE_HZ).tempo, null);
  assert.equal(analyseTrack([new Float32Array(5 * RATE_HZ)], RATE_HZ).tempo, null);
});
