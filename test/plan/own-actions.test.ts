import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OwnStage } from '../../src/pipeline/pipeline.ts';
import { actionKey } from '../../src/plan/fingerprint.ts';
import {
  type OwnAction,
  type OwnActionsInput,
  ownActions,
  sharedName,
  type TrackFile,
} from '../../src/plan/own-actions.ts';
import { trackOf } from './tracks.ts';

const MODULE: OwnStage = {
  name: 'made',
  needs: ['render'],
  each: ['track', 'file'],
  parameters: {},
  timeoutSeconds: 60,
  retries: 0,
  jobs: null,
  uses: null,
  work: { kind: 'module', path: '/project/made.js' },
  title: './made.js',
  unit: 'file',
  inputs: [],
};
const COMMAND: OwnStage = {
  ...MODULE,
  work: { kind: 'command', argv: ['sox', '{input}', '{output}'], outputs: ['{name}.wav'] },
};

const file = (name: string, objectDigest = `digest of ${name}`): TrackFile => ({ name, objectDigest, sizeBytes: 1 });
const FILES = [file('b.wav'), file('a.wav'), file('c.wav')];

const actionsOf = (stage: OwnStage, changed: Partial<OwnActionsInput> = {}): OwnAction[] =>
  ownActions({
    stage,
    code: [['module', 'digest of made.js']],
    track: trackOf('a'),
    profileName: 'dark',
    files: FILES,
    ...changed,
  });

const keyOf = (stage: OwnStage, changed: Partial<OwnActionsInput> = {}): string => actionsOf(stage, changed)[0].key;

describe('ownActions', () => {
  it('are one for each file, in the order of the names', () => {
    const actions = actionsOf(MODULE);
    assert.deepEqual(
      actions.map(({ file: name, inputs }) => [name, ...inputs.map((input) => input.name)]),
      [
        ['a.wav', 'a.wav'],
        ['b.wav', 'b.wav'],
        ['c.wav', 'c.wav'],
      ],
    );
    assert.equal(new Set(actions.map(({ key }) => key)).size, 3);
    assert.deepEqual(actionsOf(MODULE, { files: [] }), []);
  });

  it('are one for all files of a track, none where it has none, and the same in whatever order they come', () => {
    const whole = { ...MODULE, unit: 'track' } as const;
    const actions = actionsOf(whole);
    assert.equal(actions.length, 1);
    assert.equal(actions[0].file, null);
    assert.deepEqual(
      actions[0].inputs.map(({ name }) => name),
      ['a.wav', 'b.wav', 'c.wav'],
    );
    assert.deepEqual(actionsOf(whole, { files: [] }), []);
    assert.equal(keyOf(whole), keyOf(whole, { files: FILES.toReversed() }));
    assert.notEqual(keyOf(whole), keyOf(whole, { files: FILES.slice(1) }));
  });

  it('have a fingerprint that says all there is to know, in this form', () => {
    const stage = { ...COMMAND, parameters: { speed: 2, gain: Number.POSITIVE_INFINITY } };
    const [{ fingerprint, key }] = actionsOf(stage);
    assert.deepEqual(fingerprint, [
      ['cache format', '1'],
      ['stage', 'own'],
      ['each', 'file'],
      ['module', 'digest of made.js'],
      ['run', '["sox","{input}","{output}"]'],
      ['outputs', '["{name}.wav"]'],
      ['with.gain', '{"number":"Infinity"}'],
      ['with.speed', '2'],
      ['input a.wav', 'digest of a.wav'],
    ]);
    assert.equal(key, actionKey(fingerprint));
    assert.deepEqual(
      actionsOf(MODULE)[0].fingerprint.map(([name]) => name),
      ['cache format', 'stage', 'each', 'module', 'input a.wav'],
      'a module has no command line',
    );
  });

  it('have another key for whatever shapes what they make', () => {
    const other = (changed: Partial<OwnStage>): OwnStage => ({ ...COMMAND, ...changed });
    const keys = [
      keyOf(COMMAND),
      keyOf(MODULE),
      keyOf(COMMAND, { code: [['module', 'edited']] }),
      keyOf(COMMAND, { files: [file('a.wav', 'edited')] }),
      keyOf(COMMAND, { files: [file('z.wav', 'digest of a.wav')] }),
      keyOf(other({ unit: 'track' }), { files: [file('a.wav')] }),
      keyOf(other({ parameters: { a: 1 } })),
      keyOf(other({ parameters: { a: '1' } })),
      keyOf(other({ parameters: { a: null } })),
      keyOf(other({ parameters: { a: Number.NaN } })),
      keyOf(other({ parameters: { a: Number.POSITIVE_INFINITY } })),
      keyOf(other({ work: { kind: 'command', argv: ['sox'], outputs: ['{name}.wav'] } })),
      keyOf(other({ work: { kind: 'command', argv: ['sox', '{input}', '{output}'], outputs: ['x.wav'] } })),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('have the same key whatever the track, the profile, the name of the stage and the order of its values', () => {
    const stage = { ...COMMAND, parameters: { a: 1, b: 2 } };
    for (const changed of [{ track: trackOf('b') }, { profileName: 'bright' }])
      assert.equal(keyOf(stage, changed), keyOf(stage));
    assert.equal(
      keyOf({ ...stage, name: 'other', timeoutSeconds: 1, retries: 5, parameters: { b: 2, a: 1 } }),
      keyOf(stage),
    );
    const [action] = actionsOf(stage);
    assert.deepEqual([action.track, action.profileName, action.stage], [trackOf('a'), 'dark', stage]);
  });
});

describe('sharedName', () => {
  it('finds the first name that another file has as well, also in other letters', () => {
    assert.equal(sharedName(FILES), null);
    assert.equal(sharedName([]), null);
    assert.equal(sharedName([file('a.wav'), file('b.wav'), file('A.WAV'), file('B.wav')]), 'A.WAV');
  });
});
