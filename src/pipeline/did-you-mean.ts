/** Finds the word a misspelt one was meant to be. */

/** Words that begin alike are taken for each other from this length on. */
const SHORTEST_START = 4;

/** Levenshtein distance (1966) of two short words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** The one of `known` that `word` was probably meant to be. */
function nearestOf(word: string, known: readonly string[]): string | undefined {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  // Never as many edits as there are letters: anything is as near to a single one.
  if (nearest && nearest.distance <= Math.min(Math.max(2, Math.floor(word.length / 3)), word.length - 1))
    return nearest.candidate;
  return known.find(
    (candidate) => word.length >= SHORTEST_START && candidate.startsWith(word.slice(0, SHORTEST_START)),
  );
}

/** A hint naming the nearest of `known`. */
export function nearestHint(word: string, known: readonly string[]): string | undefined {
  const nearest = nearestOf(word, known);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

/** A hint naming the nearest of `known`, or all of them when none is near and there are few. */
export const didYouMean = (word: string, known: readonly string[]): string | undefined =>
  nearestHint(word, known) ?? (known.length > 0 && known.length <= 16 ? `known here: ${known.join(', ')}` : undefined);
