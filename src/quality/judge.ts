/**
 * Holds the measures of a texture against the rules and grades it. Knows nothing of audio.
 */
import type { TextureMeasures } from './measure.ts';
import { type Finding, isBeyond, RULES, type Rule, type Targets } from './rules.ts';

/**
 * A: every figure comfortably within its rule. B: every rule kept, some only just. C: one soft rule broken. D: several.
 * F: a sharp rule broken.
 */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

/** A broken rule: `measured` lies on the wrong side of `threshold`. */
export interface Fault {
  readonly rule: string;
  readonly measured: number;
  readonly threshold: number;
}

export interface Judgement {
  /** No rule is broken. */
  readonly clean: boolean;
  readonly grade: Grade;
  readonly faults: readonly Fault[];
}

interface Found extends Finding {
  readonly rule: Rule;
}

const isBroken = (found: Found): boolean => isBeyond(found, found.threshold);

function gradeOf(findings: readonly Found[]): Grade {
  const broken = findings.filter(isBroken);
  if (broken.some(({ rule }) => rule.sharp)) return 'F';
  if (broken.length > 0) return broken.length === 1 ? 'C' : 'D';
  return findings.some((found) => isBeyond(found, found.comfortable)) ? 'B' : 'A';
}

/** The judgement of `measures`; rules whose figure is null do not apply. */
export function judgeTexture(measures: TextureMeasures, targets: Targets): Judgement {
  const findings = RULES.flatMap((rule): Found[] => {
    const finding = rule.find(measures, targets);
    return finding === null ? [] : [{ rule, ...finding }];
  });
  const faults = findings
    .filter(isBroken)
    .map(({ rule, measured, threshold }) => ({ rule: rule.name, measured, threshold }));
  return { clean: faults.length === 0, grade: gradeOf(findings), faults };
}
