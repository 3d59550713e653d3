/** Tells what to do with a project that was just made. */
import { relative } from 'node:path';
import type { NewProject } from '../outcome.ts';
import { quoted } from './completion/command-shape.ts';
import { print } from './console.ts';
import { printable } from './format.ts';

export function tellNewProject({ folder, emptyLibrary }: NewProject): void {
  print(
    `a project in ${printable(folder)}: pipeline.yaml says what is made of which music, profiles/mine.yaml how it sounds`,
  );
  if (emptyLibrary !== null)
    print(`put music into ${printable(emptyLibrary)}, or name another folder in pipeline.yaml`);
  const below = relative(process.cwd(), folder);
  const there = below === '' ? '' : ` -C ${/^[\w./-]+$/.test(below) ? below : quoted(printable(below))}`;
  print(`then: grainmill build${there} --dry-run`);
}
