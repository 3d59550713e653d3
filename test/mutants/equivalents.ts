/**
 * Mutants that were looked at and that no test can notice, each with the reason. They are neither tried nor counted. What is of another platform is
 * noticed there.
 */

export interface Equivalent {
  readonly path: string;
  /** How the line begins, without the space before it. */
  readonly lineBegins: string;
  readonly what: string;
  readonly reason: string;
}

const ELSEWHERE = 'is not reached on Linux, or decides nothing there';
const LOCK = 'src/run/lock.ts';

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    path: 'src/cache/atomic-file.ts',
    lineBegins: 'const temporary = join(',
    what: '++ → --',
    reason: 'names count down and are as different',
  },
  {
    path: 'src/cache/gc.ts',
    lineBegins: 'const writtenMs = files.results.get(key)?.mtimeMs ?? 0;',
    what: '?? dropped',
    reason: 'where it is used there is a file',
  },
  {
    path: 'src/cache/walk.ts',
    lineBegins: "if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];",
    what: '?? dropped',
    reason: 'only for the compiler: undefined is none of the two either',
  },
  {
    path: 'src/cache/walk.ts',
    lineBegins: "if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];",
    what: 'text emptied',
    reason: 'an error without a code is none of the two either',
  },
  {
    path: 'src/plan/own-actions.ts',
    lineBegins: '.sort(([a], [b]) => (a < b ? -1 : 1))',
    what: '< → <=',
    reason: 'no two values of a stage have one name',
  },
  {
    path: 'src/plan/next-tree.ts',
    lineBegins: 'const scopedIds = new Set(scoped.map(({ id }) => id));',
    what: "gives ''",
    reason: 'the entry of a track in scope is made anew from the same one right after',
  },
  ...['known.set(values, ofProfile);', 'ofProfile.set(name, shared);'].map((lineBegins) => ({
    path: 'src/plan/render-actions.ts',
    lineBegins,
    what: 'call removed',
    reason: 'the same is made again each time',
  })),
  ...['text emptied', 'condition negated', '=== → !=='].flatMap((what) => [
    { path: LOCK, lineBegins: "return process.platform === 'win32' ? ", what, reason: ELSEWHERE },
  ]),
  {
    path: LOCK,
    lineBegins: "if (taken !== null || process.platform === 'linux' || process.platform === 'win32') return taken;",
    what: 'text emptied',
    reason: 'whoever holds the lock is asked as well, and answers',
  },
  {
    path: LOCK,
    lineBegins: 'if ((await holder(name)) !== null) return null;',
    what: 'condition negated',
    reason: ELSEWHERE,
  },
  { path: LOCK, lineBegins: 'rmSync(address(name), { force: true });', what: 'call removed', reason: ELSEWHERE },
  { path: LOCK, lineBegins: 'rmSync(address(name), { force: true });', what: 'true → false', reason: ELSEWHERE },
  {
    path: LOCK,
    lineBegins: "socket.on('error', () => waiting.delete(socket)).on('close', () => waiting.delete(socket));",
    what: 'gives true',
    reason: 'ending a connection that has ended does nothing',
  },
  {
    path: LOCK,
    lineBegins: "socket.on('error', () => waiting.delete(socket)).on('close', () => waiting.delete(socket));",
    what: 'gives false',
    reason: 'ending a connection that has ended does nothing',
  },
];
