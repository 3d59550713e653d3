/** Tells what the cache holds, whether it is sound, and what was cleaned up. */
import type { Amount } from '../cache/gc.ts';
import type { CacheStats, Outcome } from '../outcome.ts';
import { print, tell } from './console.ts';
import { formatBytes, plural, printable } from './format.ts';
import type { Telling } from './outcome.ts';

type Named<Name extends Outcome['outcome']> = Extract<Outcome, { outcome: Name }>;

export function tellStats({ folder, objects, results, runs }: CacheStats, { json }: Telling): void {
  if (json) {
    print(JSON.stringify({ folder, objects, results, runs }));
    return;
  }
  print(`cache    ${folder}`);
  print(`objects  ${objects.files} (${formatBytes(objects.bytes)})`);
  print(`results  ${results.files} (${formatBytes(results.bytes)})`);
  print(`runs     ${runs}`);
}

export function tellVerified({ verified, isRepaired }: Named<'cache-sound' | 'cache-damaged'>): void {
  const { objects, results, damaged } = verified;
  for (const { what, path, reason } of damaged) tell(`${what} ${path}: ${reason}${isRepaired ? '; removed' : ''}`);
  print(`${plural(objects, 'object')} and ${plural(results, 'result')} read, ${damaged.length} damaged`);
}

const amountText = ({ files, bytes }: Amount): string => `${plural(files, 'file')} (${formatBytes(bytes)})`;

export function tellCollected({ collected, retention }: Named<'cache-collected'>, { json }: Telling): void {
  if (json) {
    print(JSON.stringify(collected));
    return;
  }
  const { needed, spared, removed, forgotten, isBlind } = collected;
  const { maxBytes } = retention;
  for (const folder of forgotten) print(`forgot   the export ${printable(folder)}, which is gone`);
  if (isBlind) print(`kept     ${amountText(needed)}: what builds need is not known before the next one`);
  else print(`kept     ${amountText(needed)} that the last builds need, ${amountText(spared)} of builds before`);
  print(`removed  ${amountText(removed)}`);
  if (maxBytes !== undefined && needed.bytes > maxBytes)
    tell(`the last builds alone need ${formatBytes(needed.bytes)}, more than --max-size ${formatBytes(maxBytes)}`);
}
