/** `grainmill graph`: the stages and what they need. */
import { print, tellFailure } from '../report/console.ts';
import { mermaid } from '../report/mermaid.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';

export interface GraphCommandOptions extends ProjectOptions {
  readonly format: string;
}

export async function graphCommand(options: GraphCommandOptions): Promise<number> {
  const loaded = loadProject(options);
  if (!loaded.ok) {
    tellFailure(loaded.failure);
    return exitCodeOf(loaded.failure);
  }
  if (options.format !== 'mermaid') {
    tellFailure({ reason: 'usage', message: `--format ${options.format} is not known`, hint: 'known here: mermaid' });
    return EXIT.usage;
  }
  print(mermaid(loaded.value.stages));
  return EXIT.done;
}
