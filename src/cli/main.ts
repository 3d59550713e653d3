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
  const { tellUnexpected } = await import('./unexpected.ts');
  process.exitCode = tellUnexpected(error);
}
