/** A project in memory: the text of a pipeline, of its profiles, and what the command line adds. */
import assert from 'node:assert/strict';
import type { Failure } from '../../src/failure.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { Profile } from '../../src/pipeline/profile.ts';
import { resolvePipeline } from '../../src/pipeline/resolve-pipeline.ts';
import { parseYamlSource } from '../../src/pipeline/yaml-source.ts';
import { ok, type Result } from '../../src/result.ts';

export const STAGES = `stages:
  discover: { uses: discover }
  catalog: { uses: catalog, needs: discover }
  select: { uses: select, needs: catalog }
  render: { uses: render, needs: select }
  collect: { uses: collect, needs: [select, render] }
`;

export interface ProjectText {
  readonly pipeline?: string;
  /** By name; `balanced` is there and empty unless given. */
  readonly profiles?: Readonly<Record<string, string>>;
  readonly profileNames?: readonly string[];
  readonly sets?: readonly string[];
}

export function resolveText({ pipeline, profiles, profileNames, sets }: ProjectText): Result<Pipeline> {
  const source = parseYamlSource('pipeline.yaml', pipeline ?? `version: 1\n${STAGES}`);
  if (!source.ok) return source;
  const texts = new Map(Object.entries({ balanced: '', ...profiles }));
  return resolvePipeline({
    source: source.value,
    profiles: {
      names: [...texts.keys()],
      load: (name) => {
        const text = texts.get(name);
        return text === undefined ? ok(null) : parseYamlSource(`profiles/${name}.yaml`, text);
      },
    },
    projectFolder: '/project',
    workingFolder: '/here',
    homeFolder: '/home/me',
    profileNames: profileNames ?? [],
    sets: sets ?? [],
  });
}

export function valueIn<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(`expected a value, got ${JSON.stringify(result.failure)}`);
  return result.value;
}

/** What a complaint says, with the words that the file has at the place it points to. */
export interface Complaint {
  readonly reason: Failure['reason'];
  readonly message: string;
  readonly hint: string | undefined;
  /** `file:line:column`, empty for the command line. */
  readonly place: string;
  /** The line from the column on. */
  readonly at: string;
}

export function complaintIn<T>(result: Result<T>): Complaint {
  if (result.ok) assert.fail(`expected a failure, got ${JSON.stringify(result.value)}`);
  const { failure } = result;
  if (failure.reason === 'usage')
    return { reason: 'usage', message: failure.message, hint: failure.hint, place: '', at: '' };
  if (failure.reason !== 'configuration-invalid') assert.fail(`expected a complaint, got ${JSON.stringify(failure)}`);
  const { reason, message, hint, position, lineText } = failure;
  return {
    reason,
    message,
    hint,
    place: position ? `${position.file}:${position.line}:${position.column}` : '',
    at: position ? (lineText ?? '').slice(position.column - 1) : '',
  };
}

export const complaintOf = (project: ProjectText): Complaint => complaintIn(resolveText(project));

/** The finished values of the first profile for one track. */
export function valuesOf(project: ProjectText, relPath = 'a.wav', slug = 'a'): Profile {
  return valueIn(valueIn(resolveText(project)).profiles[0].valuesFor(relPath, slug));
}
