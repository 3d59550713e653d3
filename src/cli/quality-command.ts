/** `grainmill report quality`: measures the export as it lies on disk. */

import { summarise } from '../quality/summary.ts';
import { print, tellFailure } from '../report/console.ts';
import { tellQuality } from '../report/quality.ts';
import { measureExport } from '../run/measure-export.ts';
import { openTrees } from '../run/trees.ts';
import { KINDS } from '../texture/kinds.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';

export interface QualityCommandOptions extends ProjectOptions {
  readonly json?: boolean;
  readonly each?: boolean;
}

export async function qualityCommand(options: QualityCommandOptions): Promise<number> {
  const loaded = loadProject(options);
  if (!loaded.ok) {
    tellFailure(loaded.failure);
    return exitCodeOf(loaded.failure);
  }
  let seen = 0;
  for (const { folder, profile } of openTrees(loaded.value)) {
    const measured = await measureExport(folder, profile.base);
    seen += measured.files.length + measured.unreadable.length;
    if (options.json)
      print(
        JSON.stringify({
          export: folder,
          profile: profile.name,
          summary: summarise(measured.files, KINDS),
          ...measured,
        }),
      );
    else {
      print(`${folder} (${profile.name})`);
      tellQuality(measured, options.each ?? false);
    }
  }
  if (seen > 0) return EXIT.done;
  tellFailure({
    reason: 'usage',
    message: `there are no textures in ${loaded.value.exportFolder}`,
    hint: 'build first, or name the export with --export DIR',
  });
  return EXIT.usage;
}
