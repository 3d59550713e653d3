/** A completion script for bash, from version 3.2 on: what macOS has. */
import { type CommandShape, namesByValue, type OptionValue, placeOf, quoted, withInner } from './command-shape.ts';

export function bashCompletion(program: CommandShape): string {
  const inner = withInner(program);
  const paths = inner.slice(1).map(placeOf);
  const values = [...namesByValue(program)].filter(([value]) => value !== 'none');
  return `# Completes grainmill in bash. Now: eval "$(grainmill completion bash)"; always: put that line into ~/.bashrc.
_grainmill() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" at= words= word
  if [ "$current" = = ]; then current=
  elif [ "$previous" = = ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in ${paths.join('|')}) at="$at/$word" ;; esac
  done
  COMPREPLY=()
  case "$previous" in
${values.map(([value, names]) => `    ${names.join('|')}) ${proposal(value)}; return ;;`).join('\n')}
  esac
  case "$at" in
${inner.map((command) => `    ${quoted(placeOf(command))}) words=${quoted(wordsOf(command).join(' '))} ;;`).join('\n')}
  esac
  _grainmill_propose -W "$words"
}
_grainmill_propose() {
  local proposal
  while IFS= read -r proposal; do COMPREPLY+=("$proposal"); done < <(compgen "$@" -- "$current")
}
complete -F _grainmill grainmill
`;
}

const wordsOf = ({ commands, argumentWords, options }: CommandShape): string[] => [
  ...commands.map(({ path }) => path.at(-1) ?? ''),
  ...argumentWords,
  ...options.flatMap(({ names }) => names.filter((name) => name.startsWith('--'))),
];

function proposal(value: OptionValue): string {
  if (value === 'folder' || value === 'file')
    return `compopt -o filenames 2>/dev/null; _grainmill_propose ${value === 'folder' ? '-d' : '-f'}`;
  return typeof value === 'string' ? ':' : `_grainmill_propose -W ${quoted(value.join(' '))}`;
}
