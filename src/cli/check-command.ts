/** `grainmill check`: reads pipeline and profiles as a build would, and stops there. */
import type { Outcome } from '../outcome.ts';
import { ownCodesOf } from '../run/own/own-codes.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { refused } from './refused.ts';

export async function checkCommand(options: ProjectOptions): Promise<Outcome> {
  const loaded = loadProject(options);
  if (!loaded.ok) return refused(loaded);
  const codes = await ownCodesOf(loaded.value, false);
  if (!codes.ok) return refused(codes);
  const { stages, profiles, libraryFolder, exportFolder } = loaded.value;
  return {
    outcome: 'checked',
    stages: stages.length,
    profiles: profiles.map(({ name }) => name),
    library: libraryFolder,
    export: exportFolder,
  };
}
