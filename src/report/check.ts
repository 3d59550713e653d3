/** Tells what was checked: of a project, and of the machine. */
import type { Outcome } from '../outcome.ts';
import { print } from './console.ts';
import { plural, printable } from './format.ts';

type Named<Name extends Outcome['outcome']> = Extract<Outcome, { outcome: Name }>;

export function tellChecked({ stages, profiles, library, export: folder }: Named<'checked'>): void {
  print(
    `pipeline is valid: ${plural(stages, 'stage')}, ${profiles.length === 1 ? 'profile' : 'profiles'} ${profiles.join(', ')}`,
  );
  print(`library: ${printable(library)}`);
  print(`export:  ${printable(folder)}`);
}

export function tellChecks({ checks }: Named<'healthy' | 'unhealthy'>): void {
  for (const { name, isFine, finding } of checks) print(`${isFine ? 'ok  ' : 'FAIL'}  ${name.padEnd(10)}  ${finding}`);
}
