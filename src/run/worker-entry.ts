/** What a child process of a build runs: the worker at once, without the command line in front of it. */
import { serveRenders } from './worker.ts';

serveRenders();
