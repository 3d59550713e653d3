/**
 * How good the textures of a library are: builds it with each profile into a temporary export and prints, by profile and kind, textures, clean and strict shares, grades,
 * and why what is missing was not made. Usage: npm run bench:quality -- DIR [PROFILE…]; all shipped profiles when none is named.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { loadProject } from '../dist/src/cli/load-project.js';
import { GRADES } from '../dist/src/quality/grade.js';
import { summarise } from '../dist/src/quality/summary.js';
import { measureExport } from '../dist/src/run/measure-export.js';
import { openTrees } from '../dist/src/run/trees.js';
import { KINDS } from '../dist/src/texture/kinds.js';
import { printTable } from './measure.mjs';

$.verbose = false;
const root = fileURLToPath(new URL('..', import.meta.url));
const [folder, ...named] = process.argv.slice(2);
if (!folder) throw new Error('usage: npm run bench:quality -- DIR [PROFILE…]');
const shipped = readdirSync(join(root, 'profiles')).map((name) => name.replace(/\.yaml$/, ''));
const profile = named.length > 0 ? named : shipped.sort();
const scratch = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
const where = { library: resolve(folder), export: join(scratch, 'export'), cache: join(scratch, 'cache') };

async function build() {
  const folders = Object.entries(where).flatMap(([name, path]) => [`--${name}`, path]);
  const profiles = profile.flatMap((name) => ['--profile', name]);
  const { stdout } = await $({
    cwd: root,
    nothrow: true,
  })`node dist/src/cli/main.js build --json ${folders} ${profiles}`;
  const last = stdout.trim().split('\n').at(-1);
  if (!last) throw new Error('the build did not start: is there audio in the folder?');
  return JSON.parse(last);
}

const percent = (part, count) => (count === 0 ? '' : `${((100 * part) / count).toFixed(1)} %`);

const sumOf = (rows, pick) => rows.reduce((sum, row) => sum + pick(row), 0);

function qualityRow(profileName, kind, rows) {
  const count = sumOf(rows, (row) => row.count);
  const clean = sumOf(rows, (row) => row.clean);
  const loops = sumOf(rows, ({ strict }) => strict?.loops ?? 0);
  const strict = (pick) =>
    percent(
      sumOf(rows, (row) => (row.strict ? pick(row.strict) : 0)),
      loops,
    );
  return [
    profileName,
    kind,
    count,
    percent(clean, count),
    loops,
    strict(({ all }) => all),
    strict(({ step }) => step),
    strict(({ flux }) => flux),
    strict(({ level }) => level),
    ...GRADES.map((grade) => sumOf(rows, ({ grades }) => grades[grade])),
  ];
}

/** Rejections of textures and tracks, counted by profile, kind and rule, most frequent first. */
function countReasons(profileName, treeFolder, counts) {
  const add = (kind, rule) => {
    const key = `${profileName}\t${kind}\t${rule}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const { not_made: notMade, left_out: leftOut } = JSON.parse(readFileSync(join(treeFolder, 'manifest.json'), 'utf8'));
  for (const { kind, rule } of [...notMade, ...leftOut]) add(kind, rule);
  for (const { rule, texture } of JSON.parse(readFileSync(join(treeFolder, 'rejected.json'), 'utf8')))
    if (texture === null) add('(track)', rule);
}

try {
  const { tracks, rejected, failed, elapsedMs } = await build();
  const project = loadProject({ ...where, directory: root, profile });
  if (!project.ok) throw new Error(project.failure.message);
  const rows = [];
  const all = [];
  const faulty = [];
  const reasons = new Map();
  for (const { folder: treeFolder, profile: resolved } of openTrees(project.value)) {
    const measured = await measureExport(treeFolder, resolved.base);
    const kinds = summarise(measured.files, KINDS);
    all.push(...kinds);
    rows.push(
      ...kinds.map((kind) => qualityRow(resolved.name, kind.kind, [kind])),
      qualityRow(resolved.name, 'all', kinds),
    );
    countReasons(resolved.name, treeFolder, reasons);
    for (const { path, judgement } of measured.files)
      for (const { rule, measured: value, threshold } of judgement.faults)
        faulty.push([resolved.name, path, judgement.grade, rule, value.toFixed(3), threshold.toFixed(3)]);
  }
  rows.push(qualityRow('all', 'all', all));
  console.log(`${tracks} tracks, ${rejected} rejected, ${failed} failed, ${Math.round(elapsedMs / 1000)} s\n`);
  printTable(['profile', 'kind', 'textures', 'clean', 'loops', 'strict', 'seam', 'flux', 'seam dB', ...GRADES], rows);
  console.log('\nNot clean');
  printTable(['profile', 'texture', 'grade', 'rule', 'measured', 'limit'], faulty);
  console.log('\nNot made');
  const sorted = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  printTable(
    ['profile', 'kind', 'rule', 'count'],
    sorted.map(([key, count]) => [...key.split('\t'), count]),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
