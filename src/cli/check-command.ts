/** `grainmill check`: reads pipeline and profiles as a build would, and stops there. */
import { print, tellFailure } from '../report/console.ts';
import { plural, printable } from '../report/format.ts';
import { ownCodesOf } from '../run/own/own-codes.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';

export async function checkCommand(options: ProjectOptions): Promise<number> {
  const loaded = loadProject(options);
  if (!loaded.ok) {
    tellFailure(loaded.failure);
    return exitCodeOf(loaded.failure);
  }
  const codes = await ownCodesOf(loaded.value, false);
  if (!codes.ok) {
    tellFailure(codes.failure);
    return exitCodeOf(codes.failure);
  }
  const { stages, profiles, libraryFolder, exportFolder } = loaded.value;
  print(
    `pipeline is valid: ${plural(stages.length, 'stage')}, ${profiles.length === 1 ? 'profile' : 'profiles'} ${profiles.map(({ name }) => name).join(', ')}`,
  );
  print(`library: ${printable(libraryFolder)}`);
  print(`export:  ${printable(exportFolder)}`);
  return EXIT.done;
}
