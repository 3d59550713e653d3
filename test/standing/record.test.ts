import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeRecord, encodeRecord } from '../../src/standing/record.ts';
import { DAMAGES } from '../cache/scratch.ts';
import { RECORD } from './standing.ts';

const sealed = (body: Uint8Array): Buffer => Buffer.concat([createHash('sha256').update(body).digest(), body]);

describe('a standing record as bytes', () => {
  it('is read back as it was, group by group', () => {
    assert.deepEqual(decodeRecord(encodeRecord(RECORD)), RECORD);
    const empty = { ...RECORD, groups: [] };
    assert.deepEqual(decodeRecord(encodeRecord(empty)), empty);
  });

  it('is read back from the middle of other bytes', () => {
    const bytes = encodeRecord(RECORD);
    const among = Buffer.concat([Buffer.alloc(13, 1), bytes, Buffer.alloc(5, 2)]).subarray(13, 13 + bytes.length);
    assert.deepEqual(decodeRecord(among), RECORD);
  });

  for (const [name, damage] of DAMAGES)
    it(`is none with ${name}`, () => {
      assert.equal(decodeRecord(damage(Buffer.from(encodeRecord(RECORD)))), null);
    });

  it('is none where there are too few bytes for one, even with their digest', () => {
    for (const length of [0, 1, 7]) assert.equal(decodeRecord(sealed(Buffer.alloc(length))), null, `${length}`);
    for (const length of [0, 31, 32, 39]) assert.equal(decodeRecord(Buffer.alloc(length)), null, `${length}`);
  });

  it('is none of another format', () => {
    const bytes = Buffer.from(encodeRecord(RECORD));
    const other = Buffer.from(bytes.toString('latin1').replace('"format":1,', '"format":2,'), 'latin1');
    assert.notDeepEqual(other, bytes);
    assert.equal(decodeRecord(sealed(other.subarray(32))), null);
  });

  it('begins with the SHA-256 of the rest', () => {
    const bytes = Buffer.from(encodeRecord(RECORD));
    assert.deepEqual(bytes, sealed(bytes.subarray(32)));
  });
});
