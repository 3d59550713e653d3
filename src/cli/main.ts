#!/usr/bin/env node
/** The executable: reads the command line and runs what it asks for. */
import { program } from './program.ts';

await program.parseAsync();
