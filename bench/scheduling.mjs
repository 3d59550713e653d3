/**
 * CPU of planning and scheduling alone: fingerprints and keys of the render actions of many tracks, the decision on each, and running them as jobs of an
 * executor that answers at once, with a store that forgets. Usage: npm run bench:scheduling -- [ACTIONS]
 */

import { loadProject } from '../dist/src/cli/load-project.js';
import { decide } from '../dist/src/plan/decide.js';
import { renderActions } from '../dist/src/plan/render-actions.js';
import { runRenderJobs } from '../dist/src/run/render-jobs.js';
import { cpuSeconds, cpuSecondsNow, printTable } from './measure.mjs';

const count = Number(process.argv[2] ?? 100_000);
const KINDS = ['pads', 'swells', 'clouds', 'hiss'];
const loaded = loadProject({});
if (!loaded.ok) throw new Error(loaded.failure.message);
const profile = loaded.value.profiles[0];
const format = {
  container: 'flac',
  codec: 'flac',
  durationSeconds: 200,
  sampleRateHz: 44_100,
  channels: 2,
  bitDepth: 16,
};
const tracks = Array.from({ length: count / KINDS.length }, (_, number) => ({
  id: `t_${number}`,
  slug: `track_${number}`,
  relPath: `track ${number}.flac`,
  payloadDigest: number.toString(16).padStart(64, '0'),
  tagDigest: '',
  format,
  warnings: [],
  tags: {},
}));
const shapers = { fft: 'fft 1', decoderOf: () => 'flac 1' };
const planned = cpuSecondsNow(() => renderActions({ tracks, kinds: KINDS, profile, shapers }));
const ledger = { tracks: {}, files: {}, folders: {} };
const known = { has: () => false, fingerprintOf: () => null };
const decided = cpuSecondsNow(() => decide(planned.value.value, ledger, known, false));
const file = { absolutePath: '/nowhere', sizeBytes: 1, mtimeNs: '1', ctimeNs: '1', inode: '1' };
const result = { verdict: null, facts: null, textures: [], rejections: [], warnings: [] };
const ran = await cpuSeconds(() =>
  runRenderJobs({
    actions: decided.value,
    files: { get: () => file },
    store: { writeAction: () => {} },
    cacheFolder: '/nowhere',
    ffmpeg: null,
    executor: { run: async (job) => ({ ok: true, value: job.requests.map(() => result) }), close: async () => {} },
    jobs: 2,
    stage: { name: 'render', timeoutSeconds: 300, retries: 0 },
    failFast: false,
    hearAgain: false,
    retriesChanged: false,
    emit: () => {},
    signal: new AbortController().signal,
  }),
);
const rows = [
  ['fingerprints and keys', planned.seconds],
  ['decisions', decided.seconds],
  ['jobs', ran.seconds],
  ['all', planned.seconds + decided.seconds + ran.seconds],
];
printTable(
  ['CPU', 's', 'µs an action'],
  rows.map(([name, seconds]) => [name, seconds.toFixed(2), ((1e6 * seconds) / count).toFixed(1)]),
);
