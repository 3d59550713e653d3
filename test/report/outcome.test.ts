/** Every way in which a command can end has an exit code, a line in docs/events.md, and a rendering. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import type { SummaryEvent } from '../../src/event.ts';
import type { Failure } from '../../src/failure.ts';
import type { AfterBuild, Outcome } from '../../src/outcome.ts';
import { tellOutcome } from '../../src/report/outcome.ts';
import type { BuildReport } from '../../src/run/conclude.ts';

const DOCUMENT = fileURLToPath(new URL('../../../docs/events.md', import.meta.url));

const TIMEOUT: Failure = { reason: 'timeout', limitSeconds: 5 };

const SUMMARY: SummaryEvent = {
  event: 'summary',
  ...{ tracks: 0, rejected: 1, textures: 0, elapsedMs: 0 },
  ...{ actions: 0, ran: 0, restored: 0, upToDate: 0, failed: 0, skipped: 0, rendered: 0, bytesWritten: 0 },
};

const REPORT: BuildReport = {
  summary: SUMMARY,
  failures: [{ failure: TIMEOUT, track: 'one' }],
  survey: {
    catalog: [],
    selection: { selected: [], rejected: [] },
    rejected: [],
    files: new Map(),
    failures: new Map(),
    unreadable: [],
    catalogActions: [],
    vouched: null,
  },
  trees: [],
  forecast: { cacheBytes: 0, exportBytes: 0 },
  previews: [],
  written: [],
  changed: true,
};

const AFTER: AfterBuild = { report: REPORT, exportFolder: '/export', isDryRun: false };
const VERIFIED = {
  objects: 1,
  results: 1,
  damaged: [{ what: 'object', path: 'ab', reason: 'of another size' }],
} as const;
const NO_FILES = { files: 0, bytes: 0 };
const CHECKS = [{ name: 'node', isFine: true, finding: '20' }];

type Samples = { readonly [Name in Outcome['outcome']]: readonly Extract<Outcome, { outcome: Name }>[] };

/** At least one of each: the compiler misses what is missing. */
const SAMPLES: Samples = {
  refused: [
    { outcome: 'refused', failure: { reason: 'usage', message: 'no such thing' } },
    { outcome: 'refused', failure: TIMEOUT },
  ],
  interrupted: [
    { outcome: 'interrupted', signal: 'SIGINT' },
    { outcome: 'interrupted', signal: 'SIGTERM' },
  ],
  built: [
    { outcome: 'built', ...AFTER },
    { outcome: 'built', ...AFTER, report: null },
    { outcome: 'built', ...AFTER, isDryRun: true },
  ],
  'actions-failed': [{ outcome: 'actions-failed', ...AFTER }],
  'would-change': [{ outcome: 'would-change', ...AFTER }],
  'files-rejected': [{ outcome: 'files-rejected', rejected: 1, ...AFTER }],
  watched: [{ outcome: 'watched' }],
  status: [{ outcome: 'status', actions: [], rejected: [], lastRun: null }],
  runs: [{ outcome: 'runs', runs: [] }],
  explained: [
    {
      outcome: 'explained',
      actions: [],
      ownActions: [],
      rejected: [{ id: null, relPath: 'a.wav', stage: 'discover', rule: 'x', measured: 1, threshold: 2 }],
    },
  ],
  checked: [{ outcome: 'checked', stages: 5, profiles: ['balanced'], library: '/music', export: '/export' }],
  measured: [
    {
      outcome: 'measured',
      trees: [{ export: '/e', profile: 'p', measured: { files: [], unreadable: [] } }],
      each: true,
    },
  ],
  'cache-stats': [{ outcome: 'cache-stats', folder: '/cache', objects: NO_FILES, results: NO_FILES, runs: 0 }],
  'cache-sound': [{ outcome: 'cache-sound', verified: VERIFIED, isRepaired: true }],
  'cache-damaged': [{ outcome: 'cache-damaged', verified: VERIFIED, isRepaired: false }],
  'cache-collected': [
    {
      outcome: 'cache-collected',
      collected: { needed: NO_FILES, spared: NO_FILES, removed: NO_FILES, forgotten: [], isBlind: false },
      retention: {},
    },
  ],
  'cache-cleared': [{ outcome: 'cache-cleared', folder: '/cache' }],
  healthy: [{ outcome: 'healthy', checks: CHECKS }],
  unhealthy: [{ outcome: 'unhealthy', checks: CHECKS }],
  text: [{ outcome: 'text', text: 'digraph {}' }],
  initialised: [{ outcome: 'initialised', folder: '/project', emptyLibrary: null }],
};

/** All that is printed, on either stream. */
async function printed(outcome: Outcome, json: boolean): Promise<string> {
  let text = '';
  const write = (chunk: unknown): boolean => {
    text += String(chunk);
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) => mock.method(stream, 'write', write));
  try {
    await tellOutcome(outcome, { json, quiet: false });
  } finally {
    for (const stream of streams) stream.mock.restore();
  }
  return text;
}

describe('every outcome', () => {
  it('has the exit codes that docs/events.md tells, and there are no others', () => {
    const rows = readFileSync(DOCUMENT, 'utf8').matchAll(/^\| `([a-z-]+)` \| ([\d, ]+) \|/gm);
    const documented = Object.fromEntries(Array.from(rows, ([, name, codes]) => [name, codes.split(', ').map(Number)]));
    const actual = Object.entries(SAMPLES).map(([name, samples]) => [name, [...new Set(samples.map(exitCodeOf))]]);
    assert.deepEqual(documented, Object.fromEntries(actual));
  });

  it('has a rendering as text, and none where nothing is left to say', async () => {
    for (const sample of Object.values(SAMPLES).flat()) {
      const text = await printed(sample, false);
      const isSilent = sample.outcome === 'interrupted' || sample.outcome === 'watched';
      assert.equal(text === '', isSilent, `${sample.outcome}: ${text}`);
    }
  });

  it('tells what failed, what is frozen and what is damaged', async () => {
    assert.match(await printed(SAMPLES['actions-failed'][0], true), /one: a job took longer than it may/);
    assert.match(await printed(SAMPLES['would-change'][0], true), /--frozen: the export is not what/);
    assert.match(await printed(SAMPLES['files-rejected'][0], true), /--strict: 1 file rejected/);
    assert.match(await printed(SAMPLES['cache-damaged'][0], false), /object ab: of another size\n/);
    assert.match(await printed(SAMPLES['cache-sound'][0], false), /of another size; removed/);
  });

  it('that has JSON prints one object a line', async () => {
    for (const name of ['status', 'runs', 'measured', 'cache-stats', 'cache-collected'] as const) {
      const lines = (await printed(SAMPLES[name][0], true)).trimEnd().split('\n');
      for (const line of lines) assert.equal(typeof JSON.parse(line), 'object', name);
    }
  });
});
