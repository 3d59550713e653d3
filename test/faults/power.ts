/** The power goes: an ext4 file system of its own stops at once, is mounted again, and holds what had reached the disk. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyCache } from '../../src/cache/verify.ts';
import { ended } from '../build/rig.ts';
import { type Case, type Effort, type Fault, randomOf } from './fault.ts';
import { cleanTree, Site, type Tree } from './site.ts';

const DISK_BYTES = 32 * 1024 * 1024;
/** EXT4_IOC_SHUTDOWN; perl is on every Debian, and Node has no ioctl. */
const CUT = 'sysopen(my $f, $ARGV[0], 0) or die "$!"; ioctl($f, 0x8004587d, pack("L", $ARGV[1])) or die "$!"';
/** Whether the journal is written out first. What a build left in memory is lost with both. */
const MANNERS = { 'after the journal': '1', 'at once': '2' } as const;

/** Of the time of a build: before that nothing is written. */
const EARLIEST = 0.3;
const UNMOUNT_TRIES = 100;

class Disk {
  readonly folder: string;
  readonly #image: string;

  constructor(parent: string) {
    const place = mkdtempSync(join(parent, 'disk-'));
    this.folder = join(place, 'mounted');
    this.#image = join(place, 'image');
    mkdirSync(this.folder);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, DISK_BYTES);
    execFileSync('mkfs.ext4', ['-q', '-F', this.#image]);
    this.mount();
  }

  mount(): void {
    execFileSync('mount', ['-o', 'loop', this.#image, this.folder], { stdio: 'pipe' });
  }

  cut(manner: keyof typeof MANNERS): void {
    execFileSync('perl', ['-e', CUT, this.folder, MANNERS[manner]], { stdio: 'pipe' });
  }

  /** A process that has just ended may hold a file for a moment longer. */
  async unmount(): Promise<void> {
    for (let left = UNMOUNT_TRIES; spawnSync('umount', [this.folder]).status !== 0; left--) {
      assert.ok(left > 0, `${this.folder} stays busy`);
      await wait(50);
    }
  }
}

function missing(): string | null {
  if (spawnSync('mkfs.ext4', ['-V']).error) return 'needs mkfs.ext4';
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-power-'));
  try {
    const disk = new Disk(folder);
    disk.cut('at once');
    spawnSync('umount', [disk.folder]);
    return null;
  } catch (error) {
    return `needs ext4 loop mounts and EXT4_IOC_SHUTDOWN: ${(error as Error).message.trim().split('\n').at(-1)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The library was on the disk long before. `afterMs` null: right after the end of the build, since what it said it made is to stay. */
async function cutShort(disk: Disk, clean: Tree, afterMs: number | null, manner: keyof typeof MANNERS): Promise<void> {
  const site = new Site(disk.folder);
  execFileSync('sync', ['-f', disk.folder]);
  const child = site.project.start(['build', '--jobs', '1'], { env: site.env });
  const end = ended(child);
  await (afterMs === null ? end : wait(afterMs));
  disk.cut(manner);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await end;
  await site.isQuiet();
  await disk.unmount();
  disk.mount();
  assert.deepEqual(verifyCache(site.project.cache, false).damaged, []);
  await site.recovers(clean);
}

async function cases(folder: string, { seed, powerCuts }: Effort): Promise<Case[]> {
  const clean = await cleanTree(folder);
  const startedMs = performance.now();
  await cleanTree(folder);
  const buildMs = performance.now() - startedMs;
  const random = randomOf(seed, 'power');
  return Array.from({ length: powerCuts }, (_, index) => {
    const manner = index % 2 === 0 ? 'at once' : 'after the journal';
    const share = index % 3 === 0 ? null : EARLIEST + random.uniform();
    const run = async (): Promise<boolean> => {
      const disk = new Disk(folder);
      try {
        await cutShort(disk, clean, share === null ? null : share * buildMs, manner);
        return true;
      } finally {
        await disk.unmount();
      }
    };
    return { name: `${index + 1}: ${manner}, after ${share?.toFixed(3) ?? 'all'} of its time`, run };
  });
}

export const POWER: Fault = { name: 'power cut', missing, cases };
