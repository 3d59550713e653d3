/** What the analysis says of a whole track, in the words of the manifest. Pure. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { keyName } from './key-name.ts';
import type { TrackFacts } from './record.ts';

const hundredths = (value: number): number => Math.round(value * 100) / 100;

export function trackFacts(analysis: TrackAnalysis): TrackFacts {
  const { key, tempo, integratedLufs, onsetSeconds, durationSeconds } = analysis;
  return {
    integratedLufs: Number.isFinite(integratedLufs) ? hundredths(integratedLufs) : null,
    key: key === null ? null : keyName(key),
    keyConfidence: key === null ? null : hundredths(key.confidence),
    tempoBpm: tempo === null ? null : hundredths(tempo.bpm),
    tempoConfidence: tempo === null ? null : hundredths(tempo.confidence),
    alternativeTempoBpm: tempo?.alternative ? hundredths(tempo.alternative.bpm) : null,
    alternativeTempoConfidence: tempo?.alternative ? hundredths(tempo.alternative.confidence) : null,
    onsetRateHz: durationSeconds > 0 ? hundredths(onsetSeconds.length / durationSeconds) : 0,
  };
}
