/** `grainmill explain WHAT`: everything an action depends on, whether it is fresh, and what changed if it is not. */
import { type CacheStore, openDiskStore } from '../cache/store.ts';
import { matchesGlob } from '../library/pattern.ts';
import type { SelectedTrack } from '../library/track.ts';
import type { Outcome } from '../outcome.ts';
import type { DecidedAction } from '../plan/decide.ts';
import { WHOLE } from '../plan/scope.ts';
import { examine, lookOnly } from '../run/examine.ts';
import type { DecidedOwn } from '../run/own/decide-own.ts';
import { examineOwnStages } from '../run/own/look.ts';
import type { KindResult } from '../texture/record.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { refused } from './refused.ts';

export async function explainCommand(what: string, options: ProjectOptions): Promise<Outcome> {
  const loaded = loadProject(options);
  if (!loaded.ok) return refused(loaded);
  const store = openDiskStore(loaded.value.cacheFolder);
  const looked = await examine(loaded.value, WHOLE, lookOnly(store));
  if (!looked.ok) return refused(looked);
  const own = await examineOwnStages(loaded.value, WHOLE, looked.value, store);
  if (!own.ok) return refused(own);
  const { trees, survey } = looked.value;
  const actions = trees
    .flatMap((tree) => tree.actions)
    .filter((action) => isAbout(what, action, store))
    .map((action) => ({ action, result: store.readAction<KindResult>(action.key)?.value ?? null }));
  const ownActions = own.value.flatMap((stage) => stage.actions).filter((action) => isAboutOwn(what, action));
  const rejected = survey.rejected.filter(
    ({ id, relPath }) => id === what || relPath === what || matchesGlob(relPath, what),
  );
  if (actions.length + ownActions.length + rejected.length > 0)
    return { outcome: 'explained', actions, ownActions, rejected };
  return {
    outcome: 'refused',
    failure: {
      reason: 'usage',
      message: `nothing here is called "${what}"`,
      hint: 'a path below the library, a slug, an id like t_0123456789ab, or the file name of a texture',
    },
  };
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
function isAboutOwn(what: string, { track, file: taken }: DecidedOwn): boolean {
  const file = (what.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '');
  return isNamed(what, track) || (taken !== null && file.startsWith(`${track.slug}_${taken.replace(/\.[^.]+$/, '')}`));
}

const isNamed = (what: string, { id, slug, relPath }: SelectedTrack): boolean =>
  [id, slug, relPath].includes(what) || matchesGlob(relPath, what);
