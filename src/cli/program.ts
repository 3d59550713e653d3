/** The command line: names, options and help of every command. What a command needs is loaded when it runs. */
import { Argument, Command, Option } from 'commander';
import type { Outcome } from '../outcome.ts';
import { KINDS } from '../texture/kinds.ts';
import type { BuildCommandOptions } from './build-command.ts';
import type { Shell } from './completion-command.ts';
import type { InitCommandOptions } from './init-command.ts';
import { collect, integer, size } from './option-values.ts';
import { packageVersion } from './package-folder.ts';
import type { WatchCommandOptions } from './watch-command.ts';

/** Commands end by their exit code, once their output is flushed. */
const ending = <Args extends unknown[]>(run: (...args: Args) => Promise<Outcome>) =>
  async function (this: Command, ...args: Args): Promise<void> {
    const outcome = await run(...args);
    const { endCommand } = await import('./end-command.ts');
    process.exitCode = await endCommand(outcome, this.opts());
  };

const withProject = (command: Command): Command =>
  command
    .option('-C, --directory <dir>', 'folder of pipeline.yaml')
    .option('--library <dir>', 'the music (default: `library` of pipeline.yaml)')
    .option('--export <dir>', 'where textures go (default: `export` of pipeline.yaml)')
    .option('--cache <dir>', 'where results are kept (default: cache/ of the project)')
    .option('--profile <name>', 'recipe to use; repeat for several', collect)
    .option('--set <name=value>', 'a profile or stage value, like clouds.overlap_ratio=0.6; repeatable', collect);

const withScope = (command: Command): Command =>
  command
    .option('--only <glob>', 'only tracks whose library path or slug matches; repeatable', collect)
    .option('--kind <kind>', `only this kind (${KINDS.join(', ')}); repeatable`, collect)
    .option('--start-index <n>', 'skip the n best tracks', integer(0), 0)
    .option('--count <n>', 'at most n tracks, best first', integer(0));

const BUILD_EXAMPLES = `
Examples:
  grainmill --library ~/Music                       render everything worth rendering
  grainmill build --dry-run                         tell what would be rendered, write nothing
  grainmill build --only '*dub*' --kind clouds      one kind of some tracks
  grainmill build --set clouds.overlap_ratio=0.5    try another value
  grainmill build --frozen                          in CI: exit 3 if the export is out of date
`;

const WATCH_KEYS = `
Keys, on a terminal:
  a  all: look at everything again, at every exported file too
  f  failed: try again what failed in the last build
  e  explain: why the last build did what it did
  o  open the results
  q  quit (Ctrl-C too, with exit code 130)
`;

export const program = new Command('grainmill')
  .description(
    'Turns a music library into sampler-ready textures, and keeps them up to date the way make keeps programs up to date.',
  )
  .version(packageVersion(), '-V, --version')
  .showHelpAfterError('(see grainmill --help)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

withScope(withProject(program.command('build [stages...]', { isDefault: true })))
  .description('make the export equal to library + pipeline + profile')
  .option('-j, --jobs <n>', 'tracks rendered at once (default: one a core)', integer(1))
  .option('-n, --dry-run', 'tell what would run, write nothing')
  .option('--explain', 'tell why each action runs')
  .option(
    '--force [stage]',
    'run a stage (or all) again whatever the cache says; `collect` compares every exported file',
  )
  .option('--fail-fast', 'stop at the first failure')
  .option('--frozen', 'change nothing; exit 3 if something would change')
  .option('--strict', 'rejections are failures')
  .option('--prune', 'remove textures of vanished tracks even when most of the library is gone')
  .option('--allow-commands', 'let stages of the pipeline run programs')
  .option('--json', 'one event a line on stdout')
  .option('--trace <file>', 'write a Chrome trace')
  .option('-q, --quiet', 'only failures')
  .option('-v, --verbose', 'every action')
  .addHelpText('after', BUILD_EXAMPLES)
  .action(
    ending(async (stages: string[], options: BuildCommandOptions) =>
      (await import('./build-command.ts')).buildCommand(stages, options),
    ),
  );

withScope(withProject(program.command('watch [stages...]')))
  .description('build, and build again whenever library, pipeline, profiles or own stages change')
  .option('-j, --jobs <n>', 'tracks rendered at once (default: one a core)', integer(1))
  .option('--explain', 'tell why each action runs')
  .option('--fail-fast', 'stop a build at its first failure')
  .option('--prune', 'remove textures of vanished tracks even when most of the library is gone')
  .option('--allow-commands', 'let stages of the pipeline run programs')
  .option('--poll', 'look at the library now and then instead of waiting for file events')
  .option('--json', 'one event a line on stdout')
  .option('-q, --quiet', 'only failures')
  .option('-v, --verbose', 'every action')
  .addHelpText('after', WATCH_KEYS)
  .action(
    ending(async (stages: string[], options: WatchCommandOptions) =>
      (await import('./watch-command.ts')).watchCommand(stages, options),
    ),
  );

withScope(withProject(program.command('status')))
  .description('what is fresh, stale, failed or rejected, and why')
  .option('--runs', 'the last builds, newest first, instead')
  .option('--json', 'as JSON')
  .action(ending(async (options) => (await import('./status-command.ts')).statusCommand(options)));

withProject(program.command('explain <what>'))
  .description('what a track or texture depends on, and what changed: path, slug, id or texture name')
  .action(
    ending(async (what: string, options) => (await import('./explain-command.ts')).explainCommand(what, options)),
  );

withProject(program.command('graph'))
  .description('the stages, what they need, and what the last build did in each')
  .addOption(
    new Option('--format <format>', 'how to draw it').choices(['mermaid', 'dot', 'json', 'html']).default('mermaid'),
  )
  .action(ending(async (options) => (await import('./graph-command.ts')).graphCommand(options)));

withProject(program.command('check'))
  .description('check pipeline and profiles, start nothing')
  .action(ending(async (options) => (await import('./check-command.ts')).checkCommand(options)));

const report = program.command('report').description('measurements');
withProject(report.command('quality'))
  .description('measure every texture of the export and judge it')
  .option('--each', 'list every texture with its grade and percentiles, not only those below grade A')
  .option('--json', 'as JSON')
  .action(ending(async (options) => (await import('./quality-command.ts')).qualityCommand(options)));

const cache = program.command('cache').description('look at the cache, verify it, clean it');
withProject(cache.command('stats'))
  .description('how much there is of what')
  .option('--json', 'as JSON')
  .action(ending(async (options) => (await import('./cache-command.ts')).cacheStats(options)));
withProject(cache.command('verify'))
  .description('read everything and compare digests; exit 4 if something is damaged')
  .option('--repair', 'remove what is damaged, so that the next build makes it again')
  .action(ending(async (options) => (await import('./cache-command.ts')).cacheVerify(options)));
withProject(cache.command('gc'))
  .description('remove what no last build needs; not while a build runs')
  .option(
    '--keep-runs <n>',
    'keep what the last n builds needed, and forget exports that are gone and that none of them was of',
    integer(1),
  )
  .option('--max-size <size>', 'remove the oldest until the rest has so many bytes (500M, 2G) at most', size)
  .option('--json', 'as JSON')
  .action(ending(async (options) => (await import('./cache-command.ts')).cacheGc(options)));
withProject(cache.command('clear'))
  .description('remove everything; the next build renders all again')
  .action(ending(async (options) => (await import('./cache-command.ts')).cacheClear(options)));

program
  .command('init <dir>')
  .description('make a project: a pipeline and a profile to edit; overwrites nothing')
  .option('--library <dir>', 'the music (default: library/ of the project)')
  .action(
    ending(async (directory: string, options: InitCommandOptions) =>
      (await import('./init-command.ts')).initCommand(directory, options),
    ),
  );

program
  .command('schema')
  .description('the JSON Schema of a pipeline or a profile')
  .addArgument(new Argument('[name]').choices(['pipeline', 'profile']).default('pipeline'))
  .action(ending(async (name: 'pipeline' | 'profile') => (await import('./schema-command.ts')).schemaCommand(name)));

withProject(program.command('doctor'))
  .description('what this machine offers and lacks')
  .action(ending(async (options) => (await import('./doctor-command.ts')).doctorCommand(options)));

program
  .command('completion')
  .description('a script with which a shell completes commands and options; it says where to put it')
  .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
  .action(ending(async (shell: Shell) => (await import('./completion-command.ts')).completionCommand(shell, program)));

program
  .command('worker', { hidden: true })
  .description('render jobs for a parent process')
  .action(async () => (await import('../run/worker.ts')).serveRenders());
