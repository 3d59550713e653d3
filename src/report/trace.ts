/** Writes a Chrome trace (chrome://tracing, Perfetto) of a build: a row a job, a bar an action. */
import { writeFileSync } from 'node:fs';
import type { BuildEvent } from '../event.ts';

export interface Trace {
  readonly record: (event: BuildEvent) => void;
  readonly write: () => void;
}

interface TraceBar {
  readonly name: string;
  readonly cat: string;
  readonly ph: 'X';
  readonly ts: number;
  readonly dur: number;
  readonly pid: 1;
  readonly tid: number;
  readonly args: object;
}

/** `file` undefined: a trace that keeps nothing. Makes the file at once, and throws the system's error where that cannot be. */
export function traceTo(file: string | undefined): Trace {
  if (file === undefined) return { record: () => {}, write: () => {} };
  writeFileSync(file, '');
  const bars: TraceBar[] = [];
  const lanes = new LaneBook();
  const record = (event: BuildEvent): void => {
    const nowUs = performance.now() * 1000;
    if (event.event === 'job') lanes.follow(event, nowUs, bars);
    if (event.event !== 'action' || event.kind !== undefined) return;
    const { stage, status, reason, track, profile, elapsedMs } = event;
    bars.push({
      name: [stage, track ?? profile].filter(Boolean).join(' '),
      cat: status,
      ph: 'X',
      ts: nowUs - elapsedMs * 1000,
      dur: elapsedMs * 1000,
      pid: 1,
      tid: 0,
      args: { reason },
    });
  };
  return { record, write: () => writeFileSync(file, JSON.stringify({ traceEvents: bars, displayTimeUnit: 'ms' })) };
}

/** Gives every running job the lowest free row. */
class LaneBook {
  readonly #open = new Map<string, { readonly lane: number; readonly startUs: number }>();

  follow(job: Extract<BuildEvent, { event: 'job' }>, nowUs: number, bars: TraceBar[]): void {
    if (job.phase === 'begin') {
      const taken = new Set([...this.#open.values()].map(({ lane }) => lane));
      let lane = 1;
      while (taken.has(lane)) lane++;
      this.#open.set(job.track, { lane, startUs: nowUs });
      return;
    }
    const opened = this.#open.get(job.track);
    if (!opened) return;
    this.#open.delete(job.track);
    bars.push({
      name: `render ${job.track}`,
      cat: 'render',
      ph: 'X',
      ts: opened.startUs,
      dur: nowUs - opened.startUs,
      pid: 1,
      tid: opened.lane,
      args: {},
    });
  }
}
