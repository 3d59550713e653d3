/** Every command that the README and the documents show in a `sh` block is run here, on a small library in place of `~/Music`. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Random } from '../../src/dsp/random.ts';
import { encodeWav } from '../../src/texture/wav.ts';

const packageFolder = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(packageFolder, path), 'utf8');

/** Installing, testing and rendering the demo are what CI itself does with these very words. */
const DONE_BY_CI = new Set(['npm ci && npm start', 'npm test']);

const documents = [
  'README.md',
  ...readdirSync(join(packageFolder, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The lines of all `sh` blocks, without their comments. */
const commandsIn = (markdown: string): string[] =>
  [...markdown.matchAll(/^ *```sh\n(.*?)^ *```/gms)]
    .flatMap(([, block]) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');

/** A minute of nothing much: the documents' commands matter here, not the sound. */
function writeMusic(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const number of [1, 2, 3]) {
    const random = new Random(String(number).repeat(32));
    const plane = Float32Array.from(
      { length: 31 * 8000 },
      (_, n) => 0.3 * Math.sin((2 * Math.PI * 110 * number * n) / 8000) + 0.01 * random.normal(),
    );
    writeFileSync(
      join(folder, `piece ${number}.wav`),
      encodeWav({ channels: [plane], sampleRateHz: 8000, bitDepth: 16, loop: null, rootNote: null }),
    );
  }
}

const SMALL_PROFILE = `output: { sample_rate_hz: 8000 }
pads: { count: 1 }
swells: { count: 1, min_duration_seconds: 1, max_duration_seconds: 2 }
clouds: { count: 1, duration_seconds: 1 }
hiss: { loop_count: 1, flicker_count: 0, low_hz: 1000 }
`;

describe('the documents', () => {
  const project = mkdtempSync(join(tmpdir(), 'grainmill-docs-'));
  const music = join(project, 'Music');

  before(() => {
    writeMusic(music);
    mkdirSync(join(project, 'profiles'));
    writeFileSync(join(project, 'profiles/balanced.yaml'), SMALL_PROFILE);
    writeFileSync(join(project, 'pipeline.yaml'), read('pipeline.yaml').replace('./library', './Music'));
  });
  after(() => rmSync(project, { recursive: true }));

  const argvOf = (command: string): string[] => {
    const words =
      command
        .replaceAll('~/Music', music)
        .match(/'[^']*'|\S+/g)
        ?.map((word) => word.replace(/^'|'$/g, '')) ?? [];
    const isStart = words[0] === 'npm';
    const entry = join(packageFolder, 'dist/bundle/grainmill', isStart ? 'start.js' : 'main.js');
    const args = isStart ? words.slice(words.indexOf('--') + 1) : words.slice(words.indexOf('grainmill') + 1);
    return [entry, ...args];
  };
  const run = (command: string) => spawnSync(process.execPath, argvOf(command), { cwd: project, encoding: 'utf8' });

  /** A watch is stopped once it is idle, and then has done well. */
  const watchOnce = async (command: string): Promise<{ status: number | null; stderr: string }> => {
    const child = spawn(process.execPath, argvOf(command), { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const onData = (data: Buffer): void => {
      said += data;
      if (/^watching|"state":"idle"/m.test(said)) child.kill('SIGINT');
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { status: status === 130 ? 0 : status, stderr: said };
  };

  for (const document of documents) {
    for (const command of commandsIn(read(document)).filter((line) => !DONE_BY_CI.has(line))) {
      it(`${document}: ${command}`, async () => {
        assert.match(
          command,
          /^(npm start -- --library ~\/Music|npx grainmill )/,
          'a command this test knows how to run',
        );
        const { status, stderr } = command.includes(' watch') ? await watchOnce(command) : run(command);
        // The README shows --frozen after a build with another profile: that exports are out of date is then the right answer.
        const expected = command.includes('--frozen') ? [0, 3] : [0];
        assert.ok(expected.includes(status ?? -1), `exit ${status}: ${stderr}`);
      });
    }
  }

  it('show the graph as the command draws it', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(packageFolder, 'dist/bundle/grainmill/main.js'),
        'graph',
        '-C',
        packageFolder,
        '--cache',
        join(project, 'never-built'),
      ],
      { encoding: 'utf8' },
    );
    assert.ok(read('README.md').includes(`\`\`\`mermaid\n${stdout}\`\`\``));
  });

  it('link only to files that exist', () => {
    for (const document of ['README.md', 'ARCHITECTURE.md']) {
      for (const [, target] of read(document).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.ok(existsSync(join(packageFolder, target)), `${document} links to ${target}`);
      }
    }
  });
});
