/** Whether what a dry run announced is what the build then did. Knows nothing of how either comes about. */
import assert from 'node:assert/strict';
import type { ActionEvent, BuildEvent } from '../../src/event.ts';
import { RESULT_LOST } from '../../src/plan/decide.ts';

const ANNOUNCED = /^dry run: (would run|would be restored|may run): (.*)$/s;
const STATUS: Readonly<Record<string, string>> = { 'would run': 'ran', 'would be restored': 'restored' };

const actionsOf = (events: readonly BuildEvent[]): ActionEvent[] => events.filter((event) => event.event === 'action');

const whose = ({ stage, track = '', profile = '' }: ActionEvent): string => [stage, track, profile].join(' ');

const text = (action: ActionEvent, status: string, reason: string): string =>
  [whose(action), action.kind ?? action.file ?? '', status, reason].join(' | ');

/** What collect came to stands behind its reason; no dry run can know it. */
const whyOf = ({ stage, reason }: ActionEvent): string =>
  stage === 'collect' ? reason.replace(/: \d+ files written, \d+ removed.*$/, '') : reason;

interface Announced {
  /** Actions that are certain to be done. */
  readonly certain: readonly string[];
  /** Stage, track and profile of what depends on what is yet to be made. */
  readonly uncertain: ReadonlySet<string>;
  readonly uncertainTracks: ReadonlySet<string>;
}

function announced(events: readonly BuildEvent[]): Announced {
  const told = actionsOf(events).map((action) => {
    assert.equal(action.status, 'skipped');
    const [, would, reason] = ANNOUNCED.exec(action.reason) ?? assert.fail(`no word of a dry run: ${action.reason}`);
    return { action, would, reason };
  });
  const uncertain = told.filter(({ would }) => would === 'may run');
  const stages = new Set(told.map(({ action }) => action.stage));
  for (const { reason } of uncertain) {
    const [, list] = /^depends on what (.*) will make$/.exec(reason) ?? assert.fail(reason);
    for (const stage of list.split(/, | and /)) assert.ok(stages.has(stage), `${stage} is awaited and makes nothing`);
  }
  return {
    certain: told
      .filter(({ would }) => would !== 'may run')
      .map(({ action, would, reason }) => text(action, STATUS[would], reason))
      .sort(),
    uncertain: new Set(uncertain.map(({ action }) => whose(action))),
    uncertainTracks: new Set(uncertain.flatMap(({ action }) => action.track ?? [])),
  };
}

/**
 * Fails unless `real` did what `dry` announced: no action more, none less, each for the reason that was told. What may run may turn out to need what the
 * cache has lost of the same track: nobody can know that it does.
 */
export function isAsForeseen(dry: readonly BuildEvent[], real: readonly BuildEvent[]): void {
  const { certain, uncertain, uncertainTracks } = announced(dry);
  const isForMayRun = ({ track = '', reason }: ActionEvent): boolean =>
    reason === RESULT_LOST && uncertainTracks.has(track) && !certain.some((line) => line.endsWith(RESULT_LOST));
  const done = actionsOf(real).filter((action) => !uncertain.has(whose(action)) && !isForMayRun(action));
  assert.deepEqual(done.map((action) => text(action, action.status, whyOf(action))).sort(), certain);
}
