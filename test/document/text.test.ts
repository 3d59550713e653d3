import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { catalogMarkdown, markdownText } from '../../src/document/catalog-document.ts';
import { csv } from '../../src/document/csv.ts';
import { escapeHtml, page } from '../../src/document/page-document.ts';
import type { TreeTrack } from '../../src/document/tree.ts';
import { trackOf } from '../plan/tracks.ts';
import { HOSTILE, textOf, toldOf, wholeTrack } from './trees.ts';

const pageOf = (profile: string, tracks: readonly TreeTrack[]): string =>
  textOf((sink) => page(profile, toldOf(tracks), sink));

/** Reads CSV by RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
  }
  rows.pop();
  return rows;
}

const isFormula = (cell: string): boolean => /^[=+\-@\t\r\n＝＋－＠]/.test(cell);
const cellText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: fc.constantFrom(...'a=",\n\r\t+-@ \'é'), maxLength: 8 }),
);

describe('csv', () => {
  it('gives back every cell to a reader, text that looks like a formula behind an apostrophe', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cellText, cellText), { maxLength: 4 }), (rows) => {
        const [header, ...read] = parseCsv(csv(['one', 'two'], rows));
        assert.deepEqual(header, ['one', 'two']);
        assert.deepEqual(
          read,
          rows.map((row) => row.map((cell) => (isFormula(cell) ? `'${cell}` : cell))),
        );
        assert.ok(!read.flat().some(isFormula));
      }),
    );
  });

  it('writes numbers, flags and nothing as such', () => {
    assert.equal(csv(['a', 'b', 'c', 'd'], [[-1.5, true, null, 'x']]), 'a,b,c,d\n-1.5,true,,x\n');
  });
});

describe('markdownText', () => {
  it('keeps any text in its cell, without markup', () => {
    for (const text of HOSTILE) {
      const escaped = markdownText(text);
      assert.doesNotMatch(escaped, /[\n\r]|(?<!\\)[<>|`*_[\]~&]/, text);
      assert.doesNotMatch(escaped, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, text);
    }
    assert.equal(markdownText('a_b|c'), 'a\\_b\\|c');
  });

  it('holds the table of the catalog together', () => {
    const tracks = HOSTILE.map((relPath, at) => trackOf(String.fromCharCode(97 + at), { relPath }));
    const rows = catalogMarkdown(tracks)
      .split('\n')
      .filter((line) => line.startsWith('| t\\_'));
    assert.equal(rows.length, HOSTILE.length);
    for (const row of rows) assert.equal(row.match(/(?<!\\)\|/g)?.length, 7);
    assert.match(catalogMarkdown(tracks), /^# Catalog\n\n14 tracks, 0\.23 hours\.\n/);
  });
});

describe('the page', () => {
  const texts = HOSTILE.map((text, at) =>
    wholeTrack(
      trackOf(String.fromCharCode(97 + at), {
        relPath: text,
        tags: { title: text, artist: text, album: text, track: 1, bpm: 120, key: 'Am' },
      }),
    ),
  );

  it('has no tag that is not its own', () => {
    const html = pageOf('<balanced>', texts);
    const own = new Set(
      '!doctype html head meta title style body h1 small bdi details summary table tr th td audio'.split(' '),
    );
    for (const [, name] of html.matchAll(/<\/?([^\s>]*)/g)) assert.ok(own.has(name.toLowerCase()), `<${name}>`);
    assert.doesNotMatch(html, /\son\w+=|javascript:alert\(1\)"/);
  });

  it('forbids scripts and anything from elsewhere', () => {
    assert.match(
      pageOf('balanced', []),
      /http-equiv="Content-Security-Policy" content="default-src 'none'; media-src 'self'/,
    );
  });

  it('keeps text that turns around to itself', () => {
    const html = pageOf('balanced', [wholeTrack(trackOf('a', { relPath: 'x\u202ey' }))]);
    assert.match(html, /<bdi>[^<]*\u202e[^<]*<\/bdi>/);
  });

  it('plays every texture, loops as loops', () => {
    const html = pageOf('balanced', [wholeTrack(trackOf('a'))]);
    assert.equal(html.match(/<audio /g)?.length, 6);
    assert.equal(html.match(/<audio [^>]* loop /g)?.length, 3);
    assert.ok(html.includes('src="by_source/a/pads/a_pad01.wav"'));
  });

  it('escapes every character that could leave a text or an attribute', () => {
    assert.equal(escapeHtml(`<&>"'`), '&lt;&amp;&gt;&quot;&#39;');
  });
});
