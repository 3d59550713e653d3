import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseTrack, type TrackAnalysis } from '../../src/dsp/analysis.ts';
import { needsFluidsynth, PLAYED_RATE_HZ, Player, soundFont } from './fluidsynth.ts';
import { midiFile } from './midi.ts';
import { beatPieces, cadencePieces, loopPieces, type Piece } from './pieces.ts';
import { keyVerdict } from './verdict.ts';

describe('the key of rendered music', { skip: needsFluidsynth }, () => {
  const player = new Player(soundFont() ?? '');
  const hear = ({ score, seconds, hasReverb }: Piece): TrackAnalysis =>
    analyseTrack([player.play(midiFile(score), seconds, hasReverb)], PLAYED_RATE_HZ);
  const heard = (pieces: readonly Piece[]) =>
    pieces.flatMap((piece) => {
      const { key, tuningCents } = hear(piece);
      return piece.key ? [{ piece, key, tuningCents, verdict: keyVerdict(key, piece.key) }] : [];
    });
  const wrongOnes = (results: ReturnType<typeof heard>): string =>
    results
      .filter(({ verdict }) => verdict !== 'right')
      .map(({ piece, verdict }) => `${verdict}: ${piece.name}`)
      .join('; ');

  it('is that of a cadence in every key, on any instrument, for at least 22 of 24, and its tuning is within 10 cents', () => {
    const results = heard(cadencePieces(1));
    assert.equal(results.length, 24);
    assert.ok(results.filter(({ verdict }) => verdict === 'right').length >= 22, wrongOnes(results));
    for (const { piece, tuningCents } of results)
      assert.ok(Math.abs(tuningCents - piece.score.tuningCents) < 10, `${piece.name}: ${tuningCents}`);
  });

  it('is that of loops and church modes, with drums or without, for at least 12 of 14, and certain of no wrong one', () => {
    const results = heard(loopPieces(1));
    assert.equal(results.length, 14);
    assert.ok(results.filter(({ verdict }) => verdict === 'right').length >= 12, wrongOnes(results));
    for (const { piece, key, verdict } of results)
      assert.ok(verdict === 'right' || (key?.confidence ?? 0) < 0.9, `${verdict}: ${piece.name}`);
  });

  it('is none for drums, pitched ones among them', () => {
    const drums = beatPieces(6).filter(({ key }) => key === null);
    assert.ok(drums.length >= 8);
    for (const piece of drums) assert.equal(hear({ ...piece, seconds: 15 }).key, null, piece.name);
  });
});
