/** What stretching and transposing may do to signals that show it; `npm run bench:artefacts` prints the same figures beside other programs'. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { GrainLoop, grainSourceFrames } from '../../src/dsp/grain.ts';
import { resampleBy } from '../../src/dsp/resample.ts';
import { stretched } from '../../src/dsp/time-stretch.ts';
import { aliasDb, clickSmear, modulationDepth, steadyTone, unhearableSweep } from './artefacts.ts';
import { addAt, clicks, everySeconds, noiseHit } from './signals.ts';

const RATE = 44100;
const CLICK_SECONDS = everySeconds(0.5, 0.5, 4);

/** Onsets as the analysis hears them, in frames. */
const onsetsOf = (signal: Float32Array): number[] =>
  Array.from(analyseTrack([signal], RATE).onsetSeconds, (seconds) => seconds * RATE);

for (const ratio of [1.5, 2, 4]) {
  test(`clicks stretched by ${ratio} stay where they belong within 10 ms and spread over less than 1 ms`, () => {
    const track = clicks(CLICK_SECONDS, 4.5, RATE);
    const [long] = stretched([track], RATE, ratio, onsetsOf(track));
    const expected = CLICK_SECONDS.map((seconds) => Math.round(ratio * seconds * RATE));
    const { spreadMs, farRatio } = clickSmear(long, expected, 0.2 * ratio * RATE, RATE);
    assert.ok(spreadMs < 1 && farRatio < 0.01, `${spreadMs} ms, ${farRatio} beyond 5 ms`);
    for (const frame of expected) {
      const around = long.subarray(frame - 4410, frame + 4410).map(Math.abs);
      assert.ok(Math.abs(around.indexOf(Math.max(...around)) - 4410) < 441, `click of ${frame}`);
    }
  });
}

test('clicks that nobody tells of are smeared over the window: what telling is for', () => {
  const [long] = stretched([clicks(CLICK_SECONDS, 4.5, RATE)], RATE, 2);
  const expected = CLICK_SECONDS.map((seconds) => Math.round(2 * seconds * RATE));
  const { spreadMs } = clickSmear(long, expected, 0.4 * RATE, RATE);
  assert.ok(spreadMs > 8 && spreadMs < 25, `${spreadMs} ms`);
});

for (const ratio of [1.5, 3]) {
  test(`a steady tone stretched by ${ratio} wavers by less than 1 %, with hits around it or without`, () => {
    for (const hz of [110.3, 440, 2093]) {
      const tone = steadyTone(hz, 3, RATE);
      assert.ok(modulationDepth(stretched([tone], RATE, ratio)[0], hz, RATE) < 0.01, `${hz} Hz`);
      assert.ok(modulationDepth(stretched([tone], RATE, ratio, [RATE, 2 * RATE])[0], hz, RATE) < 0.01, `${hz} Hz`);
    }
  });
}

test('a tone under hits keeps its level through them', () => {
  const both = steadyTone(440, 4.5, RATE);
  for (const [index, seconds] of CLICK_SECONDS.entries())
    addAt(both, noiseHit(RATE, 0.01, 0.5, index + 1), seconds * RATE);
  const before = modulationDepth(both, 440, RATE);
  const after = modulationDepth(stretched([both], RATE, 2, onsetsOf(both))[0], 440, RATE);
  assert.ok(after < before + 0.02, `${before} → ${after}`);
});

test('of a sweep that an octave up has no room for, less than −60 dB folds back, as a whole and as a grain', () => {
  const high = unhearableSweep(RATE);
  assert.ok(aliasDb(resampleBy(high, 0.5), high, RATE) < -90);
  const frames = high.length / 2;
  const reach = (grainSourceFrames(frames, 2) - high.length) / 2;
  const padded = new Float32Array(high.length + 2 * reach);
  padded.set(high, reach);
  const loop = new GrainLoop(frames, 1);
  const character = { readRatio: 2, leftGain: 1, rightGain: 1, swapped: false };
  loop.add([padded], { ...character, onsetFrame: 0, sourceFrame: reach, frames });
  assert.ok(aliasDb(loop.finish()[0], high, RATE) < -60);
});
