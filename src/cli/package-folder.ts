/** Where this package lies, and what it says of itself. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `dist/src/cli/` → the package. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../../../', import.meta.url));

export const packageVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
