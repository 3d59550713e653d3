/** The other end of `ChildProcesses`: takes jobs from the parent one at a time and answers. Ends with its parent. Knows nothing of the jobs. */

/** `carryOut` never rejects. */
export function serveParent<Job, Answer>(carryOut: (job: Job) => Promise<Answer>): void {
  const answerParent = process.send?.bind(process);
  // What runs here may be somebody's module: the parent is answered by nobody else.
  delete process.send;
  process.on('SIGINT', () => {}); // a terminal's interrupt reaches the whole group; the parent decides
  process.on('disconnect', endGroup);
  process.on('message', (job: Job) => {
    void carryOut(job).then((answer) => answerParent?.(answer));
  });
}

/** This process and whatever it has started, such as a decoder that hangs: it leads a group of its own. */
function endGroup(): void {
  process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
}
