/**
 * What a scan looks for and what it has come across, shared by the walk over strings and the walk over bytes. Knows nothing
 * of how folders are listed.
 */
import type { FileStamp } from './file-stamp.ts';

export interface FoundFile extends FileStamp {
  /** Below the root, `/` between names; bytes that are no UTF-8 are shown as `\xNN`. */
  readonly relPath: string;
  /** A Buffer where the name is no UTF-8. */
  readonly absolutePath: string | Buffer;
}

interface ScanDiagnostic {
  readonly relPath: string;
  readonly reason: string;
  /** The system refused: it may well be there next time. */
  readonly isUnreadable: boolean;
}

export interface ScanOptions {
  /** Without the dot, whatever the case. */
  readonly extensions: readonly string[];
  /** Names of folders that are not entered, at any depth, whatever the case. */
  readonly skipDirs: readonly string[];
  /** Absolute paths that are not entered: the own export and cache. */
  readonly excludePaths: readonly string[];
  readonly includeHidden?: boolean;
}

/** A folder that was listed, as it was right before that. */
export interface FoundFolder extends FileStamp {
  readonly relPath: string;
}

export interface LibraryScan {
  readonly files: readonly FoundFile[];
  readonly folders: readonly FoundFolder[];
  readonly diagnostics: readonly ScanDiagnostic[];
  /** Whether the scan comes out the same as long as the stamps of `files` and `folders` do: no links, no refusals, no names that are no text. */
  readonly isPlain: boolean;
}

/** What one scan has come across so far. */
export interface ScanState {
  readonly options: ScanOptions;
  readonly extensions: ReadonlySet<string>;
  readonly files: FoundFile[];
  readonly folders: FoundFolder[];
  readonly diagnostics: ScanDiagnostic[];
  isPlain: boolean;
}

/** Whether a name below the root ends in one of the extensions sought. */
export function isSought(state: ScanState, relPath: string): boolean {
  const dot = relPath.lastIndexOf('.');
  return dot > relPath.lastIndexOf('/') + 1 && state.extensions.has(relPath.slice(dot + 1).toLowerCase());
}

/** The value of a file-system call, or null and a diagnostic where the system refuses. */
export function attempt<T>(state: ScanState, relPath: string, call: () => T): T | null {
  try {
    return call();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    state.isPlain = false;
    const reason = code === 'ELOOP' ? 'a symbolic link that leads back to itself' : `cannot be read: ${code}`;
    state.diagnostics.push({ relPath, reason, isUnreadable: code !== 'ELOOP' });
    return null;
  }
}

/**
 * Whether fast-glob would lose a name: one that is no UTF-8 comes back with U+FFFD in it and opens nothing, and its patterns
 * do not match line breaks.
 */
export function isAwkwardName(name: string): boolean {
  return /[\uFFFD\n\r\u2028\u2029]/.test(name);
}
