import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseYamlSource } from '../../src/pipeline/yaml-source.ts';
import { complaintIn, valueIn } from './project.ts';

const complaint = (text: string) => complaintIn(parseYamlSource('f.yaml', text));
const read = (text: string): unknown => valueIn(parseYamlSource('f.yaml', text)).value;

describe('parseYamlSource', () => {
  it('gives plain values', () => {
    assert.deepEqual(read('a: 1\nb: [x, 2.5, true, null]\nc: { d: "e" }\n'), {
      a: 1,
      b: ['x', 2.5, true, null],
      c: { d: 'e' },
    });
    assert.equal(read('# nothing\n'), null);
  });

  it('gives back whatever can be written as JSON', () => {
    const values = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.jsonValue({ maxDepth: 4, noUnicodeString: true }),
    );
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(!/__proto__|constructor|prototype/.test(JSON.stringify(value)));
        assert.deepEqual(read(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 50 },
    );
  });

  it('points at a syntax error', () => {
    const { place, at } = complaint('a: 1\nb: [1, 2\nc: 3\n');
    assert.equal(place, 'f.yaml:3:1');
    assert.equal(at, 'c: 3');
    assert.equal(complaint('a:\n\tb: 1\n').place, 'f.yaml:2:1');
  });

  it('points at the second of two equal keys', () => {
    assert.equal(complaint('a: 1\nb:\n  c: 2\n  c: 3\n').place, 'f.yaml:4:3');
  });

  it('counts columns after a byte order mark and lines that end as on Windows', () => {
    assert.equal(complaint('\ufeffa: !x 1\n').place, 'f.yaml:1:4');
    const { place, at } = complaint('a: 1\r\nb: !x 1\r\n');
    assert.equal(place, 'f.yaml:2:4');
    assert.equal(at, '!x 1');
  });

  it('refuses tags, whoever defined them', () => {
    for (const tagged of ['!x 1', '!!js/function "x"', '!!binary aGk=', '!!set {b, c}', '!!timestamp 2001-01-01'])
      assert.equal(complaint(`a: ${tagged}`).place, 'f.yaml:1:4', tagged);
    assert.match(complaint('%TAG ! tag:example.org,2000:\n---\na: !x 1\n').message, /tag/i);
    assert.match(complaint('%YAML 1.1\n---\na: yes\n').message, /YAML 1\.1/);
  });

  it('refuses a second document', () => {
    assert.equal(complaint('a: 1\n---\nb: 2\n').place, 'f.yaml:2:1');
  });

  it('refuses aliases that explode, lead nowhere or lead into themselves', () => {
    const doubling = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    assert.match(complaint(`l0: &l0 [x]\n${doubling.join('\n')}`).message, /alias/i);
    assert.match(complaint('a: *nowhere').message, /alias/i);
    assert.match(complaint('a: &a [*a]').message, /contains itself/);
    assert.deepEqual(read('a: &a [1]\nb: *a\n'), { a: [1], b: [1] });
  });

  it('refuses a nesting bomb of any kind without composing it', () => {
    for (const bomb of ['[', '{a: ', '- ', '? ', '[{a: ']) {
      const started = performance.now();
      assert.match(complaint(bomb.repeat(200_000 / bomb.length)).message, /nested more than 100 levels/, bomb);
      assert.ok(performance.now() - started < 1000, bomb);
    }
    const indented = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    assert.equal(complaint(indented).place.split(':')[0], 'f.yaml');
  });

  it('reads what is nested as deeply as people write', () => {
    assert.deepEqual(read(`${'['.repeat(50)}1${']'.repeat(50)}`), JSON.parse(`${'['.repeat(50)}1${']'.repeat(50)}`));
  });

  it('refuses keys that reach into prototypes, wherever they stand', () => {
    assert.equal(complaint('a:\n  __proto__: { x: 1 }\n').place, 'f.yaml:2:3');
    assert.equal(complaint('a: { b: [{ constructor: 1 }] }').place, 'f.yaml:1:12');
    assert.equal(complaint('prototype: 1').place, 'f.yaml:1:1');
  });

  it('refuses more than a megabyte, counted in bytes', () => {
    assert.match(complaint(`a: ${'x'.repeat(1_000_000)}`).message, /larger than 1000000 bytes/);
    assert.match(complaint(`a: ${'é'.repeat(500_000)}`).message, /larger than 1000000 bytes/);
    assert.equal(typeof read(`a: ${'x'.repeat(990_000)}`), 'object');
  });

  it('never throws, whatever the text', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'ab:-?[]{},&*!|>"\'%@# \n\t0'.split('')), maxLength: 60 });
    fc.assert(fc.property(signs, (text) => typeof parseYamlSource('f.yaml', text).ok === 'boolean'));
  });
});

describe('complain', () => {
  const text = 'a: 1\nlist:\n  - x\n  - { key: value }\nempty:\nalias: &n { p: 1 }\nother: *n\n';
  const source = valueIn(parseYamlSource('f.yaml', text));
  const placeOf = (path: (string | number)[], at: 'key' | 'value') => {
    const { place, at: rest } = complaintIn({ ok: false, failure: source.complain(path, at, 'm') });
    return [place.replace('f.yaml:', ''), rest];
  };

  it('points at a key or at its value', () => {
    assert.deepEqual(placeOf(['list'], 'key'), ['2:1', 'list:']);
    assert.deepEqual(placeOf(['a'], 'value'), ['1:4', '1']);
    assert.deepEqual(placeOf(['list', 1, 'key'], 'value'), ['4:12', 'value }']);
    assert.deepEqual(placeOf(['list', '1', 'key'], 'key'), ['4:7', 'key: value }']);
  });

  it('points at the deepest thing that is there', () => {
    assert.deepEqual(placeOf(['list', 1, 'absent', 'deeper'], 'value'), ['4:5', '{ key: value }']);
    assert.deepEqual(placeOf(['list', 7], 'value'), ['3:3', '- x']);
    assert.deepEqual(placeOf(['nothing'], 'key'), ['1:1', 'a: 1']);
    assert.deepEqual(placeOf(['other', 'p'], 'value'), ['7:8', '*n']);
  });

  it('points at the key when the value is left empty', () => {
    assert.equal(placeOf(['empty'], 'key')[0], '5:1');
  });
});
