/**
 * Skip and prefer patterns, and globs for `--only`. Linear in the length of the path for each pattern character, and no
 * regular expression is ever built from a user's text. Knows nothing of files.
 */

/**
 * Whether the path below the library root matches a skip or prefer pattern, whatever the case. A plain pattern matches whole
 * words: anything but letters and digits separates, so `test` matches "a_test.wav" and not "Greatest.wav". A pattern with
 * `*` or `?` is a glob: see `matchesGlob`. A pattern without a letter or digit matches nothing.
 */
export const matchesPattern = (relPath: string, pattern: string): boolean =>
  patternsMatching([pattern])(relPath).length > 0;

/** Those of `patterns` that a path matches, in their order. For many paths: patterns are taken apart once, and each path once for all of them. */
export function patternsMatching(patterns: readonly string[]): (relPath: string) => string[] {
  const sought = patterns.map((pattern) => ({ pattern, wanted: isGlob(pattern) ? null : inWords(pattern) }));
  return (relPath) => {
    const words = inWords(relPath);
    return sought
      .filter(({ pattern, wanted }) => (wanted === null ? matchesGlob(relPath, pattern) : hasWords(words, wanted)))
      .map(({ pattern }) => pattern);
  };
}

/** Joined by a character that no word holds, "whole words in a row" is a plain search for text. */
const inWords = (text: string): string => `/${wordsOf(text).join('/')}/`;
const hasWords = (words: string, wanted: string): boolean => wanted !== '//' && words.includes(wanted);

/**
 * Whether a path (or slug) matches a glob, whatever the case: `?` is one character and `*` any number of them but never `/`,
 * `**` crosses folders. A glob without `/` matches the file name or the name of any folder on the way.
 */
export function matchesGlob(pathOrSlug: string, glob: string): boolean {
  const path = fold(pathOrSlug);
  const folded = fold(glob);
  if (folded.includes('/')) {
    // "demos/" is everything below demos.
    const whole = folded.endsWith('/') ? `${folded}**` : folded;
    return matchSegments(
      path.split('/'),
      whole.split('/').filter((segment) => segment !== ''),
    );
  }
  return path.split('/').some((segment) => matchSegment(segment, folded));
}

function isGlob(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC');
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

/** Greedy with one point to go back to: the last `**` taken is the only one that ever has to take more. */
function matchSegments(segments: readonly string[], patterns: readonly string[]): boolean {
  return matchWithStar(
    segments.length,
    patterns.length,
    (at) => patterns[at] === '**',
    (item, at) => matchSegment(segments[item], patterns[at]),
  );
}

function matchSegment(segment: string, pattern: string): boolean {
  const text = [...segment];
  const signs = [...pattern];
  return matchWithStar(
    text.length,
    signs.length,
    (at) => signs[at] === '*',
    (item, at) => signs[at] === '?' || signs[at] === text[item],
  );
}

function matchWithStar(
  itemCount: number,
  patternCount: number,
  isStar: (at: number) => boolean,
  matches: (item: number, at: number) => boolean,
): boolean {
  let item = 0;
  let at = 0;
  let starAt = -1;
  let starItem = 0;
  while (item < itemCount) {
    if (at < patternCount && isStar(at)) {
      starAt = at++;
      starItem = item;
    } else if (at < patternCount && matches(item, at)) {
      item++;
      at++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      item = ++starItem;
    } else {
      return false;
    }
  }
  while (at < patternCount && isStar(at)) at++;
  return at === patternCount;
}
