import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KEY_PATTERN } from '../../src/pipeline/profile-schema.ts';
import { keyName, parseKey, transposedKey } from '../../src/texture/key-name.ts';
import { complaintOf, valuesOf } from '../pipeline/project.ts';

describe('the name of a key', () => {
  it('says its mode: Am is A minor, A is A major', () => {
    assert.deepEqual(parseKey('Am'), { tonic: 9, mode: 'minor' });
    assert.deepEqual(parseKey('A'), { tonic: 9, mode: 'major' });
  });

  it('may be spelt with a sharp, an s or a flat', () => {
    for (const name of ['F#', 'Fs', 'Gb']) assert.deepEqual(parseKey(name), { tonic: 6, mode: 'major' });
    for (const name of ['A#m', 'Asm', 'Bbm']) assert.deepEqual(parseKey(name), { tonic: 10, mode: 'minor' });
    assert.deepEqual(
      [parseKey('Db'), parseKey('Ebm')],
      [
        { tonic: 1, mode: 'major' },
        { tonic: 3, mode: 'minor' },
      ],
    );
  });

  it('is ASCII when written, and read back as the same key', () => {
    for (let tonic = 0; tonic < 12; tonic++) {
      for (const mode of ['major', 'minor'] as const) {
        assert.match(keyName({ tonic, mode }), /^[A-G]s?m?$/);
        assert.deepEqual(parseKey(keyName({ tonic, mode })), { tonic, mode });
      }
    }
  });

  it('is refused by profiles, with the place, where it names no key', () => {
    for (const name of ['am', 'H', 'Es', 'C##', 'A minor', 'Fb', ''])
      assert.ok(!new RegExp(KEY_PATTERN).test(name), name);
    const { place, message, hint } = complaintOf({ profiles: { balanced: 'musicality: { target_key: H }' } });
    assert.equal(place, 'profiles/balanced.yaml:1:27');
    assert.equal(message, 'musicality.target_key is "H"');
    assert.match(hint ?? '', /like `C`, `Am`, `F#m`/);
  });

  it('may be left out of a profile, and put back by null', () => {
    const project = (text: string) => valuesOf({ profiles: { balanced: `musicality: { ${text} }` } }).musicality;
    assert.equal(project('').target_key, null);
    assert.equal(project('target_key: ~').target_key, null);
    assert.equal(project('target_key: F#m').target_key, 'F#m');
  });
});

describe('a transposed key', () => {
  it('keeps its mode and goes round the octave', () => {
    assert.deepEqual(transposedKey({ tonic: 9, mode: 'minor' }, 5), { tonic: 2, mode: 'minor' });
    assert.deepEqual(transposedKey({ tonic: 2, mode: 'major' }, -5), { tonic: 9, mode: 'major' });
  });

  it('is none between the keys', () => {
    assert.equal(transposedKey({ tonic: 9, mode: 'minor' }, 0.5), null);
  });
});
