/** A completion script for fish. */
import { type CommandShape, type OptionShape, quoted, withInner } from './command-shape.ts';

export function fishCompletion(program: CommandShape): string {
  const lines = withInner(program).flatMap((command) => {
    const condition = quoted(conditionOf(command));
    return [
      ...command.commands.map((inner) => line(condition, wordPart(inner.path.at(-1) ?? '', inner.description))),
      ...command.argumentWords.map((word) => line(condition, wordPart(word, ''))),
      ...command.options.map((option) => line(quoted(conditionOf(command, true)), optionPart(option))),
    ];
  });
  return `# Completes grainmill in fish. Now: grainmill completion fish | source; always: write it to ~/.config/fish/completions/grainmill.fish.
complete -c grainmill -f
${lines.join('\n')}
`;
}

const line = (condition: string, part: string): string => `complete -c grainmill -n ${condition} ${part}`;

const wordPart = (word: string, description: string): string =>
  `-a ${quotedForFish(word)}${description === '' ? '' : ` -d ${quotedForFish(description)}`}`;

function optionPart({ names, description, value }: OptionShape): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return `${flags.join(' ')}${valuePart(value)} -d ${quotedForFish(description)}`;
}

function valuePart(value: OptionShape['value']): string {
  if (value === 'none') return '';
  if (value === 'folder') return ` -x -a '(__fish_complete_directories)'`;
  if (value === 'file') return ' -r -F';
  return value === 'text' ? ' -x' : ` -x -a ${quotedForFish(value.join(' '))}`;
}

/** In single quotes fish knows two escapes. */
const quotedForFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Its words are proposed until one of them is there, its options all along. */
function conditionOf({ path, commands }: CommandShape, isForOptions = false): string {
  if (path.length === 0) return '__fish_use_subcommand';
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const names = commands.map((inner) => inner.path.at(-1));
  const open = isForOptions || names.length === 0 ? [] : [`not __fish_seen_subcommand_from ${names.join(' ')}`];
  return [...seen, ...open].join('; and ');
}
