/** What stands in braces in a command: files, names and values that are put in for each action. Pure. */
import type { Failure } from '../failure.ts';
import { didYouMean } from './did-you-mean.ts';
import type { OwnStage, OwnWork } from './pipeline.ts';
import type { Complain } from './validate.ts';

type CommandWork = Extract<OwnWork, { kind: 'command' }>;

/** Those that must be an argument of their own, as they become several. */
const LISTS = ['{inputs}', '{outputs}'];
const FOR_A_FILE = ['{input}', '{name}'];

const placeholdersIn = (text: string): string[] => text.match(/\{[A-Za-z][\w.-]*\}/g) ?? [];

/** `complain` places its complaint below the stage. */
export function checkPlaceholders({ argv, outputs }: CommandWork, stage: OwnStage, complain: Complain): Failure | null {
  const values = Object.keys(stage.parameters).map((key) => `{with.${key}}`);
  const ofUnit = stage.unit === 'file' ? FOR_A_FILE : [];
  const inCommand = [...ofUnit, '{output}', ...LISTS, ...values];
  const inNames = [...(stage.unit === 'file' ? ['{name}'] : []), ...values];
  return (
    unknownIn('run', argv, inCommand, complain) ??
    unknownIn('outputs', outputs, inNames, complain) ??
    brokenList(argv, complain) ??
    nowhereToWrite(argv, complain) ??
    badNames(outputs, stage, complain) ??
    noText(stage, complain) ??
    unusedValue([...argv, ...outputs], values, complain)
  );
}

function unknownIn(
  key: 'run' | 'outputs',
  texts: readonly string[],
  known: readonly string[],
  complain: Complain,
): Failure | null {
  for (const [index, text] of texts.entries()) {
    const unknown = placeholdersIn(text).find((placeholder) => !known.includes(placeholder));
    if (unknown !== undefined)
      return complain([key, index], 'value', `${unknown} stands for nothing here`, didYouMean(unknown, known));
  }
  return null;
}

function brokenList(argv: readonly string[], complain: Complain): Failure | null {
  const index = argv.findIndex((part) => LISTS.some((list) => part.includes(list) && part !== list));
  return index < 0
    ? null
    : complain(['run', index], 'value', `${argv[index]}: a list of files is an argument of its own`);
}

const nowhereToWrite = (argv: readonly string[], complain: Complain): Failure | null =>
  argv.some((part) => part.includes('{output}') || part === '{outputs}')
    ? null
    : complain(['run'], 'value', 'nothing tells the command where to write', 'put {output} among its arguments');

function unusedValue(texts: readonly string[], values: readonly string[], complain: Complain): Failure | null {
  const unused = values.find((value) => !texts.some((text) => text.includes(value)));
  if (unused === undefined) return null;
  const key = unused.slice('{with.'.length, -1);
  return complain(['with', key], 'key', `"${key}" is not used`, `put ${unused} among the arguments`);
}

/** With something in place of the braces, each must be a file's name, and they must differ; of each file another. */
function badNames(outputs: readonly string[], { unit }: OwnStage, complain: Complain): Failure | null {
  const bad = outputs.findIndex(
    (name) => !/^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9]+)+$/.test(name.replace(/\{[^{}]*\}/g, 'x')),
  );
  const hint = 'letters, digits, _ and - and an ending, like {name}_slow.wav';
  if (bad >= 0) return complain(['outputs', bad], 'value', `${outputs[bad]} is no name of a file`, hint);
  const twice = outputs.findIndex((name, index) => outputs.indexOf(name) !== index);
  if (twice >= 0) return complain(['outputs', twice], 'value', `${outputs[twice]} is listed twice`);
  const shared = unit === 'file' ? outputs.findIndex((name) => !name.includes('{name}')) : -1;
  return shared < 0
    ? null
    : complain(
        ['outputs', shared],
        'value',
        `${outputs[shared]} is the same for every file of a track`,
        'put {name} into it',
      );
}

function noText({ parameters }: OwnStage, complain: Complain): Failure | null {
  const key = Object.keys(parameters).find((name) => typeof parameters[name] === 'object');
  return key === undefined
    ? null
    : complain(['with', key], 'value', `"${key}" is no text or number that a command could take`);
}
