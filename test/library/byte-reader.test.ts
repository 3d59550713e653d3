import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ByteReader, bufferReader, readingAhead } from '../../src/library/byte-reader.ts';

/** Counts what reaches the file. */
function counted(bytes: Buffer): { readonly reader: ByteReader; readonly fetches: () => number } {
  let fetches = 0;
  const plain = bufferReader(bytes);
  const read: ByteReader['read'] = (position, length) => {
    fetches++;
    return plain.read(position, length);
  };
  return { reader: { sizeBytes: bytes.length, read }, fetches: () => fetches };
}

const FILE = Buffer.from(Array.from({ length: 300 }, (_, n) => n % 251));

describe('reading ahead', () => {
  it('gives the bytes that a plain read gives, in any order, one at a time and several at once, also beyond the end', async () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 340 }), fc.integer({ min: 0, max: 120 }));
    const property = fc.asyncProperty(
      fc.array(range, { maxLength: 12 }),
      fc.integer({ min: 1, max: 400 }),
      fc.boolean(),
      async (ranges, aheadBytes, atOnce) => {
        const reader = readingAhead(bufferReader(FILE), aheadBytes);
        const read = ([position, length]: [number, number]) => reader.read(position, length);
        const first = atOnce ? 1 : ranges.length;
        const got: Buffer[] = [];
        for (const one of ranges.slice(0, first)) got.push(await read(one));
        got.push(...(await Promise.all(ranges.slice(first).map(read))));
        const expected = ranges.map(([position, length]) => FILE.subarray(position, position + length));
        assert.deepEqual(got, expected);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('fetches once what is read in small pieces, and again only for what lies elsewhere', async () => {
    const { reader, fetches } = counted(FILE);
    const ahead = readingAhead(reader, 100);
    for (let position = 0; position < 100; position += 4) await ahead.read(position, 4);
    assert.equal(fetches(), 1);
    await ahead.read(290, 50);
    await ahead.read(295, 5);
    assert.equal(fetches(), 2);
  });

  it('gives bytes that are the caller’s own', async () => {
    const ahead = readingAhead(bufferReader(Buffer.from(FILE)), 100);
    (await ahead.read(0, 10)).fill(255);
    assert.deepEqual(await ahead.read(0, 10), FILE.subarray(0, 10));
  });
});
