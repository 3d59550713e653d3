/** The grades there are. Knows nothing of how they are earned. */

/** From best to worst. */
export const GRADES = ['A', 'B', 'C', 'D', 'F'] as const;
/**
 * A: every figure comfortably within its rule. B: every rule kept, some only just. C: one soft rule broken. D: several, or a double.
 * F: a sharp rule broken.
 */
export type Grade = (typeof GRADES)[number];

/** Whether `grade` is `limit` or worse. */
export const isGradedOrWorse = (grade: Grade, limit: Grade): boolean => GRADES.indexOf(grade) >= GRADES.indexOf(limit);
