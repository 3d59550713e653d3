/** What the analysis says of a whole track, in the words of the manifest. Pure. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { TrackFacts } from './record.ts';

/** Sharps as `s`: a ♯ breaks sorting and samplers' displays. */
const PITCH_CLASSES = ['C', 'Cs', 'D', 'Ds', 'E', 'F', 'Fs', 'G', 'Gs', 'A', 'As', 'B'] as const;

const hundredths = (value: number): number => Math.round(value * 100) / 100;

export function trackFacts(analysis: TrackAnalysis): TrackFacts {
  const { key, tempo, integratedLufs, onsetSeconds, durationSeconds } = analysis;
  return {
    integratedLufs: Number.isFinite(integratedLufs) ? hundredths(integratedLufs) : null,
    key: key === null ? null : `${PITCH_CLASSES[key.tonic]}${key.mode === 'minor' ? 'm' : ''}`,
    keyConfidence: key === null ? null : hundredths(key.confidence),
    tempoBpm: tempo === null ? null : hundredths(tempo.bpm),
    tempoConfidence: tempo === null ? null : hundredths(tempo.confidence),
    onsetRateHz: durationSeconds > 0 ? hundredths(onsetSeconds.length / durationSeconds) : 0,
  };
}
