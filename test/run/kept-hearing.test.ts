import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepHearing, recallHearing } from '../../src/run/kept-hearing.ts';
import type { Heard } from '../../stages/render.ts';
import { MemoryStore } from '../cache/memory-store.ts';

const FINGERPRINT = [['source audio', '00']] as const;
const OTHER = [['source audio', '01']] as const;
/** Not all that is heard of a track: what it is made of is none of the cache's business. */
const HEARD = { levels: Float32Array.of(0.5, -0, Number.NaN), seconds: Number.POSITIVE_INFINITY } as unknown as Heard;

test('what was heard of a track is recalled to the bit, and of no other track', () => {
  const store = new MemoryStore();
  assert.equal(recallHearing(store, FINGERPRINT), null);
  keepHearing(store, FINGERPRINT, HEARD);
  assert.deepEqual(recallHearing(store, FINGERPRINT), HEARD);
  assert.equal(recallHearing(store, OTHER), null);
});

test('what was heard and is damaged, or lost in part, was never heard', () => {
  for (const kept of ['objects', 'results'] as const) {
    const store = new MemoryStore();
    keepHearing(store, FINGERPRINT, HEARD);
    const [[name, bytes]] = store[kept];
    store[kept].set(name, bytes.subarray(1));
    assert.equal(recallHearing(store, FINGERPRINT), null, `damaged ${kept}`);
    store[kept].delete(name);
    assert.equal(recallHearing(store, FINGERPRINT), null, `lost ${kept}`);
    keepHearing(store, FINGERPRINT, HEARD);
    assert.deepEqual(recallHearing(store, FINGERPRINT), HEARD);
  }
});
