/**
 * Loaded into a watch ahead of all else: on SIGUSR2 it writes to GRAINMILL_PROBE what the heap holds after a collection, and in the end whether the process
 * ended of its own accord. Knows nothing of watches.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface ProbeReading {
  /** The heap and what it holds outside of itself. */
  readonly bytes: number;
  /** Nothing was left that could have kept the process running. */
  readonly endedByItself: boolean;
}

const path = process.env.GRAINMILL_PROBE;

function collectedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function write(endedByItself: boolean): void {
  const reading: ProbeReading = { bytes: collectedBytes(), endedByItself };
  writeFileSync(`${path}.part`, JSON.stringify(reading));
  renameSync(`${path}.part`, `${path}`);
}

if (path !== undefined && !process.argv.includes('worker')) {
  process.on('SIGUSR2', () => write(false));
  process.on('beforeExit', () => write(true));
}
