import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSetOption } from '../../src/pipeline/set-option.ts';
import { complaintIn, complaintOf, valueIn, valuesOf } from './project.ts';

const STAGE_NAMES = ['discover', 'select'];
const parsed = (text: string) => valueIn(parseSetOption(text, STAGE_NAMES));
const complaint = (text: string) => complaintIn(parseSetOption(text, STAGE_NAMES));

describe('parseSetOption', () => {
  it('tells sections of a profile from stages', () => {
    assert.deepEqual(parsed('clouds.overlap_ratio=0.6'), {
      text: 'clouds.overlap_ratio=0.6',
      owner: 'profile',
      group: 'clouds',
      key: 'overlap_ratio',
      value: 0.6,
    });
    assert.equal(parsed('select.min_duration_seconds=5').owner, 'stage');
  });

  it('reads the value as YAML', () => {
    const values: [string, unknown][] = [
      ['6', 6],
      ['true', true],
      ['[0, -12]', [0, -12]],
      ['{ a: 1 }', { a: 1 }],
      ['"6"', '6'],
      ['a=b', 'a=b'],
      ['~', null],
      ['', null],
      ['["*demo*"]', ['*demo*']],
      ['- a\n- b', ['a', 'b']],
    ];
    for (const [text, value] of values) assert.deepEqual(parsed(`clouds.x=${text}`).value, value, text);
  });

  it('refuses what is no NAME=VALUE', () => {
    for (const text of ['', 'clouds', 'clouds.count', 'clouds=1', '.count=1', 'clouds.=1', 'a b.c=1', 'clouds.a.b=1'])
      assert.match(complaint(text).message, /takes NAME=VALUE/, text);
  });

  it('refuses a group that is neither section nor stage, with the nearest name', () => {
    const { message, hint } = complaint('cluods.count=1');
    assert.match(message, /no section or stage "cluods"/);
    assert.equal(hint, 'did you mean "clouds"?');
    assert.match(complaint('__proto__.count=1').message, /no section or stage/);
  });

  it('holds values to the same limits as files', () => {
    for (const value of ['[1', '!x 1', '*demo*', '{ __proto__: 1 }', '['.repeat(5000), '&a [*a]'])
      assert.match(complaint(`clouds.count=${value}`).message, /not YAML/, value.slice(0, 20));
    assert.match(complaint('select.skip=*demo*').hint ?? '', /quotes/);
  });
});

describe('--set', () => {
  it('wins in the order given, and only within its key', () => {
    const { clouds } = valuesOf({ sets: ['clouds.count=1', 'clouds.overlap_ratio=0.1', 'clouds.count=2'] });
    assert.deepEqual([clouds.count, clouds.overlap_ratio, clouds.duration_seconds], [2, 0.1, 8]);
  });

  it('complains of unknown keys, prototypes, wrong types and ranges', () => {
    assert.match(complaintOf({ sets: ['clouds.overlap=1'] }).hint ?? '', /overlap_ratio/);
    for (const key of ['__proto__', 'constructor', 'toString'])
      assert.match(complaintOf({ sets: [`clouds.${key}=1`] }).message, new RegExp(`unknown key "${key}"`));
    assert.match(complaintOf({ sets: ['clouds.__proto__={ count: 3 }'] }).message, /unknown key "__proto__"/);
    assert.match(complaintOf({ sets: ['clouds.count=many'] }).message, /must be integer, got "many"/);
    assert.match(complaintOf({ sets: ['clouds.count='] }).message, /must be integer, got null/);
    assert.match(complaintOf({ sets: ['clouds.overlap_ratio=0.96'] }).message, /<= 0\.95/);
    assert.match(complaintOf({ sets: ['clouds.count=.inf'] }).message, /clouds\.count/);
    assert.match(complaintOf({ sets: ['clouds.overlap_ratio=.nan'] }).message, /clouds\.overlap_ratio/);
    const stage = complaintOf({ sets: ['select.min_duration=5'] });
    assert.deepEqual([stage.reason, stage.hint], ['usage', 'did you mean "min_duration_seconds"?']);
  });
});
