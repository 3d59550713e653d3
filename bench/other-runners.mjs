/** ninja and make on the same shape of work: so many sources, so many files of each, made by copying. Both trust mtimes and hash nothing. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNNERS = {
  ninja: {
    file: 'build.ninja',
    head: 'rule copy\n  command = cp $in $out\n',
    edge: (source, target) => `build ${target}: copy ${source}\n`,
    all: () => '',
  },
  make: {
    file: 'Makefile',
    head: '',
    edge: (source, target) => `${target}: ${source}\n\tcp ${source} ${target}\n`,
    all: (targets) => `.DEFAULT_GOAL := all\nall: ${targets.join(' ')}\n`,
  },
};

function timed(command, folder) {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, ['-j2'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

/** Seconds of a no-op and of one changed source, by runner; null for one that is not installed. */
export function otherRunners(sources, filesOfEach) {
  return Object.entries(RUNNERS).map(([name, { file, head, edge, all }]) => {
    if (spawnSync(name, ['--version']).status !== 0) return { name, seconds: null };
    const folder = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
    mkdirSync(join(folder, 'in'));
    mkdirSync(join(folder, 'out'));
    const targets = [];
    let text = head;
    for (let source = 0; source < sources; source++) {
      writeFileSync(join(folder, `in/${source}`), '');
      for (let one = 0; one < filesOfEach; one++) {
        targets.push(`out/${source}.${one}`);
        text += edge(`in/${source}`, targets.at(-1));
      }
    }
    writeFileSync(join(folder, file), text + all(targets));
    timed(name, folder);
    const noOp = timed(name, folder);
    utimesSync(join(folder, 'in/0'), new Date(), new Date());
    const change = timed(name, folder);
    rmSync(folder, { recursive: true });
    return { name, seconds: { noOp, change } };
  });
}
