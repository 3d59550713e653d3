/**
 * Holds the measures of a texture against the rules and grades it, with the reasons. Knows nothing of audio.
 */
import { type Grade, isGradedOrWorse } from './grade.ts';
import type { TextureMeasures } from './measure.ts';
import { type Finding, isBeyond, RULES, type Rule, type Targets } from './rules.ts';

/** A broken rule: `measured` lies on the wrong side of `threshold`. */
export interface Fault {
  readonly rule: string;
  readonly measured: number;
  readonly threshold: number;
}

/** A figure that keeps a texture from grade A: beyond its threshold (`broken`), or within it by less than is comfortable (`close`). */
export interface Reason extends Fault {
  /** How far the figure may go to count as good; null for a double, which is or is not. */
  readonly comfortable: number | null;
  readonly verdict: 'broken' | 'close';
}

export interface Judgement {
  /** No rule is broken. */
  readonly clean: boolean;
  readonly grade: Grade;
  /** Why the grade is not A, what is broken first; empty for A. */
  readonly reasons: readonly Reason[];
  /** The reasons that are broken rules. */
  readonly faults: readonly Fault[];
}

interface Found extends Finding {
  readonly rule: Rule;
}

const isBroken = (found: Found): boolean => isBeyond(found, found.threshold);
const isClose = (found: Found): boolean => !isBroken(found) && isBeyond(found, found.comfortable);

const faultOf = ({ rule, measured, threshold }: Found): Fault => ({ rule: rule.name, measured, threshold });

const reasonOf = (found: Found, verdict: Reason['verdict']): Reason => ({
  ...faultOf(found),
  comfortable: found.comfortable,
  verdict,
});

function gradeOf(broken: readonly Found[], close: readonly Found[]): Grade {
  if (broken.some(({ rule }) => rule.sharp)) return 'F';
  if (broken.length > 0) return broken.length === 1 ? 'C' : 'D';
  return close.length > 0 ? 'B' : 'A';
}

/** The judgement of `measures`; rules whose figure is null do not apply. */
export function judgeTexture(measures: TextureMeasures, targets: Targets): Judgement {
  const findings = RULES.flatMap((rule): Found[] => {
    const finding = rule.find(measures, targets);
    return finding === null ? [] : [{ rule, ...finding }];
  });
  const broken = findings.filter(isBroken);
  const close = findings.filter(isClose);
  const faults = broken.map(faultOf);
  return {
    clean: faults.length === 0,
    grade: gradeOf(broken, close),
    reasons: [...broken.map((found) => reasonOf(found, 'broken')), ...close.map((found) => reasonOf(found, 'close'))],
    faults,
  };
}

/** A double is no worse as a sound, but it is filler: no better than D. `doubles` are the faults that say so. */
export function withDoubles(judgement: Judgement, doubles: readonly Fault[]): Judgement {
  if (doubles.length === 0) return judgement;
  const added = doubles.map((fault) => ({ ...fault, comfortable: null, verdict: 'broken' as const }));
  return {
    clean: false,
    grade: worse(judgement.grade, 'D'),
    reasons: [...added, ...judgement.reasons],
    faults: [...judgement.faults, ...doubles],
  };
}

const worse = (a: Grade, b: Grade): Grade => (isGradedOrWorse(a, b) ? a : b);
