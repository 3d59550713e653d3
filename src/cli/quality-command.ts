/** `grainmill report quality`: measures the export as it lies on disk. */
import type { MeasuredTree, Outcome } from '../outcome.ts';
import { measureExport } from '../run/measure-export.ts';
import { openTrees } from '../run/trees.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { refused } from './refused.ts';

export interface QualityCommandOptions extends ProjectOptions {
  readonly each?: boolean;
}

export async function qualityCommand(options: QualityCommandOptions): Promise<Outcome> {
  const loaded = loadProject(options);
  if (!loaded.ok) return refused(loaded);
  const trees: MeasuredTree[] = [];
  for (const { folder, profile } of openTrees(loaded.value))
    trees.push({ export: folder, profile: profile.name, measured: await measureExport(folder, profile.base) });
  const seen = trees.reduce((sum, { measured }) => sum + measured.files.length + measured.unreadable.length, 0);
  if (seen > 0) return { outcome: 'measured', trees, each: options.each ?? false };
  const message = `there are no textures in ${loaded.value.exportFolder}`;
  const hint = 'build first, or name the export with --export DIR';
  return { outcome: 'refused', failure: { reason: 'usage', message, hint } };
}
