import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { caretLine } from '../../src/report/caret.ts';
import { displayWidth } from '../../src/report/display-width.ts';
import { formatBytes, formatDuration, plural, printable } from '../../src/report/format.ts';
import { table } from '../../src/report/table.ts';

/** What stands above the caret. */
function pointedAt(lineText: string, column: number): string {
  const { source, indent } = caretLine(lineText, column);
  let width = 0;
  for (const [at, character] of [...source].entries()) {
    if (width === indent.length) return [...source].slice(at).join('');
    width += displayWidth(character);
  }
  return '';
}

describe('caretLine', () => {
  it('points at the very character', () => {
    assert.equal(pointedAt('a: [1, x]', 8), 'x]');
    assert.equal(pointedAt('abc', 1), 'abc');
    assert.deepEqual(caretLine('abc', 4), { source: 'abc', indent: '   ' });
  });

  it('points right behind tabs, wide, combining and hidden characters', () => {
    assert.equal(pointedAt('\t\tkey: value', 8), 'value');
    assert.equal(pointedAt('曲名: value', 5), 'value');
    assert.equal(pointedAt('e\u0301te\u0301: value', 8), 'value');
    assert.equal(pointedAt('🎹: value', 5), 'value');
    assert.equal(pointedAt('\u001b[31m: value', 8), 'value');
  });

  it('shows long lines around the place only', () => {
    const long = `${'x'.repeat(5000)}here${'y'.repeat(5000)}`;
    assert.ok(pointedAt(long, 5001).startsWith('herey'));
    assert.ok(caretLine(long, 5001).source.length < 200);
  });

  it('points at the whole character where the column lies inside one', () => {
    assert.deepEqual(caretLine('  \u{11099}\u{110ba}', 6), { source: '  \u{11099}\u{110ba}', indent: '   ' });
    assert.equal(pointedAt('🎹: value', 2), '🎹: value');
  });

  it('stays within the line it shows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.integer({ min: 1, max: 110 }), (text, column) => {
        const { source, indent } = caretLine(text, column);
        assert.ok(displayWidth(indent) <= displayWidth(source));
      }),
    );
  });
});

describe('printable', () => {
  it('lets no control character or change of direction through', () => {
    assert.equal(printable('a\u001b[2Jb\r\n\u0000\u009b'), 'a\\x1b[2Jb\\x0d\\x0a\\x00\\x9b');
    assert.equal(printable('gnp.\u202egnos\u2066\u200f\u061c'), 'gnp.\\x202egnos\\x2066\\x200f\\x61c');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        assert.doesNotMatch(printable(text), /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('leaves text as it is', () => {
    for (const text of ['Ünïcödé 曲 🎹.wav', 'a b', "'quoted' <tag>"]) assert.equal(printable(text), text);
  });
});

describe('table', () => {
  it('aligns text to the left and figures to the right', () => {
    assert.deepEqual(
      table(
        ['kind', 'count', 'share'],
        [
          ['pads', '3', '100.0 %'],
          ['swells', '12', '8.3 %'],
        ],
      ),
      ['kind    count    share', 'pads        3  100.0 %', 'swells     12    8.3 %'],
    );
  });

  it('aligns after names in wide characters', () => {
    const lines = table(
      ['name', 'x'],
      [
        ['曲名曲', 'a'],
        ['abc', 'b'],
      ],
    );
    assert.deepEqual(lines, ['name    x', '曲名曲  a', 'abc     b']);
  });

  it('has a header even when there are no rows, and no blanks at the end of a line', () => {
    assert.deepEqual(table(['a', 'bb'], []), ['a  bb']);
    for (const line of table(
      ['a', 'b'],
      [
        ['long', ''],
        ['x', 'y'],
      ],
    ))
      assert.doesNotMatch(line, /\s$/);
  });
});

describe('quantities', () => {
  it('have sensible units', () => {
    assert.deepEqual([0, 999, 1000, 12_345, 5e9, 3e15].map(formatBytes), [
      '0 B',
      '999 B',
      '1.0 kB',
      '12 kB',
      '5.0 GB',
      '3000 TB',
    ]);
    assert.deepEqual([0, 1234, 9999, 59_600, 90_000, 3_599_900, 3_600_000, 7_260_000].map(formatDuration), [
      '0.00 s',
      '1.23 s',
      '10 s',
      '60 s',
      '1 min 30 s',
      '1 h 0 min',
      '1 h 0 min',
      '2 h 1 min',
    ]);
    assert.deepEqual(
      [plural(1, 'track'), plural(0, 'track'), plural(1234, 'track')],
      ['1 track', '0 tracks', '1,234 tracks'],
    );
  });
});
