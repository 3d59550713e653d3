/** What a shell must know of a command line to complete it. Knows nothing of how commands are declared, or of any shell. */

/** What stands behind an option: nothing, a path, one of some words, or a text that cannot be guessed. */
export type OptionValue = 'none' | 'folder' | 'file' | 'text' | readonly string[];

export interface OptionShape {
  /** With their dashes. */
  readonly names: readonly string[];
  readonly description: string;
  readonly value: OptionValue;
}

export interface CommandShape {
  /** Empty for the program itself, else the names that lead to the command. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** What may stand where no option does; empty where that is a text or nothing. */
  readonly argumentWords: readonly string[];
  readonly commands: readonly CommandShape[];
}

/** The command and all below it, each before its own. */
export const withInner = (command: CommandShape): CommandShape[] => [command, ...command.commands.flatMap(withInner)];

/** Options by what stands behind them, each name once: an option of one name takes the same wherever it is. */
export function namesByValue(program: CommandShape): Map<OptionValue, string[]> {
  const groups = new Map<string, { readonly value: OptionValue; readonly names: Set<string> }>();
  for (const { names, value } of withInner(program).flatMap(({ options }) => options)) {
    const group = groups.get(String(value)) ?? { value, names: new Set<string>() };
    for (const name of names) group.names.add(name);
    groups.set(String(value), group);
  }
  return new Map(Array.from(groups.values(), ({ value, names }) => [value, [...names]]));
}

/** `/cache/gc`; empty for the program itself. */
export const placeOf = ({ path }: CommandShape): string => path.map((name) => `/${name}`).join('');

/** As one word of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
