/** Projects with stages of their own, and what their builds did in those. */
import { type BuildRun, Project } from './rig.ts';
import { song } from './sounds.ts';

export const PIPELINE = (stages: string, collected: string): string => `version: 1
profile: tiny
export: ./out
stages:
  discover: { uses: discover }
  catalog:  { uses: catalog,  needs: discover, each: file }
  select:   { uses: select,   needs: catalog, with: { min_duration_seconds: 1 } }
  render:   { uses: render,   needs: select, each: [track, kind], timeout: 1m }
${stages}
  collect:  { uses: collect,  needs: [select, render, ${collected}] }
`;

/** Turns the bytes of the audio around, and says so in the name. */
export const REVERSE = `import { suffix } from './parts/name.js';
export default ({ inputs: [{ stem, bytes }], parameters }) => {
  const header = bytes.subarray(0, 44);
  const audio = bytes.slice(44).reverse();
  return [{ name: stem + suffix + (parameters.tag ?? '') + '.wav', bytes: Buffer.concat([header, audio]) }];
};
`;
const LIST = `export default ({ inputs }) => [{ name: 'contents.txt', bytes: inputs.map(({ name }) => name).join('\\n') }];\n`;

const MODULES = PIPELINE(
  `  turned: { uses: ./turn.mjs, needs: render, with: { tag: "" } }
  listed: { uses: ./list.mjs, needs: [render, turned], each: track }`,
  'turned, listed',
);

export function projectWith(pipeline: string, files: Record<string, string>): Project {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('two.wav', song(2));
  for (const [name, text] of Object.entries(files)) project.projectFile(name, text);
  project.projectFile('pipeline.yaml', pipeline);
  return project;
}

export const modules = (): Project =>
  projectWith(MODULES, {
    'turn.mjs': REVERSE,
    'list.mjs': LIST,
    'parts/name.js': `export const suffix = '_turned';\n`,
    'package.json': '{ "type": "module" }',
  });

/** `stage track file` of the actions of own stages that ended so. */
export const ownOf = ({ actions }: BuildRun, status = 'ran'): string[] =>
  actions
    .filter((action) => ['turned', 'listed', 'made'].includes(action.stage) && action.status === status)
    .map(({ stage, track, file }) => [stage, track, file].filter(Boolean).join(' '))
    .sort();
