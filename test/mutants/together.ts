/** Runs the test files that it is given in this one process, and ends it at the first failure: starting a process costs more than most tests. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const FAILED = /^ *not ok /m;

// What is told of the tests goes nowhere but here.
process.stdout.write = (text: string | Uint8Array): boolean => {
  if (FAILED.test(String(text))) process.exit(1);
  return true;
};

for (const path of process.argv.slice(2)) await import(pathToFileURL(resolve(path)).href);
