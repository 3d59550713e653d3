/** The executors of renders keep what an executor promises, with a decoder that misbehaves: the real worker, and the one that is started early. */
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { earlyExecutor } from '../../src/cli/early-executor.ts';
import { loadProject } from '../../src/cli/load-project.ts';
import { stampOf } from '../../src/library/file-stamp.ts';
import { identifyAudio } from '../../src/library/identify.ts';
import { ChildProcesses } from '../../src/run/child-processes.ts';
import type { Executor, RenderJob } from '../../src/run/executor.ts';
import { KINDS } from '../../src/texture/kinds.ts';
import type { KindResult } from '../../src/texture/record.ts';
import { Project } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { riff, riffChunk, wavFormat } from '../library/audio-bytes.ts';
import { valueIn } from '../pipeline/project.ts';
import { executorContract } from './executor-contract.ts';

const project = new Project();
const loaded = valueIn(loadProject({ directory: project.folder, profile: [], set: [] }));
const profile = loaded.profiles[0].base;

async function jobOf(path: string, ffmpeg: string | null): Promise<RenderJob> {
  const identified = await identifyAudio(path);
  if (!identified.ok) throw new Error(JSON.stringify(identified));
  return {
    track: 'one',
    source: { path, base64: false },
    identity: identified.value,
    stamp: stampOf(statSync(path, { bigint: true })),
    cacheFolder: loaded.cacheFolder,
    ffmpeg,
    hearing: [['payload', identified.value.payloadDigest]],
    hearAgain: false,
    requests: [{ kind: 'pads', profile }],
  };
}

/** In the place of ffmpeg: answers for its version, and otherwise does what `body` says. */
function decoder(name: string, body: string): string {
  const path = join(project.folder, name);
  const version = 'if [ "$1" = -version ]; then echo "ffmpeg version 9.9-test"; exit 0; fi';
  writeFileSync(path, `#!/bin/sh\n${version}\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const whole = await jobOf(project.source('one.wav', song(1)), null);
/** µ-law, which the readers of the program leave to ffmpeg. */
const foreign = await jobOf(
  project.source('two.wav', riff([wavFormat(7, 1, 8000, 8), riffChunk('data', Buffer.alloc(16_000, 0x55))])),
  null,
);
const decodedBy = (name: string, body: string): RenderJob => ({ ...foreign, ffmpeg: decoder(name, body) });
let hung = 0;

const WORLD = {
  job: (...parts: readonly number[]): RenderJob => ({
    ...whole,
    requests: parts.map((part) => ({ kind: KINDS[part - 1], profile })),
  }),
  partsOf: (answer: KindResult[]) => answer,
  hanging: () => {
    const begunFile = join(project.folder, `begun-${++hung}`);
    const job = decodedBy(
      `hangs-${hung}`,
      `trap "" TERM INT\nsleep 300 &\necho > '${begunFile}'\nsleep 300\nsleep 300`,
    );
    return { job, begunFile, deafFile: null };
  },
  mishaps: [
    { what: 'whose process ends', job: decodedBy('ends', 'kill -TERM $PPID\nsleep 300'), reason: 'worker-crashed' },
    {
      what: 'whose process is killed',
      job: decodedBy('kills', 'kill -KILL $PPID\nsleep 300'),
      reason: 'out-of-memory',
    },
    { what: 'whose decoder is not there', job: { ...foreign, ffmpeg: '/nowhere' }, reason: 'decoder-missing' },
    {
      what: 'whose source is gone',
      job: { ...whole, source: { path: '/nowhere.wav', base64: false } },
      reason: 'source-changed',
    },
  ],
} as const;

executorContract<RenderJob, KindResult[]>({
  ...WORLD,
  name: 'of child processes that render',
  open: (atOnce) => new ChildProcesses(atOnce),
});

executorContract<RenderJob, KindResult[]>({
  ...WORLD,
  name: 'that is started early',
  open: (atOnce): Executor => {
    const early = earlyExecutor();
    const executor = early.open(atOnce);
    return {
      run: (job, options) => executor.run(job, options),
      close: async () => void (await Promise.all([executor.close(), early.close()])),
    };
  },
});
