import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isOwn } from '../../src/pipeline/pipeline.ts';
import { complaintOf, resolveText, STAGES, valueIn } from './project.ts';

const pipeline = (text: string) => ({ pipeline: text });
const withStage = (name: string, line: string): string =>
  `version: 1\n${STAGES.replace(new RegExp(`  ${name}: .*\n`), line === '' ? '' : `  ${line}\n`)}`;

describe('resolvePipeline', () => {
  it('takes paths of the file from the project and those of the command line from the working folder', () => {
    const { libraryFolder, exportFolder, cacheFolder } = valueIn(
      resolveText(pipeline(`version: 1\nlibrary: ../music\nexport: /elsewhere\n${STAGES}`)),
    );
    assert.deepEqual([libraryFolder, exportFolder, cacheFolder], ['/music', '/elsewhere', '/project/cache']);
    const defaults = valueIn(resolveText({}));
    assert.deepEqual([defaults.libraryFolder, defaults.exportFolder], ['/project/library', '/project/export/tr8s']);
  });

  it('orders stages by what they need, however they are written down', () => {
    const reversed = STAGES.split('\n').slice(1, -1).reverse().join('\n');
    const { stages } = valueIn(resolveText(pipeline(`version: 1\nstages:\n${reversed}\n`)));
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['discover', 'catalog', 'select', 'render', 'collect'],
    );
  });

  it('fills in the parameters of a stage and reads its timeout', () => {
    const project = valueIn(
      resolveText(pipeline(withStage('render', 'render: { uses: render, needs: select, timeout: 90s }'))),
    );
    assert.equal(project.select.min_duration_seconds, 30);
    assert.ok(project.discover.extensions.includes('flac'));
    const timeouts = Object.fromEntries(project.stages.map(({ name, timeoutSeconds }) => [name, timeoutSeconds]));
    assert.equal(timeouts.render, 90);
    assert.equal(timeouts.collect, 300);
  });

  it('names an unknown key, points at it and tells what was probably meant', () => {
    const top = complaintOf(pipeline(`version: 1\nlibary: ./music\n${STAGES}`));
    assert.deepEqual([top.place, top.at], ['pipeline.yaml:2:1', 'libary: ./music']);
    assert.match(top.message, /unknown key "libary"/);
    assert.equal(top.hint, 'did you mean "library"?');
    const deep = complaintOf(
      pipeline(withStage('select', 'select: { uses: select, needs: catalog, with: { min_duration: 3 } }')),
    );
    assert.deepEqual([deep.place, deep.at], ['pipeline.yaml:5:51', 'min_duration: 3 } }']);
    assert.equal(deep.hint, 'did you mean "min_duration_seconds"?');
  });

  it('points at a value of the wrong type or out of range, and tells the range', () => {
    const wrongType = complaintOf(pipeline(`version: 1\nlibrary: [a]\n${STAGES}`));
    assert.deepEqual([wrongType.place, wrongType.at], ['pipeline.yaml:2:10', '[a]']);
    assert.match(wrongType.message, /library must be string, got \["a"\]/);
    const range = complaintOf(
      pipeline(withStage('select', 'select: { uses: select, needs: catalog, with: { min_duration_seconds: -1 } }')),
    );
    assert.equal(range.at, '-1 } }');
    assert.match(range.message, /must be >= 0, got -1/);
    assert.match(range.hint ?? '', /0 to 86400/);
  });

  it('tells which stages and versions there are', () => {
    const uses = complaintOf(pipeline(withStage('render', 'render: { uses: rendr, needs: select }')));
    assert.equal(uses.at, 'rendr, needs: select }');
    assert.equal(uses.hint, 'did you mean "render"?');
    const version = complaintOf(pipeline(`version: 2\n${STAGES}`));
    assert.equal(version.message, 'version must be 1, got 2');
    assert.equal(version.place, 'pipeline.yaml:1:10');
    assert.match(complaintOf(pipeline(STAGES)).message, /lacks the key "version"/);
    assert.match(complaintOf(pipeline('')).message, /must be object, got null/);
  });

  it('finds stages that need each other in a circle', () => {
    const { message, at } = complaintOf(pipeline(withStage('catalog', 'catalog: { uses: catalog, needs: render }')));
    assert.match(message, /circle: (\w+) → .*\1$/);
    assert.match(at, /^(render|catalog|select|\[)/);
    const itself = complaintOf(
      pipeline(withStage('catalog', 'catalog: { uses: catalog, needs: [discover, catalog] }')),
    );
    assert.match(itself.message, /circle: catalog → catalog/);
  });

  it('points at a need that is not declared', () => {
    const { message, at, hint } = complaintOf(
      pipeline(withStage('collect', 'collect: { uses: collect, needs: [select, rendr] }')),
    );
    assert.match(message, /"collect" needs "rendr", which is not declared/);
    assert.equal(at, 'rendr] }');
    assert.equal(hint, 'did you mean "render"?');
  });

  it('wants every stage once, each behind those it builds on', () => {
    assert.match(
      complaintOf(pipeline('version: 1\nstages: { discover: { uses: discover } }')).message,
      /no stage uses "catalog"/,
    );
    const twice = complaintOf(pipeline(`version: 1\n${STAGES}  again: { uses: render, needs: select }\n`));
    assert.match(twice.message, /"render" is used by "render" already/);
    const loose = complaintOf(pipeline(withStage('collect', 'collect: { uses: collect, needs: select }')));
    assert.match(loose.message, /"collect" must need the stage that uses "render"/);
    assert.match(loose.at, /^collect:/);
  });

  it('takes stages under any name', () => {
    const renamed = `version: 1\n${STAGES.replaceAll('select', 'choose').replace('uses: choose', 'uses: select')}`;
    assert.equal(valueIn(resolveText(pipeline(renamed))).select.max_duration_seconds, 3600);
    const set = { ...pipeline(renamed), sets: ['choose.max_duration_seconds=60'] };
    assert.equal(valueIn(resolveText(set)).select.max_duration_seconds, 60);
  });

  it('refuses stage names that --set could not tell from a profile section', () => {
    const clash = `version: 1\n${STAGES.replaceAll('select', 'clouds').replace('uses: clouds', 'uses: select')}`;
    const { message, at } = complaintOf(pipeline(clash));
    assert.match(message, /"clouds" is a section of profiles/);
    assert.match(at, /^clouds:/);
    const dotted = `version: 1\n${STAGES.replaceAll('select', 'a.b').replace('uses: a.b', 'uses: select')}`;
    assert.match(complaintOf(pipeline(dotted)).message, /"a\.b" has a dot/);
  });

  it('wants the shortest duration below the longest, from the file or from --set', () => {
    const disordered = withStage(
      'select',
      'select: { uses: select, needs: catalog, with: { min_duration_seconds: 4000 } }',
    );
    const fromFile = complaintOf(pipeline(disordered));
    assert.match(fromFile.message, /min_duration_seconds \(4000\) is above max_duration_seconds \(3600\)/);
    assert.equal(fromFile.at, '4000 } }');
    const fromSet = complaintOf({ sets: ['select.max_duration_seconds=5'] });
    assert.equal(fromSet.reason, 'usage');
    assert.match(fromSet.message, /^--set select\.max_duration_seconds=5: min_duration_seconds \(30\) is above/);
    assert.ok(resolveText({ ...pipeline(disordered), sets: ['select.max_duration_seconds=5000'] }).ok);
  });

  it('wants a timeout with a unit', () => {
    for (const timeout of ['5', '0s', '1d', '-1m', '1.5h']) {
      const { at } = complaintOf(
        pipeline(withStage('render', `render: { uses: render, needs: select, timeout: ${timeout} }`)),
      );
      assert.equal(at, `${timeout} }`);
    }
  });
});

describe('docs/own-stages.md', () => {
  it('shows stages that a pipeline takes', () => {
    const text = readFileSync(new URL('../../../docs/own-stages.md', import.meta.url), 'utf8');
    const [, command] = /^( {2}slow:\n(?: {4}.*\n)+)/m.exec(text) ?? [];
    const collect = STAGES.replace('needs: [select, render]', 'needs: [select, render, slow]');
    const { stages } = valueIn(resolveText(pipeline(`version: 1\n${collect}${command}`)));
    const slow = stages.find(({ name }) => name === 'slow');
    assert.ok(slow !== undefined && isOwn(slow));
    assert.deepEqual(slow.work, {
      kind: 'command',
      argv: ['sox', '{input}', '{output}', 'speed', '{with.speed}'],
      outputs: ['{name}_slow.wav'],
    });
  });
});
