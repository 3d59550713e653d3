/** Renders how a command ended: what was asked for on stdout, as text or as JSON, what went wrong on stderr. Decides nothing. Loads what a rendering needs when it is asked for. */
import type { AfterBuild, Outcome } from '../outcome.ts';
import { print, tell, tellFailure } from './console.ts';
import { plural } from './format.ts';
import { tellPlaces } from './places.ts';

export interface Telling {
  readonly json: boolean;
  readonly quiet: boolean;
}

type Named<Name extends Outcome['outcome']> = Extract<Outcome, { outcome: Name }>;
type Tellers = {
  readonly [Name in Outcome['outcome']]: (outcome: Named<Name>, telling: Telling) => void | Promise<void>;
};

async function tellBuild({ report, exportFolder, isDryRun }: AfterBuild, telling: Telling): Promise<void> {
  if (report !== null) (await import('./built.ts')).tellBuilt(report, { exportFolder, isDryRun }, telling);
  else if (!telling.json && !telling.quiet) tellPlaces(exportFolder);
}

const TELLERS: Tellers = {
  refused: ({ failure }) => tellFailure(failure),
  interrupted: () => {},
  built: tellBuild,
  'actions-failed': tellBuild,
  'would-change': async (outcome, telling) => {
    await tellBuild(outcome, telling);
    tell('--frozen: the export is not what library, pipeline and profile ask for');
  },
  'files-rejected': async (outcome, telling) => {
    await tellBuild(outcome, telling);
    tell(`--strict: ${plural(outcome.rejected, 'file')} rejected, and grainmill status says why`);
  },
  watched: () => {},
  status: async (outcome, telling) => (await import('./status.ts')).tellStatus(outcome, telling),
  runs: async (outcome, telling) => (await import('./runs.ts')).tellRuns(outcome, telling),
  explained: async (outcome) => (await import('./explain.ts')).tellExplained(outcome),
  checked: async (outcome) => (await import('./check.ts')).tellChecked(outcome),
  measured: async (outcome, telling) => (await import('./quality.ts')).tellMeasured(outcome, telling),
  'cache-stats': async (outcome, telling) => (await import('./cache.ts')).tellStats(outcome, telling),
  'cache-sound': async (outcome) => (await import('./cache.ts')).tellVerified(outcome),
  'cache-damaged': async (outcome) => (await import('./cache.ts')).tellVerified(outcome),
  'cache-collected': async (outcome, telling) => (await import('./cache.ts')).tellCollected(outcome, telling),
  'cache-cleared': ({ folder }) => print(`cleared ${folder}`),
  healthy: async (outcome) => (await import('./check.ts')).tellChecks(outcome),
  unhealthy: async (outcome) => (await import('./check.ts')).tellChecks(outcome),
  text: ({ text }) => print(text),
  initialised: async (outcome) => (await import('./new-project.ts')).tellNewProject(outcome),
};

export const tellOutcome = async (outcome: Outcome, telling: Telling): Promise<void> =>
  await (TELLERS[outcome.outcome] as (outcome: Outcome, telling: Telling) => void | Promise<void>)(outcome, telling);
