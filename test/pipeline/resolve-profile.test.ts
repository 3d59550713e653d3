import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { complaintIn, complaintOf, resolveText, STAGES, valueIn, valuesOf } from './project.ts';

const pipeline = (top: string): string => `version: 1\n${top}\n${STAGES}`;
const override = (match: string, set: string): string => `  - { match: "${match}", set: { ${set} } }`;
const overrides = (...lines: string[]): string => pipeline(`overrides:\n${lines.join('\n')}`);

describe('the precedence of profile values', () => {
  it('is defaults < extends < profile < overrides < --set, each level winning over those below', () => {
    const levels = fc.record({
      parent: fc.boolean(),
      profile: fc.boolean(),
      override: fc.boolean(),
      set: fc.boolean(),
    });
    fc.assert(
      fc.property(levels, (level) => {
        const { clouds } = valuesOf({
          pipeline: level.override ? overrides(override('*', 'clouds: { count: 13 }')) : pipeline('profile: mine'),
          profiles: {
            base: level.parent ? 'clouds: { count: 11 }' : '',
            mine: `extends: base\n${level.profile ? 'clouds: { count: 12 }' : ''}`,
          },
          profileNames: ['mine'],
          sets: level.set ? ['clouds.count=14'] : [],
        });
        const expected = level.set ? 14 : level.override ? 13 : level.profile ? 12 : level.parent ? 11 : 6;
        assert.equal(clouds.count, expected);
      }),
    );
  });

  it('lets a parent keep what a child leaves out, so that no default masks it', () => {
    const { clouds, pads } = valuesOf({
      profiles: {
        far: 'clouds: { overlap_ratio: 0.1, count: 9 }\npads: { count: 1 }',
        near: 'extends: far\nclouds: { count: 8 }',
        mine: 'extends: near\nclouds: {}\npads: {}',
      },
      profileNames: ['mine'],
    });
    assert.deepEqual([clouds.overlap_ratio, clouds.count, pads.count, clouds.duration_seconds], [0.1, 8, 1, 8]);
  });

  it('replaces lists as a whole', () => {
    const { clouds } = valuesOf({
      profiles: {
        base: 'clouds: { pitches_semitones: [0, 7, 12] }',
        mine: 'extends: base\nclouds: { pitches_semitones: [5] }',
      },
      profileNames: ['mine'],
    });
    assert.deepEqual(clouds.pitches_semitones, [5]);
  });

  it('gives every track the overrides that match its path or slug, later ones winning', () => {
    const project = {
      pipeline: overrides(
        override('dub/**', 'pads: { count: 4 }, hiss: { loop_count: 0 }'),
        override('my_slug', 'pads: { count: 5 }'),
      ),
    };
    assert.equal(valuesOf(project, 'x.wav', 'x').pads.count, 3);
    assert.deepEqual(valuesOf(project, 'dub/x.wav', 'x').pads.count, 4);
    const both = valuesOf(project, 'dub/x.wav', 'my_slug');
    assert.deepEqual([both.pads.count, both.hiss.loop_count], [5, 0]);
  });

  it('reads override names dotted or nested alike', () => {
    const nested = valuesOf({ pipeline: overrides(override('*', 'clouds: { overlap_ratio: 0.2, count: 2 }')) });
    const dotted = valuesOf({ pipeline: overrides(override('*', 'clouds.overlap_ratio: 0.2, clouds.count: 2')) });
    const mixed = valuesOf({ pipeline: overrides(override('*', 'clouds.overlap_ratio: 0.2, clouds: { count: 2 }')) });
    assert.deepEqual(dotted, nested);
    assert.deepEqual(mixed, nested);
    assert.equal(nested.clouds.overlap_ratio, 0.2);
  });
});

describe('a profile that is wrong', () => {
  it('points into the file of the profile that is to blame', () => {
    const { place, at, hint } = complaintOf({
      profiles: { base: 'pads:\n  cuont: 3\n', mine: 'extends: base\n' },
      profileNames: ['mine'],
    });
    assert.deepEqual([place, at], ['profiles/base.yaml:2:3', 'cuont: 3']);
    assert.equal(hint, 'did you mean "count"?');
  });

  it('tells type, range, choices and default of a value', () => {
    const complaint = (text: string) => complaintOf({ profiles: { balanced: text } });
    const range = complaint('clouds: { overlap_ratio: 1.5 }');
    assert.match(range.message, /clouds\.overlap_ratio must be <= 0\.95, got 1\.5/);
    assert.match(range.hint ?? '', /0 to 0\.95, default 0\.7/);
    assert.equal(range.at, '1.5 }');
    assert.match(complaint('clouds: { count: 2.5 }').message, /must be integer, got 2\.5/);
    assert.match(complaint('clouds: { count: "6" }').message, /must be integer, got "6"/);
    assert.equal(complaint('output: { bit_depth: 8 }').hint, 'known here: 16, 24, 32');
    assert.match(complaint('pads: 3').message, /pads must be object, got 3/);
    assert.match(complaint('pads:').message, /pads must be object, got null/);
    assert.equal(complaint('naming: { include: [tempo, kye] }').at, 'kye] }');
    assert.match(complaint('clouds: { pitches_semitones: [] }').message, /must NOT have fewer than 1 items/);
  });

  it('is missing: by the pipeline, by the command line, by a child', () => {
    const listed = complaintOf({ pipeline: pipeline('profile: [balanced, balancd]') });
    assert.deepEqual([listed.message, listed.at], ['there is no profile "balancd"', 'balancd]']);
    assert.equal(listed.hint, 'did you mean "balanced"?');
    assert.equal(complaintOf({ profileNames: ['balancd'] }).reason, 'usage');
    const child = complaintOf({ profiles: { mine: 'extends: gone' }, profileNames: ['mine'] });
    assert.deepEqual([child.place, child.at], ['profiles/mine.yaml:1:10', 'gone']);
  });

  it('extends itself in a circle', () => {
    const { message, place } = complaintOf({
      profiles: { a: 'extends: b', b: 'extends: c', c: 'extends: a' },
      profileNames: ['a'],
    });
    assert.match(message, /circle: a → b → c → a/);
    assert.equal(place, 'profiles/c.yaml:1:10');
    assert.match(complaintOf({ profiles: { a: 'extends: a' }, profileNames: ['a'] }).message, /circle: a → a/);
  });

  it('has a name that could leave the folder, or is listed twice', () => {
    for (const name of ['../x', 'a/b', '.', 'by_source', 'a b'])
      assert.equal(complaintOf({ profileNames: [name] }).reason, 'usage');
    assert.match(complaintOf({ pipeline: pipeline('profile: [balanced, balanced]') }).message, /listed twice/);
    assert.match(complaintOf({ pipeline: pipeline('profile: []') }).message, /empty/);
  });

  it('has a lower bound above its upper one, whatever files they came from', () => {
    const pairs = [
      ['pads', 'min_duration_seconds: 5', 'max_duration_seconds: 2'],
      ['pads', 'highpass_hz: 1000', 'lowpass_hz: 300'],
      ['swells', 'min_duration_seconds: 30', 'max_duration_seconds: 10'],
      ['clouds', 'min_grain_ms: 500', 'max_grain_ms: 100'],
      ['clouds', 'highpass_hz: 1000', 'lowpass_hz: 300'],
      ['hiss', 'low_hz: 11000', 'high_hz: 5000'],
      ['hiss', 'min_flicker_ms: 900', 'max_flicker_ms: 20'],
    ];
    for (const [section, low, high] of pairs) {
      const { message } = complaintOf({
        profiles: { base: `${section}: { ${low} }`, mine: `extends: base\n${section}: { ${high} }` },
        profileNames: ['mine'],
      });
      assert.match(message, new RegExp(`${section}\\.${low.replace(/: (.*)/, ' \\($1\\)')} is above`));
    }
  });

  it('is pointed at the bound that was set last, in the file that set it', () => {
    const place = (profiles: Record<string, string>, text = pipeline('profile: mine'), sets: string[] = []) => {
      const complaint = complaintOf({ pipeline: text, profiles, profileNames: ['mine'], sets });
      return [complaint.place, complaint.at];
    };
    const child = (text: string) => `extends: base\n${text}`;
    assert.deepEqual(place({ mine: 'clouds:\n  max_grain_ms: 100\n  min_grain_ms: 500\n' }), [
      'profiles/mine.yaml:3:17',
      '500',
    ]);
    assert.deepEqual(
      place({ base: 'pads: { min_duration_seconds: 3 }', mine: child('pads: { max_duration_seconds: 2 }') }),
      ['profiles/mine.yaml:2:31', '2 }'],
    );
    assert.deepEqual(place({ base: 'pads: { max_duration_seconds: 1 }', mine: child('') }), [
      'profiles/base.yaml:1:31',
      '1 }',
    ]);
    assert.deepEqual(place({ mine: 'hiss: { high_hz: 6000 }' }, overrides(override('*', 'hiss.low_hz: 7000'))), [
      'pipeline.yaml:3:39',
      '7000 } }',
    ]);
    assert.deepEqual(place({ mine: 'hiss: { high_hz: 6000 }' }, undefined, ['hiss.low_hz=7000']), ['', '']);
  });

  it('is found out before work starts even when only one override or --set makes it wrong', () => {
    const alone = complaintOf({ pipeline: overrides(override('never', 'clouds: { min_grain_ms: 1999 }')) });
    assert.match(alone.message, /min_grain_ms \(1999\) is above/);
    assert.match(complaintOf({ sets: ['clouds.max_grain_ms=10'] }).message, /min_grain_ms \(80\) is above/);
  });
});

describe('an override that is wrong', () => {
  it('is pointed at where it stands, nested or dotted', () => {
    const nested = complaintOf({ pipeline: overrides(override('*', 'clouds: { overlap: 1 }')) });
    assert.deepEqual([nested.place, nested.at], ['pipeline.yaml:3:36', 'overlap: 1 } } }']);
    const dotted = complaintOf({ pipeline: overrides(override('*', 'clouds.overlap: 1')) });
    assert.deepEqual([dotted.place, dotted.at], ['pipeline.yaml:3:26', 'clouds.overlap: 1 } }']);
    assert.equal(dotted.hint, 'did you mean "overlap_ratio"?');
    const value = complaintOf({ pipeline: overrides(override('*', 'clouds.count: many')) });
    assert.equal(value.at, 'many } }');
  });

  it('cannot extend, describe, or reach a prototype', () => {
    assert.match(complaintOf({ pipeline: overrides(override('*', 'extends: dark')) }).message, /cannot set "extends"/);
    assert.match(complaintOf({ pipeline: overrides(override('*', 'description: x')) }).message, /"description"/);
    assert.match(
      complaintOf({ pipeline: overrides(override('*', 'clouds.__proto__: 1')) }).message,
      /unknown key "__proto__"/,
    );
    assert.match(
      complaintOf({ pipeline: overrides(override('*', 'colour: { count: 1 }')) }).message,
      /unknown key "colour"/,
    );
  });

  it('lacks a part', () => {
    assert.match(complaintOf({ pipeline: pipeline('overrides: [{ match: x }]') }).message, /lacks the key "set"/);
  });
});

describe('resolved values', () => {
  it('are shared by tracks that meet the same overrides, and whole for each', () => {
    const { profiles } = valueIn(resolveText({ pipeline: overrides(override('x*', 'pads: { count: 1 }')) }));
    const [profile] = profiles;
    assert.equal(valueIn(profile.valuesFor('a.wav', 'a')), valueIn(profile.valuesFor('b.wav', 'b')));
    assert.notEqual(valueIn(profile.valuesFor('a.wav', 'a')), valueIn(profile.valuesFor('x.wav', 'x')));
  });

  it('are refused for a track that meets two overrides which do not go together', () => {
    const project = {
      pipeline: overrides(
        override('a*', 'clouds: { min_grain_ms: 400, max_grain_ms: 500 }'),
        override('*b', 'clouds: { max_grain_ms: 300 }'),
        override('elsewhere', 'clouds: { min_grain_ms: 10 }'),
      ),
    };
    const [profile] = valueIn(resolveText(project)).profiles;
    assert.ok(profile.valuesFor('a.wav', 'a').ok);
    assert.match(complaintIn(profile.valuesFor('ab', 'ab')).message, /min_grain_ms \(400\) is above/);
  });
});
