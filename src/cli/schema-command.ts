/** `grainmill schema [name]`: the JSON Schema that editors and `check` go by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, tellFailure } from '../report/console.ts';
import { EXIT } from './exit-code.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

const NAMES = ['pipeline', 'profile'];

export async function schemaCommand(name = 'pipeline'): Promise<number> {
  if (!NAMES.includes(name)) {
    tellFailure({ reason: 'usage', message: `there is no schema "${name}"`, hint: `known here: ${NAMES.join(', ')}` });
    return EXIT.usage;
  }
  print(readFileSync(join(PACKAGE_FOLDER, 'schema', `${name}.schema.json`), 'utf8').trimEnd());
  return EXIT.done;
}
