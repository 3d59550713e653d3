/** `grainmill completion SHELL`: the script with which a shell completes commands and options, made from the command line as it is declared. */
import type { Command, Option } from 'commander';
import type { Outcome } from '../outcome.ts';
import { bashCompletion } from '../report/completion/bash.ts';
import type { CommandShape, OptionShape, OptionValue } from '../report/completion/command-shape.ts';
import { fishCompletion } from '../report/completion/fish.ts';
import { zshCompletion } from '../report/completion/zsh.ts';
import { KINDS } from '../texture/kinds.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
export type Shell = keyof typeof SHELLS;

export async function completionCommand(shell: Shell, program: Command): Promise<Outcome> {
  return { outcome: 'text', text: SHELLS[shell](programShape(program)).trimEnd() };
}

/** Without a command it is the default one, so that one's options are the program's too. */
function programShape(program: Command): CommandShape {
  const shape = shapeOf(program, []);
  const build = shape.commands.find(({ path }) => path[0] === 'build');
  return { ...shape, options: [...(build?.options ?? []), optionShape(program.options[0])] };
}

function shapeOf(command: Command, path: readonly string[]): CommandShape {
  const help = command.createHelp();
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionShape),
    argumentWords: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    commands: help
      .visibleCommands(command)
      .filter((inner) => inner.name() !== 'help')
      .map((inner) => shapeOf(inner, [...path, inner.name()])),
  };
}

function optionShape(option: Option): OptionShape {
  const { short, long, description } = option;
  return { names: [short, long].filter((name) => name != null), description, value: optionValue(option) };
}

/** By the name that the help gives to what stands behind the option. */
function optionValue({ flags, argChoices }: Option): OptionValue {
  if (argChoices !== undefined) return argChoices;
  const [, named] = /<(\w+)/.exec(flags) ?? [];
  if (named === undefined) return 'none';
  if (named === 'kind') return KINDS;
  return named === 'dir' ? 'folder' : named === 'file' ? 'file' : 'text';
}
