import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORMS, formsOf, isWanted, wanted } from '../../src/texture/forms.ts';
import { KINDS } from '../../src/texture/kinds.ts';
import { valuesOf } from '../pipeline/project.ts';

const sets = (...values: string[]) => valuesOf({ sets: values });

describe('the forms of a kind', () => {
  it('are told by the names of the values that count them', () => {
    assert.deepEqual(
      FORMS.slice(0, 5).map(({ name, countKey, lengthKey }) => `${name}: ${countKey} × ${lengthKey}`),
      [
        'pads: count × max_duration_seconds',
        'swells: count × max_duration_seconds',
        'clouds: count × duration_seconds',
        'hiss_loops: loop_count × loop_duration_seconds',
        'hiss_flickers: flicker_count × max_flicker_ms',
      ],
    );
  });

  it('exist for every kind, in the order of the kinds', () => {
    assert.deepEqual([...new Set(FORMS.map(({ kind }) => kind))], KINDS);
  });

  it('tell how many are wanted and how long they are together', () => {
    const [loops, flickers] = formsOf('hiss');
    const profile = sets('hiss.loop_count=3', 'hiss.loop_duration_seconds=5', 'hiss.flicker_count=2');
    assert.deepEqual(wanted(loops, profile), { count: 3, seconds: 15 });
    assert.deepEqual(wanted(flickers, profile), { count: 2, seconds: 1 });
  });

  it('are wanted when any of them is', () => {
    assert.ok(isWanted('hiss', sets('hiss.loop_count=0')));
    assert.ok(isWanted('hiss', sets('hiss.flicker_count=0')));
    assert.ok(!isWanted('hiss', sets('hiss.loop_count=0', 'hiss.flicker_count=0')));
    assert.ok(!isWanted('pads', sets('pads.count=0')));
  });
});
