#!/usr/bin/env node
/** The executable: reads the command line and runs what it asks for. */
import { program } from './program.ts';

/** `grainmill … | head`: when nobody reads any more, the work goes on and the rest is not written. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  const outcome = (await import('./unexpected.ts')).unexpected(error);
  process.exitCode = await (await import('./end-command.ts')).endCommand(outcome, {});
}
