/** A build within the test's own process, its renders carried out by whatever executor the test gives. */
import assert from 'node:assert/strict';
import { loadProject } from '../../src/cli/load-project.ts';
import type { BuildEvent } from '../../src/event.ts';
import { STAGE_NAMES } from '../../src/pipeline/pipeline.ts';
import { WHOLE } from '../../src/plan/scope.ts';
import { build } from '../../src/run/build.ts';
import type { BuildOptions, BuildWorld } from '../../src/run/build-context.ts';
import { openOwnExecutor } from '../../src/run/own/run-own.ts';
import type { Project } from './rig.ts';

/** One job at a time of everything, unless `changed` says otherwise. */
export async function buildWith(
  project: Project,
  openExecutor: BuildWorld['openExecutor'],
  changed: Partial<BuildOptions> = {},
) {
  const loaded = loadProject({ directory: project.folder, profile: [], set: [] });
  assert.ok(loaded.ok);
  const events: BuildEvent[] = [];
  const options: BuildOptions = {
    scope: WHOLE,
    targets: new Set(STAGE_NAMES),
    jobs: 1,
    force: new Set(),
    failFast: false,
    prune: false,
    allowCommands: false,
    dryRun: false,
    request: null,
    ...changed,
  };
  const built = await build(loaded.value, options, {
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    openExecutor,
    openOwnExecutor,
    now: () => new Date(0),
    version: 'test',
    program: 'test',
  });
  assert.ok(built.ok, JSON.stringify(built));
  return { report: built.value, events };
}
