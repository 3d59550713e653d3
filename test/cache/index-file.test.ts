import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../src/cache/digest.ts';
import { indexName, listIndexes, readIndex, writeIndex } from '../../src/cache/index-file.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { lastRun, recordRun, runsWithDropped } from '../../src/cache/runs.ts';
import type { SummaryEvent } from '../../src/event.ts';
import { DAMAGES, damageFile, scratchFolder } from './scratch.ts';

const NAME = indexName('export', '/music/export');

describe('index files', () => {
  it('give back what was written, and null when nothing was', () => {
    const root = scratchFolder();
    assert.equal(readIndex(root, NAME), null);
    assert.deepEqual(listIndexes(root, 'export'), []);
    for (const value of [{ a: [1, 'é\n'] }, 'text', [], null]) {
      writeIndex(root, NAME, value);
      assert.deepEqual(readIndex(root, NAME), value);
    }
    assert.deepEqual(listIndexes(root, 'export'), [NAME]);
    assert.deepEqual(listIndexes(root, 'snapshot'), []);
  });

  it('are not all that lies there', () => {
    const root = scratchFolder();
    writeIndex(root, NAME, {});
    const { index } = cacheLayout(root);
    for (const name of ['export-1.json.aside', 'standing-0123', 'exported.json', 'export'])
      writeFileSync(join(index, name), '');
    assert.deepEqual(listIndexes(root, 'export'), [NAME]);
  });

  it('are named by what they belong to, without telling the path', () => {
    assert.notEqual(NAME, indexName('export', '/music/other'));
    assert.match(NAME, /^export-[0-9a-f]{16}$/);
  });

  for (const [name, damage] of DAMAGES) {
    it(`read as absent with ${name}`, () => {
      const root = scratchFolder();
      writeIndex(root, NAME, { tracks: { a: 1 } });
      damageFile(join(cacheLayout(root).index, `${NAME}.json`), damage);
      assert.equal(readIndex(root, NAME), null);
    });
  }

  it('read as absent when they are of another format', () => {
    const root = scratchFolder();
    writeIndex(root, NAME, {});
    for (const body of ['{"format":99,"value":1}', 'null', 'not JSON', '']) {
      writeFileSync(join(cacheLayout(root).index, `${NAME}.json`), `${sha256(body)}\n${body}\n`);
      assert.equal(readIndex(root, NAME), null, body);
    }
  });
});

describe('the record of runs', () => {
  const summary = (ran: number): SummaryEvent => ({
    event: 'summary',
    tracks: 1,
    rejected: 0,
    actions: 1,
    ran,
    rendered: 0,
    restored: 0,
    upToDate: 0,
    failed: 0,
    skipped: 0,
    textures: 0,
    bytesWritten: 0,
    elapsedMs: 0,
  });
  const record = (root: string, minute: number, dropped: readonly string[] = []): void => {
    const startedAt = new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();
    const profiles = ['balanced'];
    recordRun(
      root,
      { startedAt, profiles, export: '/export', stages: {}, summary: summary(minute), failures: [] },
      dropped,
    );
  };

  it('tells of each run what was not needed any more after it, and forgets it with the run', () => {
    const root = scratchFolder();
    record(root, 0, ['a', 'b']);
    record(root, 1);
    const told = () => [...runsWithDropped(root)].map(({ run, dropped }) => [run.summary.ran, ...dropped]);
    assert.deepEqual(told(), [[1], [0, 'a', 'b']]);
    for (let minute = 2; minute < 101; minute++) record(root, minute);
    assert.equal(told().flat().includes('a'), false);
    assert.equal(readdirSync(cacheLayout(root).runs).length, 100);
  });

  it('tells the newest and keeps the last hundred', () => {
    const root = scratchFolder();
    assert.equal(lastRun(root), null);
    for (let minute = 0; minute < 103; minute++) record(root, minute);
    assert.equal(lastRun(root)?.summary.ran, 102);
    assert.equal(readdirSync(cacheLayout(root).runs).length, 100);
  });

  it('passes over a run that cannot be read', () => {
    const root = scratchFolder();
    record(root, 1);
    record(root, 2);
    const { runs } = cacheLayout(root);
    const newest = join(runs, readdirSync(runs).sort()[1]);
    for (const text of ['', readFileSync(newest, 'utf8').slice(0, 30)]) {
      writeFileSync(newest, text);
      assert.equal(lastRun(root)?.summary.ran, 1);
    }
  });
});
