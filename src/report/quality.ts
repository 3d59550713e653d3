/** The quality report: a table a kind with the share that is clean, then every fault. */
import { summarise } from '../quality/summary.ts';
import type { MeasuredExport } from '../run/measure-export.ts';
import { KINDS } from '../texture/kinds.ts';
import { print } from './console.ts';
import { plural, printable } from './format.ts';
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

const figure = (value: number | undefined, decimals: number): string =>
  value === undefined ? '' : value.toFixed(decimals);
const share = (clean: number, count: number): string => `${count === 0 ? '' : ((100 * clean) / count).toFixed(1)} %`;

export function tellQuality(measured: MeasuredExport): void {
  const { files, unreadable } = measured;
  const rows = summarise(files, KINDS).map(({ kind, count, clean, grades, figures }) => [
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
  ]);
  for (const line of table(HEADER, rows)) print(line);
  print('LUFS is the median; true peak (dBTP), seam ratio, seam flux, seam level (dB) and DC (dBFS) are the largest.');
  for (const { path, judgement } of files) {
    if (judgement.clean) continue;
    print(
      `  ${judgement.grade}  ${printable(path)}: ${judgement.faults.map(({ rule, measured: value, threshold }) => `${rule} ${value.toFixed(3)} (${threshold})`).join(', ')}`,
    );
  }
  for (const path of unreadable) print(`  ${printable(path)}: cannot be read as WAV`);
  const clean = files.filter(({ judgement }) => judgement.clean).length;
  print(
    `${clean} of ${plural(files.length + unreadable.length, 'texture')} clean (${share(clean, files.length + unreadable.length)})`,
  );
}
