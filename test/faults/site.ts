/**
 * A tiny project for a build to be hurt in, and what the next build is held to: the export is the one of a clean build, the cache is sound, nothing
 * temporary is left, no process either, and nothing was rendered that was there already. Knows nothing of what went wrong.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { collectGarbage } from '../../src/cache/gc.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import { verifyCache } from '../../src/cache/verify.ts';
import { storedFiles } from '../../src/cache/walk.ts';
import { type BuildRun, Project, type Run, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';

export type Tree = Readonly<Record<string, string>>;

const SEEDS = [1, 2];
const SECONDS = 1.2;
/** Tracks × kinds. */
const RENDERS = SEEDS.length * 4;
const PATIENCE_MS = 30_000;

export class Site {
  readonly project: Project;
  /** What its builds take for the system's folder of temporary files. */
  readonly #temporary: string;
  readonly env: NodeJS.ProcessEnv;
  /** What is done before its folder is removed. */
  readonly cleanUp: (() => void)[] = [];

  /** In a folder of its own below `parent`. */
  constructor(parent: string) {
    const folder = mkdtempSync(join(parent, 'site-'));
    this.project = new Project(folder);
    for (const seed of SEEDS) this.project.source(`${seed}.wav`, song(seed, SECONDS));
    this.#temporary = `${folder}.tmp`;
    mkdirSync(this.#temporary);
    // strace counts the calls of each thread on its own: with one helper thread there are few to count.
    this.env = { TMPDIR: this.#temporary, UV_THREADPOOL_SIZE: '1', GRAINMILL_TEST_SITE: folder };
  }

  build(args: readonly string[] = []): Promise<BuildRun> {
    return this.project.build(['--jobs', '1', ...args], { env: this.env });
  }

  /** Fails unless the next build finishes the work, as it is described above. Returns how much it had to render. */
  async recovers(clean: Tree): Promise<number> {
    const { project } = this;
    await this.isQuiet();
    const kept = wholeRenders(project.cache);
    const run = await this.build();
    assert.equal(run.code, 0, `exit ${run.code} ${run.signal}\n${run.stderr}`);
    assert.equal(run.summary.rendered, RENDERS - kept, `${kept} were there already`);
    this.isClean(clean);
    return run.summary.rendered;
  }

  /** Fails unless export and cache are as after a clean build, once what is left over was collected. */
  isClean(clean: Tree): void {
    const { cache, export: tree } = this.project;
    assert.deepEqual(treeOf(tree), clean);
    assert.ok(!existsSync(join(tree, '.grainmill-tmp')), 'temporary files in the export');
    assert.deepEqual(verifyCache(cache, false).damaged, []);
    collectGarbage(cache, {});
    assert.deepEqual(readdirSync(cacheLayout(cache).temporary), []);
    assert.deepEqual(this.temporaryFiles(), []);
  }

  temporaryFiles(): string[] {
    return readdirSync(this.#temporary);
  }

  /** Resolves when no process of its builds is left; fails when that takes long. */
  async isQuiet(): Promise<void> {
    for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await wait(10))
      if (this.processes().length === 0) return;
    assert.fail(`processes left: ${this.processes().join()}`);
  }

  /** Builds of this site and whatever they started. */
  processes(): number[] {
    const mark = `GRAINMILL_TEST_SITE=${this.env.GRAINMILL_TEST_SITE}\0`;
    const isOurs = (pid: string): boolean => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
      } catch {
        return false; // it ended while we looked
      }
    };
    return readdirSync('/proc')
      .filter((name) => /^[0-9]+$/.test(name) && isOurs(name))
      .map(Number);
  }

  remove(): void {
    for (const act of this.cleanUp) act();
    for (const folder of [this.project.folder, this.#temporary]) rmSync(folder, { recursive: true, force: true });
  }
}

/** The export of a build that nothing happens to, of what `become` makes of the site. */
export async function cleanTree(parent: string, become: (site: Site) => unknown = () => {}): Promise<Tree> {
  const site = new Site(parent);
  become(site);
  const { code, stderr } = await site.build();
  assert.equal(code, 0, stderr);
  const tree = treeOf(site.project.export);
  site.remove();
  return tree;
}

/** Hurts a build in a new site, then asks that it recovers. `hurt` tells whether it did. */
export async function recovery(parent: string, clean: Tree, hurt: (site: Site) => Promise<boolean>): Promise<boolean> {
  const site = new Site(parent);
  try {
    const happened = await hurt(site);
    await site.recovers(clean);
    return happened;
  } finally {
    site.remove();
  }
}

/** A build may fail when it is hurt, in words; it never ends with what only a programmer understands. */
export function isNoCrash({ code, signal, stderr }: Run): void {
  assert.ok(signal === null && code !== null && [0, 1, 2, 4].includes(code), `exit ${code} ${signal}\n${stderr}`);
  assert.doesNotMatch(stderr, /\.js:\d+|bug in grainmill/);
  if (code !== 0) assert.notEqual(stderr, '');
}

/** How many renders the cache has whole, with everything that they made. */
function wholeRenders(cache: string): number {
  const store = openDiskStore(cache);
  return [...storedFiles(cacheLayout(cache).actions)].filter(({ name }) => {
    const result = store.readAction(name);
    return result?.stage === 'render' && result.objects.every((digest) => store.readObject(digest) !== null);
  }).length;
}
