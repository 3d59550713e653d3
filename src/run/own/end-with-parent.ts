/**
 * Ends this process and whatever it has started when its parent is gone, even while a module blocks it in a loop: a thread looks after the parent
 * twice a second. Knows nothing of jobs.
 */
import { Worker } from 'node:worker_threads';

const WATCHER = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
}, 500);
`;

export function endWithParent(): void {
  new Worker(WATCHER, { eval: true, execArgv: [], workerData: process.ppid }).unref();
}
