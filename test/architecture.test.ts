/** The rules that keep the parts of the program apart, read from the imports and the words of its sources. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  below,
  byPath,
  FOLDERS,
  type Import,
  importsOf,
  isBelow,
  isNode,
  loadedAtOnceBy,
  loadedBy,
  mentions,
  offences,
  product,
  type Source,
  sources,
} from './sources.ts';

const EFFECTFUL = ['src/run/', 'src/cache/', 'src/report/', 'src/cli/', 'src/export/'];

describe('the sources', () => {
  it('are found and understood by this test', () => {
    assert.ok(sources.length > 150);
    const known = offences(
      sources,
      ({ target }) =>
        isBelow(
          target,
          FOLDERS.map((folder) => `${folder}/`),
        ) && !byPath.has(target),
    );
    assert.deepEqual(
      known.filter((line) => !/→ .*\.(cjs|js)$/.test(line)),
      [],
    );
    assert.deepEqual(
      importsOf(
        'src/a/b.ts',
        "import { type A, b } from '../c.ts';\nimport type { D } from './d.ts';\nimport { type E } from 'x';",
      ),
      [
        { target: 'src/c.ts', isType: false, isLazy: false },
        { target: 'src/a/d.ts', isType: true, isLazy: false },
        { target: 'x', isType: true, isLazy: false },
      ],
    );
    assert.deepEqual(importsOf('src/a/b.ts', `const load = () => import${"('./e.ts')"};`), [
      { target: 'src/a/e.ts', isType: false, isLazy: true },
    ]);
  });

  it('have at most 300 lines each, and functions in files without a junk-drawer name', () => {
    assert.deepEqual(
      sources.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path),
      [],
    );
    assert.deepEqual(
      sources.filter(({ path }) => /\b(utils?|helpers?|common|misc|managers?)\b/.test(path)).map(({ path }) => path),
      [],
    );
  });

  it('say why where they have more than 200 lines', () => {
    const long = below('src/', 'stages/').filter(({ text }) => text.split('\n').length > 201);
    assert.ok(long.length > 0, 'else this test is to go');
    const opening = ({ text }: Source): string => text.slice(0, text.indexOf('*/'));
    const silent = long.filter((source) => !opening(source).includes('One file, though a long one: '));
    assert.deepEqual(
      silent.map(({ path }) => path),
      [],
    );
  });

  it('open with a comment that tells their job', () => {
    assert.deepEqual(
      below('src/', 'stages/')
        .filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text))
        .map(({ path }) => path),
      [],
    );
  });
});

describe('src/dsp', () => {
  it('imports itself and the FFT, nothing else', () => {
    assert.deepEqual(
      offences(
        below('src/dsp/'),
        ({ target }) => !target.startsWith('src/dsp/') && !target.startsWith('@echogarden/pffft-wasm'),
      ),
      [],
    );
  });
});

describe('sound', () => {
  const sounding = below('src/dsp/', 'src/texture/', 'src/quality/', 'demo/');
  const pure = below('src/texture/', 'src/quality/');

  it('is made and judged without the platform, the run, the cache or the printer', () => {
    assert.deepEqual(
      offences(pure, (one) => isNode(one) || isBelow(one.target, EFFECTFUL)),
      [],
    );
    const loaded = new Set(pure.flatMap(loadedBy));
    assert.deepEqual(offences([...loaded], isNode), []);
  });

  it('does not depend on the mathematics of the engine, on chance or on the clock', () => {
    const engineMath =
      /\bMath\.(sin|cos|tan|asin|acos|atan2?|sinh|cosh|tanh|exp|expm1|log|log2|log10|log1p|pow|hypot|cbrt|random)\b/;
    assert.deepEqual(mentions(sounding, engineMath), []);
    assert.deepEqual(mentions(sounding, /\bDate\b|\bperformance\.|\bhrtime\b/), []);
  });
});

describe('stages', () => {
  const stages = below('stages/');

  it('get what they need of the world handed in: no platform, no run, no cache, no printer, not each other', () => {
    assert.equal(stages.length, 5);
    assert.deepEqual(offences(stages, isNode), []);
    assert.deepEqual(
      offences(stages, ({ target, isType }) => !isType && isBelow(target, [...EFFECTFUL, 'stages/'])),
      [],
    );
  });

  it('load nothing that touches the platform', () => {
    assert.deepEqual(
      offences([...new Set(stages.flatMap(loadedBy))], (one) => isNode(one) && !one.isType),
      [],
    );
  });
});

describe('planning', () => {
  const planning = below('src/pipeline/', 'src/graph/', 'src/plan/');

  it('is a function of values: of the platform it has the joining of paths and one hash', () => {
    const allowed = (one: Import, from: Source): boolean =>
      one.target === 'node:path' || (one.target === 'node:crypto' && from.path === 'src/plan/fingerprint.ts');
    assert.deepEqual(
      offences(planning, (one, from) => isNode(one) && !allowed(one, from)),
      [],
    );
    assert.match(byPath.get('src/plan/fingerprint.ts')?.text ?? '', /import \{ createHash \} from 'node:crypto'/);
    assert.deepEqual(
      offences(planning, ({ target }) => isBelow(target, EFFECTFUL)),
      [],
    );
    assert.deepEqual(mentions(planning, /\bDate\b|\bMath\.random\b|\bprocess\./), []);
  });

  it('loads none of the code that makes or measures sound', () => {
    const loaded = new Set(planning.flatMap(loadedAtOnceBy).map(({ path }) => path));
    const vocabulary = ['src/quality/grade.ts', 'src/texture/forms.ts', 'src/texture/kinds.ts'];
    assert.deepEqual(
      [...loaded].filter((path) => isBelow(path, ['src/dsp/', 'src/quality/', 'src/texture/'])).sort(),
      vocabulary,
    );
  });

  it('loads nothing that reads the disk', () => {
    const loaded = [...new Set(planning.flatMap(loadedBy))];
    const harmless = ['node:path', 'node:crypto'];
    assert.deepEqual(
      offences(loaded, (one) => isNode(one) && !one.isType && !harmless.includes(one.target)),
      [],
    );
  });
});

describe('src/cache', () => {
  it('is the only one that knows where things lie in the cache and writes there', () => {
    // The `cache` command measures and clears the folders that the layout names; nobody else looks behind the store and the index.
    const inner = ['layout', 'atomic-file', 'walk', 'sealed-text'].map((name) => `src/cache/${name}.ts`);
    assert.deepEqual(
      offences(product, ({ target }, { path }) => !path.startsWith('src/cache/') && inner.includes(target)),
      ['src/cli/cache-command.ts → src/cache/layout.ts', 'src/cli/cache-command.ts → src/cache/walk.ts'],
    );
    const joins =
      /\b(cacheFolder|cacheRoot)\b.*\b(writeFile|rm|mkdir|rename|open)(Sync)?\(|\b(writeFile|rm|mkdir|rename|open)(Sync)?\(.*\b(cacheFolder|cacheRoot)\b/;
    assert.deepEqual(
      mentions(
        product.filter(({ path }) => !path.startsWith('src/cache/')),
        joins,
      ),
      [],
    );
  });
});

describe('the process', () => {
  it('is printed from by src/report alone; the command line may look at its streams', () => {
    // A command returns its outcome; what prints is asked to render that, or what happens meanwhile.
    assert.deepEqual(
      offences(below('src/cli/'), ({ target }) => target === 'src/report/console.ts'),
      [],
    );
    const printing = product.filter(({ path }) => !isBelow(path, ['src/report/', 'src/cli/']));
    assert.deepEqual(mentions(below('src/cli/'), /\bconsole\.|\bprocess\.(stdout|stderr)\.write\b/), []);
    // The decoders print through console.error; this module keeps them quiet.
    assert.deepEqual(
      mentions(printing, /\bconsole\.|\bprocess\.(stdout|stderr)\b/, ['src/library/captured-errors.ts']),
      [],
    );
  });

  it('is ended by src/cli alone', () => {
    // A worker is a process of its own and ends when its parent is gone.
    const ending = product.filter(({ path }) => !path.startsWith('src/cli/'));
    assert.deepEqual(mentions(ending, /\bprocess\.(exit|exitCode|abort)\b/, ['src/run/serve-parent.ts']), []);
  });

  it('has its concurrency in src/run, and for reading in src/library', () => {
    assert.deepEqual(
      offences(
        product,
        ({ target }, { path }) =>
          ['p-queue', 'node:worker_threads', 'node:child_process'].includes(target) &&
          !isBelow(path, ['src/run/', 'src/library/']),
      ),
      [],
    );
  });
});

describe('the folders of src', () => {
  it('load each other in one direction', () => {
    const folderOf = (path: string): string =>
      /^(?:src\/([^/]+)\/|(stages|demo)\/)/.exec(path)?.slice(1).find(Boolean) ?? '';
    const edges = new Map<string, Set<string>>();
    for (const { path, imports } of product) {
      for (const { target, isType } of imports) {
        const [from, to] = [folderOf(path), folderOf(target)];
        if (!isType && from && to && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
      }
    }
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      [...(edges.get(from) ?? [])].some(
        (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
      );
    assert.deepEqual(
      [...edges.keys()].filter((folder) => reaches(folder, folder)),
      [],
    );
  });

  it('have no circle of files that load each other', () => {
    const circular = product.filter((source) =>
      source.imports.some(({ target, isType }) => {
        const next = byPath.get(target);
        return !isType && next !== undefined && loadedBy(next).includes(source);
      }),
    );
    assert.deepEqual(
      circular.map(({ path }) => path),
      [],
    );
  });
});
