/** The stages as a picture has them: a box each, with its lines of text, and arrows between them. Every format draws this. Pure. */
import type { StageCounts } from '../../event.ts';
import { isOwn, type StageDeclaration } from '../../pipeline/pipeline.ts';
import { formatDuration } from '../format.ts';

export interface Box {
  /** Letters and digits only: it means something to no drawing program. */
  readonly id: string;
  /** Longest way from a box that needs nothing: 0 for such a box. */
  readonly depth: number;
  readonly lines: readonly string[];
  readonly stage: StageDeclaration;
  /** Of the last build; null when there was none. */
  readonly counts: StageCounts | null;
}

export interface Arrow {
  readonly from: Box;
  readonly to: Box;
}

export interface Picture {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** `stages` in an order in which each comes after those it needs; `counts` by stage name. */
export function picture(
  stages: readonly StageDeclaration[],
  counts: Readonly<Record<string, StageCounts>> | null,
): Picture {
  const boxes = new Map<string, Box>();
  for (const [index, stage] of stages.entries()) {
    const depth = Math.max(0, ...stage.needs.map((need) => boxNamed(boxes, need).depth + 1));
    const ofStage = counts?.[stage.name] ?? null;
    boxes.set(stage.name, { id: `s${index}`, depth, lines: linesOf(stage, ofStage), stage, counts: ofStage });
  }
  const arrows = stages.flatMap(({ name, needs }) =>
    needs.map((need): Arrow => ({ from: boxNamed(boxes, need), to: boxNamed(boxes, name) })),
  );
  return { boxes: [...boxes.values()], arrows };
}

function boxNamed(boxes: ReadonlyMap<string, Box>, name: string): Box {
  const box = boxes.get(name);
  if (!box) throw new TypeError(`stage ${name} comes before what it needs`);
  return box;
}

function linesOf(stage: StageDeclaration, counts: StageCounts | null): string[] {
  const { name, each } = stage;
  return [
    name,
    ...(stage.uses === name ? [] : [workOf(stage)]),
    ...(each.length > 0 ? [`each ${each.join(' × ')}`] : []),
    ...(counts === null ? [] : countLines(counts)),
  ];
}

const workOf = (stage: StageDeclaration): string =>
  isOwn(stage) && stage.work.kind === 'command'
    ? `run ${stage.title}`
    : `uses ${isOwn(stage) ? stage.title : stage.uses}`;

/** Less would read as 0.00 s. */
const SHORTEST_TOLD_MS = 5;

const WORDS = [
  ['ran', 'ran'],
  ['restored', 'restored'],
  ['upToDate', 'up to date'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
] as const;

function countLines(counts: StageCounts): string[] {
  const told = WORDS.filter(([key]) => counts[key] > 0).map(([key, word]) => `${counts[key]} ${word}`);
  const time = counts.elapsedMs >= SHORTEST_TOLD_MS ? [formatDuration(counts.elapsedMs)] : [];
  return told.length > 0 ? [told.join(', '), ...time] : [];
}
