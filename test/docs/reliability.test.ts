/** docs/reliability.md names a test for every promise, and each of them exists. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FAULTS } from '../faults/all.ts';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

const ROW = /^\| (?<fault>[^|]*)\| (?<promise>[^|]*)\| `(?<file>[^`]+)` \| (?<name>[^|]+) \|$/;
const GENERATED = 'test/faults/faults.test.ts';

interface Row {
  readonly fault: string;
  readonly promise: string;
  readonly file: string;
  readonly name: string;
}

const rows = read('docs/reliability.md')
  .split('\n')
  .flatMap((line) => (ROW.exec(line)?.groups ?? []) as Row | []);

test('every test that a promise names exists, and the first row of each fault says what is promised', () => {
  assert.ok(rows.length > 16, `${rows.length} rows`);
  for (const { fault, promise, file, name } of rows) {
    assert.equal(fault.trim() === '', promise.trim() === '', name);
    const isThere =
      file === GENERATED ? FAULTS.some((one) => one.name === name) : read(file).includes(`test('${name}'`);
    assert.ok(isThere, `${file} has no test "${name}"`);
  }
});

test('every fault that is tried is a row', () => {
  const named = new Set(rows.filter(({ file }) => file === GENERATED).map(({ name }) => name));
  for (const { name } of FAULTS) assert.ok(named.has(name), name);
});
