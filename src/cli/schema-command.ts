/** `grainmill schema [name]`: the JSON Schema that editors and `check` go by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../outcome.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

export async function schemaCommand(name: 'pipeline' | 'profile'): Promise<Outcome> {
  const text = readFileSync(join(PACKAGE_FOLDER, 'schema', `${name}.schema.json`), 'utf8').trimEnd();
  return { outcome: 'text', text };
}
