import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { percussion } from '../../demo/percussion.ts';
import { analyseTrack, type TempoEstimate } from '../../src/dsp/analysis.ts';
import { needsFluidsynth, PLAYED_RATE_HZ, Player, soundFont } from './fluidsynth.ts';
import { midiFile } from './midi.ts';
import type { Piece } from './pieces.ts';
import { heldOutPieces } from './varied-pieces.ts';
import { tempoVerdict } from './verdict.ts';

/** A tempo that is told with more than this is never a wrong one, but for one piece in twenty. */
const CERTAIN = 0.9;

describe('the tempo of rendered music', { skip: needsFluidsynth }, () => {
  const player = new Player(soundFont() ?? '');
  const results = (): { piece: Piece; tempo: TempoEstimate | null; verdict: string }[] =>
    heldOutPieces(2).map((piece) => {
      const audio = player.play(midiFile(piece.score), piece.seconds, piece.hasReverb);
      const { tempo } = analyseTrack([audio], PLAYED_RATE_HZ);
      return { piece, tempo, verdict: tempoVerdict(tempo?.bpm ?? null, piece.bpm ?? 0) };
    });

  it('is right for at least 80 % of pieces in styles that nothing was fitted to, and for 95 % of those it is certain of', () => {
    const heard = results();
    const wrong = heard.filter(({ verdict }) => verdict !== 'right');
    const told = wrong.map(({ piece, tempo }) => `${piece.name}: ${tempo?.bpm} (${tempo?.confidence})`).join('; ');
    assert.ok(wrong.length <= 0.2 * heard.length, told);
    const certain = heard.filter(({ tempo }) => (tempo?.confidence ?? 0) >= CERTAIN);
    assert.ok(certain.length >= 0.3 * heard.length, `${certain.length} of ${heard.length}`);
    assert.ok(certain.filter(({ verdict }) => verdict !== 'right').length <= 0.05 * certain.length, told);
    const octaves = wrong.filter(({ piece, tempo }) => {
      const alternative = tempo?.alternative ?? null;
      return tempoVerdict(alternative?.bpm ?? null, piece.bpm ?? 0) === 'right';
    });
    assert.ok(octaves.length >= 0.6 * wrong.length, `alternatives are right for ${octaves.length} of ${wrong.length}`);
  });
});

describe('the tempo of the percussion of the demo', () => {
  it('is 92, with 184 told as the alternative', () => {
    const { tempo } = analyseTrack(percussion.render(), percussion.sampleRateHz);
    assert.equal(tempoVerdict(tempo?.bpm ?? null, 92), 'right');
    assert.equal(tempoVerdict(tempo?.alternative?.bpm ?? null, 184), 'right');
    assert.ok((tempo?.confidence ?? 0) > (tempo?.alternative?.confidence ?? 1));
  });
});
