/** `grainmill graph`: the stages, what they need, and what the last build did in each. */
import { lastRun } from '../cache/runs.ts';
import type { Outcome } from '../outcome.ts';
import { dot } from '../report/graph/dot.ts';
import { graphJson } from '../report/graph/json.ts';
import { mermaid } from '../report/graph/mermaid.ts';
import { graphPage } from '../report/graph/page.ts';
import { picture } from '../report/graph/picture.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { refused } from './refused.ts';

type GraphFormat = 'mermaid' | 'dot' | 'json' | 'html';

export interface GraphCommandOptions extends ProjectOptions {
  readonly format: GraphFormat;
}

export async function graphCommand({ format, ...options }: GraphCommandOptions): Promise<Outcome> {
  const loaded = loadProject(options);
  if (!loaded.ok) return refused(loaded);
  const { stages, cacheFolder } = loaded.value;
  const run = lastRun(cacheFolder);
  const drawn = picture(stages, run?.stages ?? null);
  const about = run === null ? 'Not built yet.' : `Last build: ${run.startedAt}, ${run.profiles.join(', ')}.`;
  const draw: Record<GraphFormat, () => string> = {
    mermaid: () => mermaid(drawn),
    dot: () => dot(drawn),
    json: () => graphJson(drawn),
    html: () => graphPage(drawn, about),
  };
  return { outcome: 'text', text: draw[format]() };
}
