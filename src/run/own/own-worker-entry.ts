/** What a child process for own stages runs. */
import { serveOwnJobs } from './worker.ts';

serveOwnJobs();
