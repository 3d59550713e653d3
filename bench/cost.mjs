/**
 * Where the CPU time of a track goes: decode, analysis, each kind, finishing (with measuring and comparing), storing; and the sum ÷ the CPU of only decoding with
 * ffmpeg. A second table says what finishing is made of, and what opening loops takes of the kinds: each done once more by itself.
 * Usage: npm run bench:cost -- DIR [PROFILE]
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'zx';
import { openDiskStore } from '../dist/src/cache/store.js';
import { loadProject } from '../dist/src/cli/load-project.js';
import { TrackAnalyser } from '../dist/src/dsp/analysis.js';
import { openedAtCalmest } from '../dist/src/dsp/loop-opening.js';
import { PlanePool } from '../dist/src/dsp/planes.js';
import { ffmpegLocator } from '../dist/src/library/ffmpeg-locator.js';
import { identifyAudio } from '../dist/src/library/identify.js';
import { scanLibrary } from '../dist/src/library/scan.js';
import { openTrackAudio } from '../dist/src/library/track-audio.js';
import { measureTexture } from '../dist/src/quality/measure.js';
import { RETAINED_PCM } from '../dist/src/run/worker.js';
import { finishTexture } from '../dist/src/texture/finish.js';
import { isWanted } from '../dist/src/texture/forms.js';
import { KINDS, kindOf } from '../dist/src/texture/kinds.js';
import { makeSeries } from '../dist/src/texture/make-series.js';
import { randomSource } from '../dist/src/texture/seed.js';
import { SegmentReader } from '../dist/src/texture/segments.js';
import { encodeWav } from '../dist/src/texture/wav.js';
import { cpuSeconds, cpuSecondsNow, printTable } from './measure.mjs';

$.verbose = false;
const [folder, profileName = 'balanced'] = process.argv.slice(2);
if (!folder) throw new Error('usage: npm run bench:cost -- DIR [PROFILE]');
const project = loadProject({ profile: [profileName], set: [] });
if (!project.ok) throw new Error(project.failure.message);
const profile = project.value.profiles[0].base;
const cache = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
const store = openDiskStore(cache);
const sourcePlanes = new PlanePool(32 * 1024 * 1024);
/** Those that the profile asks for: a build makes no others. */
const kinds = KINDS.filter((kind) => isWanted(kind, profile));
const digest = (text) => createHash('sha256').update(text).digest('hex');

async function ffmpegSeconds(path) {
  const { stderr } =
    await $`bash -c ${`TIMEFORMAT='%U %S'; time ffmpeg -nostdin -v quiet -threads 1 -i "$0" -f null -`} ${path}`;
  return stderr
    .trim()
    .split(/\s+/)
    .map(Number)
    .reduce((sum, value) => sum + value, 0);
}

/** What finishing a rendered texture is made of, done by itself and added to `parts`. */
function finishAlone(name, kind, rendered, random, parts) {
  const add = (part, { value, seconds }) => {
    parts[part] += seconds;
    return value;
  };
  const { output } = profile;
  const { sample_rate_hz: sampleRateHz, bit_depth: bitDepth } = output;
  const before = parts.level;
  const finished = add(
    'level',
    cpuSecondsNow(() => finishTexture(name, rendered, output, random)),
  );
  if ('rule' in finished) return;
  const { channels, loop, levels } = finished;
  const encoded = cpuSecondsNow(() => encodeWav({ channels, sampleRateHz, bitDepth, loop, rootNote: null }));
  add('encode', encoded);
  parts.level = Math.max(before, parts.level - encoded.seconds);
  add(
    'measure',
    cpuSecondsNow(() => measureTexture({ channels, sampleRateHz, loop, kind, name, levels })),
  );
  if (loop !== null)
    add(
      'open',
      cpuSecondsNow(() => openedAtCalmest(rendered.channels, sampleRateHz)),
    );
}

/** Rendering, reading and storing are timed where they are called; what is left of the series is finishing, measuring and comparing. */
async function renderKind(name, analysis, audio, identity, { costs, parts }) {
  const kind = await kindOf(name);
  const seeds = randomSource(digest, identity.payloadDigest, name, 0);
  const input = { analysis, profile, randomFor: seeds.randomFor };
  let inner = 0;
  const charge = (step, cost) => {
    costs[step] += cost.seconds;
    inner += cost.seconds;
    return cost.value;
  };
  const planned = await cpuSeconds(() => kind.plan(input));
  costs[name] += planned.seconds;
  const reader = new SegmentReader(audio, planned.value.plans, profile.output.sample_rate_hz, sourcePlanes);
  const timed = {
    ...kind,
    render: (request) => {
      const rendered = charge(
        name,
        cpuSecondsNow(() => kind.render(request)),
      );
      if ('rule' in rendered) return rendered;
      const random = seeds.randomFor(`${request.plan.name} dither`);
      inner += cpuSecondsNow(() => finishAlone(request.plan.name, name, rendered, random, parts)).seconds;
      return rendered;
    },
  };
  const series = await cpuSeconds(() =>
    makeSeries(planned.value.plans, {
      kind: timed,
      input,
      seedFor: seeds.seedFor,
      read: async (source) => charge('read', await cpuSeconds(() => reader.read(source))),
      keep: ({ bytes }) =>
        charge(
          'store',
          cpuSecondsNow(() => store.writeObject(bytes)),
        ),
    }),
  );
  costs.finish += series.seconds - inner;
}

/** The parts of finishing as rows; what is left of it is comparing. */
function partRows({ costs, parts }) {
  const { open, ...finishing } = parts;
  const compare = Math.max(0, costs.finish - Object.values(finishing).reduce((sum, value) => sum + value, 0));
  const shown = { ...finishing, compare, 'open (part of the kinds)': open };
  return Object.entries(shown).map(([part, seconds]) => [part, seconds.toFixed(3)]);
}

async function costOf(file) {
  const costs = {
    decode: 0,
    analysis: 0,
    read: 0,
    ...Object.fromEntries(kinds.map((kind) => [kind, 0])),
    finish: 0,
    store: 0,
  };
  const parts = { level: 0, encode: 0, measure: 0, open: 0 };
  const identity = (await identifyAudio(file.absolutePath)).value;
  const options = { ffmpeg: ffmpegLocator(null), retain: RETAINED_PCM };
  const plain = (await openTrackAudio(file.absolutePath, identity, options)).value;
  costs.decode = (await cpuSeconds(() => plain.stream(() => {}))).seconds;
  await plain.close();
  const audio = (await openTrackAudio(file.absolutePath, identity, options)).value;
  const analyser = new TrackAnalyser(audio.sampleRateHz, audio.channels, audio.sourceChannels);
  const { value: analysis, seconds } = await cpuSeconds(async () => {
    await audio.stream((channels) => analyser.push(channels));
    return analyser.finish();
  });
  costs.analysis = Math.max(0, seconds - costs.decode);
  for (const kind of kinds) await renderKind(kind, analysis, audio, identity, { costs, parts });
  await audio.close();
  return { costs, parts, identity };
}

const { files } = await scanLibrary(folder, {
  extensions: ['wav', 'aiff', 'aif', 'flac', 'mp3'],
  skipDirs: [],
  excludePaths: [],
});
const rows = [];
await costOf(files[0]); // compiles what the others then use
for (const file of files) {
  const { costs, parts, identity } = await costOf(file);
  const total = Object.values(costs).reduce((sum, value) => sum + value, 0);
  const reference = await ffmpegSeconds(file.absolutePath);
  const { container, sampleRateHz, durationSeconds } = identity.format;
  rows.push({
    name: file.relPath.split('/').at(-1).slice(0, 28),
    about: `${container} ${sampleRateHz / 1000}k`,
    durationSeconds,
    costs,
    parts,
    total,
    reference,
  });
}
rmSync(cache, { recursive: true });
const steps = Object.keys(rows[0].costs);
const shown = (row) => [
  row.name,
  row.about,
  row.durationSeconds.toFixed(0),
  ...steps.map((step) => row.costs[step].toFixed(2)),
  row.total.toFixed(2),
  row.reference.toFixed(2),
  (row.total / row.reference).toFixed(1),
];
const sum = (pick) => rows.reduce((total, row) => total + pick(row), 0);
const all = {
  name: 'all',
  about: '',
  durationSeconds: sum((row) => row.durationSeconds),
  costs: Object.fromEntries(steps.map((step) => [step, sum((row) => row.costs[step])])),
  parts: Object.fromEntries(Object.keys(rows[0].parts).map((part) => [part, sum((row) => row.parts[part])])),
  total: sum((row) => row.total),
  reference: sum((row) => row.reference),
};
printTable(['track', 'format', 'seconds', ...steps, 'CPU s', 'ffmpeg', 'ratio'], [...rows, all].map(shown));
console.log();
printTable(['of finish', 'CPU s'], partRows(all));
