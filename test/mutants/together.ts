/** Runs the test files that it is given in this one process, and ends it at the first failure: starting a process costs more than most tests. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

process.stdout.on('error', () => {});
for (const path of process.argv.slice(2)) await import(pathToFileURL(resolve(path)).href);
