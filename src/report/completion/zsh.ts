/** A completion script for zsh, to be evaluated or to lie in `fpath` as `_grainmill`. */
import { type CommandShape, namesByValue, type OptionValue, placeOf, quoted, withInner } from './command-shape.ts';

export function zshCompletion(program: CommandShape): string {
  const inner = withInner(program);
  const paths = inner.slice(1).map(placeOf);
  const values = [...namesByValue(program)].filter(([value]) => value !== 'none');
  return `#compdef grainmill
# Completes grainmill in zsh. Now: source <(grainmill completion zsh); always: write it as _grainmill to a folder of your fpath.
_grainmill() {
  local at= word
  local -a choices
  for word in \${words[2,CURRENT-1]}; do
    case "$at/$word" in (${paths.join('|')}) at="$at/$word" ;; esac
  done
  case "\${words[CURRENT-1]}" in
${values.map(([value, names]) => `    (${names.join('|')}) ${proposal(value)}; return ;;`).join('\n')}
  esac
  case "$at" in
${inner.map((command) => `    (${quoted(placeOf(command))}) choices=(\n${choicesOf(command)}\n    ) ;;`).join('\n')}
  esac
  _describe grainmill choices
}
if [ "$funcstack[1]" = _grainmill ]; then _grainmill "$@"; else compdef _grainmill grainmill; fi
`;
}

function choicesOf({ commands, argumentWords, options }: CommandShape): string {
  const choices = [
    ...commands.map(({ path, description }) => [path.at(-1) ?? '', description]),
    ...argumentWords.map((word) => [word, '']),
    ...options.flatMap(({ names, description }) => names.map((name) => [name, description])),
  ];
  return choices
    .map(([word, description]) => `      ${quoted(`${word}:${description.replaceAll(':', '\\:')}`)}`)
    .join('\n');
}

function proposal(value: OptionValue): string {
  if (value === 'folder' || value === 'file') return value === 'folder' ? '_files -/' : '_files';
  return typeof value === 'string' ? ':' : `compadd -- ${value.map(quoted).join(' ')}`;
}
