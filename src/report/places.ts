/** Tells where the results of a build lie. */
import { join } from 'node:path';
import { print } from './console.ts';
import { printable } from './format.ts';

export function tellPlaces(exportFolder: string): void {
  const folder = printable(exportFolder);
  print(`textures:  ${join(folder, 'by_source')}`);
  print(`results:   ${join(folder, 'batch_results.json')}, manifest.csv, rejected.csv, index.html`);
}
