/** Lets a module of the user's own make files of files. Its default export is called once an action. */
import { pathToFileURL } from 'node:url';
import type { NamedBytes, OwnJob } from './job.ts';

/** What the module gets. */
export interface ModuleTask {
  readonly inputs: readonly (NamedBytes & { readonly stem: string })[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The name without its last ending. */
export const stemOf = (name: string): string => name.replace(/\.[^.]+$/, '');

/** Throws what the module throws, and a `TypeError` that says what it should be or give. */
export async function runModule(path: string, job: OwnJob, inputs: readonly NamedBytes[]): Promise<NamedBytes[]> {
  const { default: make } = (await import(pathToFileURL(path).href)) as { default?: unknown };
  if (typeof make !== 'function') throw new TypeError(`${path} has no function as its default export`);
  const task: ModuleTask = {
    inputs: inputs.map((input) => ({ ...input, stem: stemOf(input.name) })),
    parameters: job.parameters,
  };
  const made: unknown = await make(task);
  if (!Array.isArray(made)) throw new TypeError('it must give a list of files, each { name, bytes }');
  return made.map(asFile);
}

function asFile(made: unknown): NamedBytes {
  const { name, bytes } = (made ?? {}) as { name?: unknown; bytes?: unknown };
  if (typeof name !== 'string') throw new TypeError('a file that it gives has no name');
  if (typeof bytes === 'string') return { name, bytes: Buffer.from(bytes) };
  if (bytes instanceof Uint8Array) return { name, bytes };
  throw new TypeError(`the bytes of ${JSON.stringify(name)} are neither a Uint8Array nor text`);
}
