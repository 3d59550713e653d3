/** The quality report: a table a kind with the share that is clean, then the grades with their reasons. */
import { reasonsText } from '../document/reason-text.ts';
import type { Outcome } from '../outcome.ts';
import { RANKED_FIGURES } from '../quality/percentiles.ts';
import { type KindSummary, type StrictCounts, summarise } from '../quality/summary.ts';
import type { MeasuredExport, MeasuredFile } from '../run/measure-export.ts';
import { KINDS } from '../texture/kinds.ts';
import { print } from './console.ts';
import { plural, printable } from './format.ts';
import type { Telling } from './outcome.ts';
import { table } from './table.ts';

const HEADER = [
  'kind',
  'count',
  'clean',
  'share',
  'A',
  'B',
  'C',
  'D',
  'F',
  'LUFS',
  'true peak',
  'seam',
  'flux',
  'seam dB',
  'DC',
];
const STRICT_HEADER = ['kind', 'loops', 'strict', 'share', 'seam', 'flux', 'seam dB'];
const PERCENTILE_HEADER = ['seam', 'flux', 'seam dB', 'LUFS', 'crest', 'flatness', 'centroid'];

const figure = (value: number | undefined, decimals: number): string =>
  value === undefined ? '' : value.toFixed(decimals);
const share = (part: number, count: number): string => `${count === 0 ? '' : ((100 * part) / count).toFixed(1)} %`;

export function tellMeasured({ trees, each }: Extract<Outcome, { outcome: 'measured' }>, { json }: Telling): void {
  for (const { export: folder, profile, measured } of trees) {
    if (json)
      print(JSON.stringify({ export: folder, profile, summary: summarise(measured.files, KINDS), ...measured }));
    else {
      print(`${folder} (${profile})`);
      tellQuality(measured, each);
    }
  }
}

/** With `each`, every texture is listed with its percentiles; else those below grade A with their reasons. */
function tellQuality(measured: MeasuredExport, each: boolean): void {
  const { files, unreadable } = measured;
  const kinds = summarise(files, KINDS);
  printTable(HEADER, kinds.map(kindRow));
  print('LUFS is the median; true peak (dBTP), seam ratio, seam flux, seam level (dB) and DC (dBFS) are the largest.');
  tellStrict(kinds);
  if (each) tellEach(files);
  else for (const file of files) if (file.judgement.reasons.length > 0) print(`  ${graded(file)}`);
  for (const path of unreadable) print(`  ${printable(path)}: cannot be read as WAV`);
  const clean = files.filter(({ judgement }) => judgement.clean).length;
  const count = files.length + unreadable.length;
  print(`${clean} of ${plural(count, 'texture')} clean (${share(clean, count)})`);
}

const printTable = (header: readonly string[], rows: readonly (readonly string[])[]): void => {
  for (const line of table(header, rows)) print(line);
};

const kindRow = ({ kind, count, clean, grades, figures }: KindSummary): string[] => [
  kind,
  String(count),
  String(clean),
  share(clean, count),
  ...(['A', 'B', 'C', 'D', 'F'] as const).map((grade) => String(grades[grade])),
  figure(figures.integratedLufs?.median, 1),
  figure(figures.truePeakDbtp?.largest, 1),
  figure(figures.seamStepRatio?.largest, 2),
  figure(figures.seamFluxRatio?.largest, 2),
  figure(figures.seamLevelDb?.largest, 1),
  figure(figures.dcDbfs?.largest, 0),
];

/** Loops alone have seams. */
function tellStrict(kinds: readonly KindSummary[]): void {
  const rows = kinds.flatMap(({ kind, strict }) => (strict === null ? [] : [strictRow(kind, strict)]));
  if (rows.length === 0) return;
  printTable(STRICT_HEADER, rows);
  print(
    'Strict: loops that meet the plain limits, without allowance for what is usual in the loop: seam ratio 1, flux 1.5, level 1 dB.',
  );
}

const strictRow = (kind: string, { loops, all, step, flux, level }: StrictCounts): string[] => [
  kind,
  String(loops),
  String(all),
  ...[all, step, flux, level].map((part) => share(part, loops)),
];

function graded({ path, judgement: { grade, reasons } }: MeasuredFile): string {
  return `${grade}  ${printable(path)}${reasons.length > 0 ? `: ${reasonsText(reasons)}` : ''}`;
}

function tellEach(files: readonly MeasuredFile[]): void {
  const rows = files.map(({ path, judgement, percentiles }) => [
    judgement.grade,
    printable(path),
    ...RANKED_FIGURES.map((name) => figure(percentiles[name] ?? undefined, 0)),
    reasonsText(judgement.reasons),
  ]);
  printTable(['grade', 'texture', ...PERCENTILE_HEADER, 'reasons'], rows);
  print('The figures are percentiles among the textures of the same kind and form (loop or one-shot) in this export.');
}
