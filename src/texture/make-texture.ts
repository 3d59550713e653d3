/** One texture from plan to record: rendered by its kind, finished like every other, measured and judged. Pure. */
import type { Grade } from '../quality/grade.ts';
import { judgeTexture } from '../quality/judge.ts';
import { measureTexture } from '../quality/measure.ts';
import { type FinishedTexture, finishTexture } from './finish.ts';
import { foldedDown } from './fold-down.ts';
import { keyName } from './key-name.ts';
import type { LoadedKind } from './kinds.ts';
import { inPhase } from './polarity.ts';
import type { TextureRecord } from './record.ts';
import { type Channels, isRejection, type RenderInput, type Texture, type TextureRejection } from './texture.ts';

export interface MadeTexture {
  readonly bytes: Uint8Array;
  /** What is in `bytes`, before rounding to `bit_depth`. */
  readonly channels: Channels;
  readonly grade: Grade;
  readonly record: Omit<TextureRecord, 'objectDigest' | 'payloadDigest'>;
}

/** A texture that breaks a sharp rule is not one: the fault is the rejection. `seed` is the one behind `input.randomFor(plan.name)`. */
export function makeTexture(
  kind: LoadedKind,
  input: RenderInput<unknown>,
  seed: string,
): MadeTexture | TextureRejection {
  const { plan, profile } = input;
  const isFolded = profile.output.channels === 1 && input.segments.some(({ length }) => length === 2);
  const rendered = (isFolded ? renderFoldedDown : renderInPhase)(kind, input);
  if (isRejection(rendered)) return rendered;
  const finished = finishTexture(plan.name, rendered, profile.output, input.randomFor(`${plan.name} dither`));
  if ('rule' in finished) return finished;
  const { channels, levels, loop, bytes } = finished;
  const { sample_rate_hz: sampleRateHz, true_peak_ceiling_dbtp: truePeakCeilingDbtp } = profile.output;
  const measures = measureTexture({ channels, sampleRateHz, loop, kind: kind.kind, name: plan.name, levels });
  const { targetLufs, targetShortRmsDbfs } = rendered;
  const judgement = judgeTexture(measures, { targetLufs, targetShortRmsDbfs, truePeakCeilingDbtp });
  if (judgement.grade === 'F') return { name: plan.name, ...judgement.faults[0] };
  const record = { ...provenance(kind, input, rendered, finished), seed, measures };
  return { bytes, channels, grade: judgement.grade, record };
}

/** What folding down may take away before the rest is a remainder, and before one is told. */
const MOST_FOLD_LOSS_DB = 15;
const TOLD_FOLD_LOSS_DB = 6;

function renderFoldedDown(kind: LoadedKind, input: RenderInput<unknown>): Texture | TextureRejection {
  const { fold_down: how } = input.profile.output;
  const { segments, lossDb } = foldedDown(input.segments, how);
  if (lossDb > MOST_FOLD_LOSS_DB)
    return { name: input.plan.name, rule: 'fold-down-loss-db', measured: lossDb, threshold: MOST_FOLD_LOSS_DB };
  const isTurned = how === 'sum' && input.segments.some((planes) => inPhase(planes) !== planes);
  const rendered = kind.render({ ...input, segments });
  if (isRejection(rendered)) return rendered;
  const warnings = [...(isTurned ? ['polarity'] : []), ...(lossDb > TOLD_FOLD_LOSS_DB ? ['fold-down-loss'] : [])];
  return {
    ...rendered,
    parameters: { ...rendered.parameters, foldDown: how, foldDownLossDb: lossDb },
    warnings: [...rendered.warnings, ...warnings],
  };
}

/** Sides that are opposed would cancel wherever a kind looks at their sum. */
function renderInPhase(kind: LoadedKind, input: RenderInput<unknown>): Texture | TextureRejection {
  const segments = input.segments.map((segment) => inPhase(segment));
  const rendered = kind.render({ ...input, segments });
  const isTurned = segments.some((planes, index) => planes !== input.segments[index]);
  return isRejection(rendered) || !isTurned ? rendered : { ...rendered, warnings: [...rendered.warnings, 'polarity'] };
}

/** What is known of a texture without measuring it. */
function provenance(
  kind: LoadedKind,
  { plan, profile }: RenderInput<unknown>,
  rendered: Texture,
  finished: FinishedTexture,
) {
  return {
    name: plan.name,
    kind: kind.kind,
    sizeBytes: finished.bytes.length,
    sampleRateHz: profile.output.sample_rate_hz,
    channels: finished.channels.length,
    bitDepth: profile.output.bit_depth,
    frames: finished.channels[0].length,
    loop: finished.loop,
    rootNote: rendered.rootNote,
    key: rendered.key && keyName(rendered.key),
    tempoBpm: rendered.tempoBpm && Math.round(rendered.tempoBpm * 100) / 100,
    source: rendered.usedRanges ?? plan.ranges,
    parameters: {
      ...rendered.parameters,
      target_lufs: rendered.targetLufs,
      target_short_rms_dbfs: rendered.targetShortRmsDbfs,
      true_peak_ceiling_dbtp: profile.output.true_peak_ceiling_dbtp,
      level_gain_db: finished.levelGainDb,
    },
    warnings: finished.warnings,
  };
}
