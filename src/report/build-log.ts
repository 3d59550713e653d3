/**
 * Shows a build while it goes on: plain lines in a pipe, a status line that is written over on a terminal, JSON lines where asked. Only
 * renders events; knows nothing of how they come about.
 */
import kleur from 'kleur';
import type { ActionEvent, BuildEvent, EmitEvent, SummaryEvent } from '../event.ts';
import { print, tell } from './console.ts';
import { formatBytes, formatDuration, plural, printable } from './format.ts';

export interface LogOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Tell the reason of each action. */
  readonly explain: boolean;
}

export function buildLog(options: LogOptions): EmitEvent {
  if (options.json) return jsonLines(options);
  const status = !options.quiet && process.stderr.isTTY === true ? new StatusLine() : null;
  return (event) => {
    status?.clear();
    for (const line of linesOf(event, options)) tell(line);
    status?.show(event);
  };
}

/** Events of the documented kinds go to stdout; warnings are logs and go to stderr. */
const jsonLines =
  (options: LogOptions): EmitEvent =>
  (event) => {
    if (event.event === 'start' || event.event === 'action' || event.event === 'summary') print(JSON.stringify(event));
    else if (event.event === 'warning' && !options.quiet) tell(`warning: ${printable(event.message)}`);
  };

function linesOf(event: BuildEvent, options: LogOptions): string[] {
  switch (event.event) {
    case 'start':
      return options.quiet
        ? []
        : [
            kleur.dim(
              `grainmill ${event.version}: ${printable(event.library)} → ${printable(event.export)} (${event.profiles.join(', ')})`,
            ),
          ];
    case 'plan':
      return options.quiet ? [] : [planLine(event)];
    case 'job':
      return [];
    case 'action':
      return actionLines(event, options);
    case 'warning':
      return [`${kleur.yellow('warning:')} ${printable(event.message)}`];
    case 'summary':
      return options.quiet ? [] : [summaryLine(event)];
    default:
      return event satisfies never;
  }
}

function planLine(plan: Extract<BuildEvent, { event: 'plan' }>): string {
  const found = `${plural(plan.tracks, 'track')} selected, ${plan.rejected} rejected`;
  if (plan.staleActions === 0) return `${found}; nothing to render`;
  return `${found}; to render: ${plural(plan.staleActions, 'action')} of ${plural(plan.staleTracks, 'track')}, at most ${formatBytes(plan.forecastBytes)}`;
}

const COLOURS = {
  ran: kleur.green,
  restored: kleur.cyan,
  failed: kleur.red,
  skipped: kleur.yellow,
  'up-to-date': kleur.dim,
};

function actionLines(action: ActionEvent, options: LogOptions): string[] {
  const isRender = action.kind !== undefined;
  const shown =
    action.status === 'failed' ||
    options.verbose ||
    options.explain ||
    (!options.quiet && (isRender ? action.status === 'ran' : false));
  return shown ? [actionLine(action, action.status === 'failed' || options.explain || options.verbose)] : [];
}

/** What became of an action and, where asked, why. */
export function actionLine(action: ActionEvent, withReason: boolean): string {
  const what = [action.stage, action.track, action.kind ?? action.file, action.profile]
    .filter((part) => part !== undefined)
    .join(' ');
  const why = withReason ? `: ${action.reason}` : '';
  return `${COLOURS[action.status](action.status.padEnd(8))} ${printable(what)} ${kleur.dim(formatDuration(action.elapsedMs))}${printable(why)}`;
}

export function summaryLine(summary: SummaryEvent): string {
  const { rendered, restored, failed, textures, bytesWritten, elapsedMs, ran } = summary;
  if (ran + restored + failed + summary.skipped === 0)
    return `up to date: nothing rendered, ${plural(textures, 'texture')} (${formatDuration(elapsedMs)})`;
  const parts = [
    `${rendered} rendered`,
    `${restored} restored`,
    failed > 0 ? kleur.red(`${failed} failed`) : null,
    summary.skipped > 0 ? `${summary.skipped} skipped` : null,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}; ${plural(textures, 'texture')}, ${formatBytes(bytesWritten)} written (${formatDuration(elapsedMs)})`;
}

/** The last line of the terminal while jobs run: what runs, done of total, rate, time left, what the cache saved. */
class StatusLine {
  readonly #running = new Set<string>();
  #done = 0;
  #total = 0;
  #saved = 0;
  #startedMs = 0;
  #shown = false;

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
    this.#shown = false;
  }

  show(event: BuildEvent): void {
    if (event.event === 'action' && event.status === 'restored') this.#saved++;
    if (event.event === 'job') this.#follow(event);
    if (this.#running.size === 0) return;
    const elapsedMs = performance.now() - this.#startedMs;
    const rate = this.#done > 0 ? (this.#done / elapsedMs) * 60_000 : 0;
    const left =
      rate > 0
        ? `, ${rate.toFixed(1)} tracks a minute, ${formatDuration(((this.#total - this.#done) / rate) * 60_000)} left`
        : '';
    const saved = this.#saved > 0 ? `, ${this.#saved} from the cache` : '';
    const line = `${this.#done}/${this.#total}${left}${saved}: ${[...this.#running].map(printable).join(', ')}`;
    process.stderr.write(line.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)));
    this.#shown = true;
  }

  #follow(event: Extract<BuildEvent, { event: 'job' }>): void {
    if (event.phase === 'begin') {
      if (this.#running.size === 0 && event.jobsDone === 0) this.#startedMs = performance.now();
      this.#running.add(event.track);
    } else this.#running.delete(event.track);
    this.#done = event.jobsDone;
    this.#total = event.jobsTotal;
  }
}
