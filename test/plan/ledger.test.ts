import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { droppedKeys, emptyLedger, keysOfLedger, keysOfTrack, type Ledger } from '../../src/plan/ledger.ts';
import { ledgerOf, trackOf } from './tracks.ts';

const own = { made: { keys: ['own-1', 'own-2'], error: null } };

function ledgerWith(changes: Partial<Ledger>): Ledger {
  const [entry] = Object.values(ledgerOf([trackOf('a')], ['pads', 'hiss']).tracks);
  return { ...emptyLedger('/export', 'dark'), tracks: { [entry.track.id]: { ...entry, own } }, ...changes };
}

describe('the keys of a ledger', () => {
  it('are those of all kinds and own stages of its tracks, of what was catalogued, and of what is kept for the next build', () => {
    const ledger = ledgerWith({ catalogKeys: ['catalog'], reserved: ['reserved'] });
    const [entry] = Object.values(ledger.tracks);
    assert.deepEqual(keysOfTrack(entry), ['a-pads', 'a-hiss', 'own-1', 'own-2']);
    assert.deepEqual(keysOfLedger(ledger).sort(), ['a-hiss', 'a-pads', 'catalog', 'own-1', 'own-2', 'reserved']);
    assert.deepEqual(keysOfLedger(emptyLedger('/export', 'dark')), []);
  });

  it('are dropped by the next ledger where it has them no more', () => {
    const before = ledgerWith({ catalogKeys: ['catalog', 'old'] });
    const after = ledgerWith({ tracks: {}, catalogKeys: ['catalog', 'new'], reserved: ['own-2'] });
    assert.deepEqual(droppedKeys(before, after).sort(), ['a-hiss', 'a-pads', 'old', 'own-1']);
    assert.deepEqual(droppedKeys(before, before), []);
  });
});
