/** Renders one file in this process with the default profile and prints what it took, as JSON. Usage: node bench/one-job.mjs FILE */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskStore } from '../dist/src/cache/store.js';
import { loadProject } from '../dist/src/cli/load-project.js';
import { ffmpegLocator } from '../dist/src/library/ffmpeg-locator.js';
import { identifyAudio } from '../dist/src/library/identify.js';
import { openTrackAudio } from '../dist/src/library/track-audio.js';
import { RETAINED_PCM } from '../dist/src/run/worker.js';
import { isWanted } from '../dist/src/texture/forms.js';
import { KINDS } from '../dist/src/texture/kinds.js';
import { render } from '../dist/stages/render.js';

const path = process.argv[2];
const profile = loadProject({ profile: [], set: [] }).value.profiles[0].base;
const cache = mkdtempSync(join(tmpdir(), 'grainmill-job-'));
const store = openDiskStore(cache);
const identity = (await identifyAudio(path)).value;
const audio = (await openTrackAudio(path, identity, { ffmpeg: ffmpegLocator(null), retain: RETAINED_PCM })).value;
const results = await render(
  KINDS.filter((kind) => isWanted(kind, profile)).map((kind) => ({ kind, profile })),
  {
    audio,
    payloadDigest: identity.payloadDigest,
    heard: null,
    keepHeard: () => {},
    storeObject: (bytes) => store.writeObject(bytes),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  },
);
rmSync(cache, { recursive: true });
const { user, system } = process.cpuUsage();
const textures = results.value.reduce((sum, result) => sum + result.textures.length, 0);
console.log(
  JSON.stringify({
    maxRssMb: process.resourceUsage().maxRSS / 1000,
    cpuSeconds: (user + system) / 1e6,
    textures,
    minutes: identity.format.durationSeconds / 60,
  }),
);
