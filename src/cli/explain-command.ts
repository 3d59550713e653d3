/** `grainmill explain WHAT`: everything an action depends on, whether it is fresh, and what changed if it is not. */
import { type CacheStore, openDiskStore } from '../cache/store.ts';
import { reasonsText } from '../document/reason-text.ts';
import { matchesGlob } from '../library/pattern.ts';
import type { SelectedTrack } from '../library/track.ts';
import type { Profile } from '../pipeline/profile.ts';
import type { DecidedAction } from '../plan/decide.ts';
import type { Fingerprint } from '../plan/fingerprint.ts';
import { WHOLE } from '../plan/scope.ts';
import { isGradedOrWorse } from '../quality/grade.ts';
import { judgeTexture } from '../quality/judge.ts';
import { targetsOf } from '../quality/targets.ts';
import { print, tellFailure } from '../report/console.ts';
import { printable } from '../report/format.ts';
import { type Examination, examine, lookOnly } from '../run/examine.ts';
import type { DecidedOwn } from '../run/own/decide-own.ts';
import { examineOwnStages } from '../run/own/look.ts';
import type { PlannedStage } from '../run/own/plan-own.ts';
import type { KindResult, TextureRecord } from '../texture/record.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';

export async function explainCommand(what: string, options: ProjectOptions): Promise<number> {
  const loaded = loadProject(options);
  if (!loaded.ok) return fail(loaded.failure);
  const store = openDiskStore(loaded.value.cacheFolder);
  const looked = await examine(loaded.value, WHOLE, lookOnly(store));
  if (!looked.ok) return fail(looked.failure);
  const own = await examineOwnStages(loaded.value, WHOLE, looked.value, store);
  if (!own.ok) return fail(own.failure);
  const told = [
    tellActions(what, looked.value, store),
    tellOwnActions(what, own.value),
    tellRejections(what, looked.value),
  ];
  if (told.includes(true)) return EXIT.done;
  return fail({
    reason: 'usage',
    message: `nothing here is called "${what}"`,
    hint: 'a path below the library, a slug, an id like t_0123456789ab, or the file name of a texture',
  });
}

function fail(failure: Parameters<typeof tellFailure>[0]): number {
  tellFailure(failure);
  return exitCodeOf(failure);
}

function tellActions(what: string, { trees }: Examination, store: CacheStore): boolean {
  const actions = trees.flatMap((tree) => tree.actions).filter((action) => isAbout(what, action, store));
  for (const action of actions) tellAction(action, store);
  return actions.length > 0;
}

/** A texture is asked for by file name (or a path that ends in it): it belongs to one action. */
function isAbout(what: string, action: DecidedAction, store: CacheStore): boolean {
  const { track, kind } = action;
  if (isNamed(what, track)) return true;
  const file = (what.split('/').at(-1) ?? '').replace(/\.wav$/, '');
  if (!file.startsWith(`${track.slug}_`)) return false;
  const textures = store.readAction<KindResult>(action.key)?.value.textures ?? [];
  return (
    textures.some(({ name }) => file.startsWith(`${track.slug}_${name}`)) ||
    file.startsWith(`${track.slug}_${kind.replace(/s$/, '')}`)
  );
}

/** Of a track, or of a file that an own stage takes or makes. */
function tellOwnActions(what: string, planned: readonly PlannedStage[]): boolean {
  const file = (what.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '');
  const isAbout = ({ track, file: taken }: DecidedOwn): boolean =>
    isNamed(what, track) || (taken !== null && file.startsWith(`${track.slug}_${taken.replace(/\.[^.]+$/, '')}`));
  const actions = planned.flatMap((stage) => stage.actions).filter(isAbout);
  for (const { stage, track, file: taken, profileName, decision, reason, key, fingerprint } of actions) {
    print(
      `${printable([track.slug, stage.name, taken].filter(Boolean).join(' '))} (${profileName}): ${STATES[decision]}: ${reason}`,
    );
    tellDependencies(key, fingerprint);
  }
  return actions.length > 0;
}

const isNamed = (what: string, { id, slug, relPath }: SelectedTrack): boolean =>
  [id, slug, relPath].includes(what) || matchesGlob(relPath, what);

function tellDependencies(key: string, fingerprint: Fingerprint): void {
  print(`  key     ${key}`);
  print('  depends on');
  for (const [name, value] of fingerprint) print(`    ${name} = ${printable(value)}`);
}

const STATES = { 'up-to-date': 'fresh', restore: 'in the cache, not in the export', stale: 'stale' } as const;

function tellAction(action: DecidedAction, store: CacheStore): void {
  const { track, kind, profileName, key, decision, reason, fingerprint } = action;
  print(`${printable(track.slug)} ${kind} (${profileName}): ${STATES[decision]}: ${reason}`);
  print(`  source  ${printable(track.relPath)}`);
  tellDependencies(key, fingerprint);
  const result = store.readAction<KindResult>(key)?.value;
  if (!result) return;
  for (const texture of result.textures) print(`  made    ${texture.name} (${gradeText(texture, action.values)})`);
  for (const { name, rule, measured, threshold } of result.rejections)
    print(`  not made ${name}: ${rule}, ${measured} (${threshold})`);
}

/** The grade, its reasons, and whether it keeps the texture out of the export. */
function gradeText({ kind, measures, parameters }: TextureRecord, values: Profile): string {
  const { grade, reasons } = judgeTexture(measures, targetsOf(kind, parameters, values));
  const limit = values.curation.auto_reject_grade;
  const isLeftOut = isGradedOrWorse(grade, limit === 'none' ? 'F' : limit);
  return `grade ${grade}${reasons.length > 0 ? `: ${reasonsText(reasons)}` : ''}${isLeftOut ? '; left out of the export' : ''}`;
}

function tellRejections(what: string, { survey }: Examination): boolean {
  const files = survey.rejected.filter(
    ({ id, relPath }) => id === what || relPath === what || matchesGlob(relPath, what),
  );
  for (const { relPath, stage, rule, measured, threshold } of files) {
    print(
      `${printable(relPath)}: rejected by ${stage}: ${rule}, ${printable(String(measured))} (${printable(String(threshold))})`,
    );
  }
  return files.length > 0;
}
