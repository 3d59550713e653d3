/** Commands as stages of the user's own, and what is told of stages that are declared wrongly. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { modules, ownOf, PIPELINE, projectWith } from './own-projects.ts';

const COMMAND = PIPELINE(
  `  made: { run: [node, tool.mjs, "{input}", "{output}", "{with.tag}"], inputs: [tool.mjs], outputs: ["{name}_{with.tag}.txt"], needs: render, with: { tag: loud } }`,
  'made',
);
const TOOL = `import { readFileSync, writeFileSync } from 'node:fs';
const [input, output, tag] = process.argv.slice(2);
writeFileSync(output, tag + ' ' + readFileSync(input).length + ' ' + Object.keys(process.env).sort().join());
`;

test('a command runs only where commands are allowed, with an environment of a few names', async () => {
  const project = projectWith(COMMAND, { 'tool.mjs': TOOL });
  const refused = await project.build([], { env: { SECRET: '1' } });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /stage "made" runs a command.*\n.*--allow-commands/);
  assert.ok(!existsSync(project.export));
  const allowed = await project.build(['--allow-commands'], { env: { SECRET: '1' } });
  assert.equal(allowed.code, 0, allowed.stderr);
  const made = readFileSync(join(project.export, 'by_source/one/made/one_pad01_loud.txt'), 'utf8');
  assert.match(made, /^loud \d+ /);
  assert.ok(!made.includes('SECRET'));
  assert.equal((await project.built(['--allow-commands'])).ran, 0);
  project.projectFile('tool.mjs', `${TOOL}\n`);
  const edited = await project.build(['--allow-commands']);
  assert.match(edited.actions[0].reason, /reads tool\.mjs/);
  assert.equal(ownOf(edited).length, 8);
});

test('what only own stages or only built-in ones can have is told with its place', async () => {
  const cases: [string, RegExp][] = [
    ['made: { uses: ./turn.mjs, run: [node], needs: render }', /has both "uses" and "run"/],
    ['made: { needs: render }', /lacks the key "uses"/],
    ['made: { uses: turn.mjs, needs: render }', /uses is "turn\.mjs"[\s\S]*\.\/my-stage\.js/],
    ['made: { uses: ./turn.mjs, needs: select }', /needs "select", which makes no files/],
    ['made: { uses: ./turn.mjs }', /stage "made" needs nothing/],
    ['made: { uses: ./turn.mjs, needs: render, each: kind }', /each is "kind"[\s\S]*file, track/],
    ['made: { uses: ./turn.mjs, needs: render, outputs: [a.txt] }', /"outputs" means nothing to stage "made"/],
    ['made: { run: [node], needs: render }', /command of stage "made" has no "outputs"/],
    [
      'made: { run: [node, "{inpt}", "{output}"], outputs: [a.txt], needs: render }',
      /\{inpt\} stands for nothing here[\s\S]*did you mean "\{input\}"/,
    ],
    [
      'made: { run: [node, "{input}", "{output}"], outputs: ["{name}.txt"], needs: render, each: track }',
      /\{input\} stands for nothing/,
    ],
    [
      'made: { run: [node, "a{inputs}", "{output}"], outputs: [a.txt], needs: render }',
      /a list of files is an argument of its own/,
    ],
    ['made: { run: [node, "{input}"], outputs: [a.txt], needs: render }', /nothing tells the command where to write/],
    [
      'made: { run: [node, "{output}"], outputs: ["{name}.txt"], needs: render, with: { rate: 3 } }',
      /"rate" is not used/,
    ],
    ['made: { run: [node, "{output}"], outputs: ["../{name}.txt"], needs: render }', /is no name of a file/],
    ['made: { run: [node, "{output}"], outputs: [o.txt], needs: render }', /the same for every file of a track/],
    [
      'made: { run: [node, "{output}", "{with.x}"], outputs: ["{name}.txt"], needs: render, with: { x: { y: 1 } } }',
      /no text or number/,
    ],
    ['made: { uses: ../turn.mjs, needs: render }', /lies outside of the project/],
    ['made: { uses: ./turn.mjs, needs: [render, render] }', /needs "render" twice/],
    ['Made: { uses: ./turn.mjs, needs: render }', /the stage name "Made" names a folder/],
  ];
  const project = modules();
  for (const [stage, expected] of cases) {
    project.projectFile('pipeline.yaml', PIPELINE(`  ${stage}`, 'render'));
    const { code, stderr } = await project.run(['check']);
    assert.equal(code, 2, stage);
    assert.match(stderr, expected);
    assert.match(stderr, /pipeline\.yaml:9:\d+/, stage);
  }
});
