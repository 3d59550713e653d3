/** Shows what a watch is at: JSON lines where asked, else plain lines on stderr. Only renders; knows nothing of how it comes about. */
import kleur from 'kleur';
import type { ActionEvent, WatchEvent } from '../event.ts';
import { actionLine } from './build-log.ts';
import { print, tell, tellFailure } from './console.ts';
import { plural, printable } from './format.ts';

export interface WatchLogOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether keys are heard. */
  readonly hasKeys: boolean;
}

export const KEYS_LINE = 'keys: a all, f failed, e explain the last, o open the results, q quit';

export function watchLog({ json, quiet, hasKeys }: WatchLogOptions): (event: WatchEvent) => void {
  return (event) => {
    if (json) print(JSON.stringify(event));
    if (event.state === 'invalid') {
      tellFailure(event.failure);
      tell(kleur.yellow('the last valid plan stays in use until this is mended'));
    } else if (event.state === 'polling') tell(`${kleur.yellow('warning:')} ${pollingText(event.reason)}`);
    else if (!json && !quiet) for (const line of linesOf(event, hasKeys)) tell(line);
  };
}

const pollingText = (reason: string): string => `${printable(reason)}; looking at the library now and then instead`;

function linesOf(event: WatchEvent, hasKeys: boolean): string[] {
  switch (event.state) {
    case 'idle':
      return [kleur.dim(`watching ${plural(event.files, 'file')}${hasKeys ? `; ${KEYS_LINE}` : ''}`)];
    case 'settling':
      return [kleur.dim(`${plural(event.files, 'file')} changed; waiting until nothing moves`)];
    case 'away':
      return [
        `${kleur.yellow('warning:')} the library ${printable(event.library)} is gone or empty; nothing is touched until it is back`,
      ];
    default:
      return []; // a build tells of itself
  }
}

/** The first `most` of its actions are known. */
export function explainLast(actions: readonly ActionEvent[], most: number): void {
  if (actions.length === 0) tell('the last build had nothing to do');
  for (const action of actions) tell(actionLine(action, true));
  if (actions.length === most) tell(`(the first ${most})`);
}

export const tellNothingFailed = (): void => tell('nothing failed in the last build');

export const tellNoViewer = (page: string): void => tell(`nothing here opens pages; the results are in ${page}`);
