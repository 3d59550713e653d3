import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateNote } from '../../src/dsp/pitch.ts';
import { harmonicNote, mix, whiteNoise } from './signals.ts';

const RATE = 44100;

for (const note of [36, 45, 57, 69]) {
  test(`a sustained note ${note} is found with confidence`, () => {
    const found = estimateNote(harmonicNote(note, 2, RATE), RATE, 0);
    assert.equal(found?.midiNote, note);
    assert.ok((found?.confidence ?? 0) > 0.7, `${found?.confidence}`);
  });
}

test('a fifth over its root gives the root, in any tuning', () => {
  assert.equal(estimateNote(mix(harmonicNote(48, 2, RATE, 30), harmonicNote(55, 2, RATE, 30)), RATE, 30)?.midiNote, 48);
});

test('noise has no confident note and silence none at all', () => {
  assert.ok((estimateNote(whiteNoise(RATE * 2, 0.3), RATE, 0)?.confidence ?? 0) < 0.4);
  assert.equal(estimateNote(new Float32Array(RATE), RATE, 0), null);
  assert.equal(estimateNote(new Float32Array(100), RATE, 0), null);
});
