/** Tells all that actions depend on, whether they are fresh, what changed if not, and what came of them. */
import { reasonsText } from '../document/reason-text.ts';
import type { RejectedFile } from '../library/track.ts';
import type { ExplainedAction, Outcome } from '../outcome.ts';
import type { Profile } from '../pipeline/profile.ts';
import type { Fingerprint } from '../plan/fingerprint.ts';
import { isGradedOrWorse } from '../quality/grade.ts';
import { judgeTexture } from '../quality/judge.ts';
import { targetsOf } from '../quality/targets.ts';
import type { DecidedOwn } from '../run/own/decide-own.ts';
import type { TextureRecord } from '../texture/record.ts';
import { print } from './console.ts';
import { printable } from './format.ts';

const STATES = { 'up-to-date': 'fresh', restore: 'in the cache, not in the export', stale: 'stale' } as const;

export function tellExplained({ actions, ownActions, rejected }: Extract<Outcome, { outcome: 'explained' }>): void {
  for (const action of actions) tellAction(action);
  for (const action of ownActions) tellOwnAction(action);
  for (const file of rejected) tellRejection(file);
}

function tellAction({ action, result }: ExplainedAction): void {
  const { track, kind, profileName, key, decision, reason, fingerprint } = action;
  print(`${printable(track.slug)} ${kind} (${profileName}): ${STATES[decision]}: ${reason}`);
  print(`  source  ${printable(track.relPath)}`);
  tellDependencies(key, fingerprint);
  if (result === null) return;
  for (const texture of result.textures) print(`  made    ${texture.name} (${gradeText(texture, action.values)})`);
  for (const { name, rule, measured, threshold } of result.rejections)
    print(`  not made ${name}: ${rule}, ${measured} (${threshold})`);
}

function tellOwnAction({ stage, track, file, profileName, decision, reason, key, fingerprint }: DecidedOwn): void {
  const what = [track.slug, stage.name, file].filter(Boolean).join(' ');
  print(`${printable(what)} (${profileName}): ${STATES[decision]}: ${reason}`);
  tellDependencies(key, fingerprint);
}

function tellDependencies(key: string, fingerprint: Fingerprint): void {
  print(`  key     ${key}`);
  print('  depends on');
  for (const [name, value] of fingerprint) print(`    ${name} = ${printable(value)}`);
}

/** The grade, its reasons, and whether it keeps the texture out of the export. */
function gradeText({ kind, measures, parameters }: TextureRecord, values: Profile): string {
  const { grade, reasons } = judgeTexture(measures, targetsOf(kind, parameters, values));
  const limit = values.curation.auto_reject_grade;
  const isLeftOut = isGradedOrWorse(grade, limit === 'none' ? 'F' : limit);
  return `grade ${grade}${reasons.length > 0 ? `: ${reasonsText(reasons)}` : ''}${isLeftOut ? '; left out of the export' : ''}`;
}

const tellRejection = ({ relPath, stage, rule, measured, threshold }: RejectedFile): void =>
  print(
    `${printable(relPath)}: rejected by ${stage}: ${rule}, ${printable(String(measured))} (${printable(String(threshold))})`,
  );
