/** When a watch looks and builds: single cases, and anything that may happen in any order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RESCAN_MS } from '../../src/watch/machine.ts';
import { World } from './world.ts';

describe('a watch', () => {
  it('builds once what came in one go, when it has been quiet and looks the same a second later', () => {
    const world = new World();
    for (let n = 0; n < 10; n++) {
      world.change(`a/${n}.wav`);
      world.pass(50);
    }
    world.pass(1200);
    assert.equal(world.builds.length, 0);
    world.pass(1000);
    assert.equal(world.builds.length, 1);
    assert.deepEqual(world.sampled[0], new Set(['a']), 'only what was hinted at');
    world.pass(RESCAN_MS / 2);
    assert.equal(world.builds.length, 1);
  });

  it('looks after 5 s at the latest while hints keep coming', () => {
    const world = new World();
    for (let n = 0; n < 49; n++) {
      world.hint('a/x.txt');
      world.pass(100);
    }
    assert.equal(world.sampled.length, 0);
    world.hint('a/x.txt');
    world.pass(100);
    assert.equal(world.sampled.length, 1);
  });

  it('waits for a slow copy, longer for a large one and for one that is cut short, and not for ever', () => {
    const cases = [
      { sizeBytes: 1000, isCutShort: false, ms: 2000 },
      { sizeBytes: 300e6, isCutShort: false, ms: 4000 },
      { sizeBytes: 1000, isCutShort: true, ms: 11_000 },
    ];
    for (const { sizeBytes, isCutShort, ms } of cases) {
      const world = new World();
      for (let n = 0; n < 10; n++) {
        world.change('slow.wav', sizeBytes + n, isCutShort);
        world.pass(800);
      }
      world.pass(ms - 1900);
      assert.equal(world.builds.length, 0, `${ms}`);
      world.pass(1900);
      assert.equal(world.builds.length, 1, `${ms}`);
    }
    const endless = new World();
    for (let n = 0; n < 100; n++) {
      endless.change('endless.wav', 1000 + n);
      endless.pass(800);
    }
    assert.equal(endless.builds.length, 1);
  });

  it('keeps what happens during a build for one build after it', () => {
    const world = new World();
    world.buildMs = 20_000;
    world.change('a.wav');
    world.pass(3000);
    assert.equal(world.phase, 'building');
    for (let n = 0; n < 5; n++) {
      world.change('b.wav');
      world.feed({ type: 'asked', compareExport: true });
      world.pass(1000);
    }
    assert.equal(world.builds.length, 1);
    world.pass(60_000);
    assert.equal(world.builds.length, 2);
    assert.equal(world.builds[1].compareExport, true);
    assert.ok(world.isBuilt);
  });

  it('plans anew when a file of the project changed, and says whether there is more to build', () => {
    const world = new World();
    world.change('pipeline.yaml');
    world.pass(5000);
    world.change('a.wav');
    world.pass(5000);
    world.change('pipeline.yaml');
    world.feed({ type: 'asked', compareExport: false });
    world.pass(5000);
    assert.deepEqual(
      world.builds.map(({ replan, isWanted }) => [replan, isWanted]),
      [
        [true, false],
        [false, true],
        [true, true],
      ],
    );
  });

  it('builds nothing of a library that is away, and looks for it until it is back', () => {
    const world = new World();
    world.change('a.wav');
    world.pass(5000);
    world.isAway = true;
    world.hint(null);
    world.pass(60_000);
    assert.equal(world.builds.length, 1);
    world.isAway = false;
    world.pass(2000);
    assert.equal(world.reopened, 1);
    world.pass(60_000);
    assert.equal(world.builds.length, 1, 'it came back as it was');
    world.change('b.wav');
    world.pass(5000);
    assert.equal(world.builds.length, 2);
  });

  it('takes up edits of the project while the library is away, and says that it is', () => {
    const world = new World();
    world.change('a.wav');
    world.pass(5000);
    world.isAway = true;
    world.change('b.wav');
    world.change('pipeline.yaml');
    world.feed({ type: 'asked', compareExport: false });
    world.pass(5000);
    world.write('pipeline.yaml');
    world.pass(5000);
    assert.deepEqual(
      world.builds.slice(1).map(({ replan, isWanted, isAway }) => [replan, isWanted, isAway]),
      [
        [true, false, true],
        [true, false, true],
      ],
    );
    world.isAway = false;
    world.pass(5000);
    assert.equal(world.builds.length, 4, 'what came meanwhile is built when it is back');
    assert.deepEqual([world.builds[3].isWanted, world.builds[3].isAway], [true, false]);
    assert.ok(world.isBuilt);
  });

  it('tries once more, and not for ever, what lost its sources, and again when the library is back from being away', () => {
    const world = new World();
    world.losesSources = true;
    world.change('a.wav');
    world.pass(60_000);
    assert.equal(world.builds.length, 2);
    assert.ok(world.builds[1].beganMs - world.builds[0].endedMs <= 2000);
    assert.equal(world.builds[1].isWanted, true);
    world.isAway = true;
    world.hint(null);
    world.pass(60_000);
    assert.equal(world.builds.length, 2, 'there is nothing to read');
    world.isAway = false;
    world.losesSources = false;
    world.pass(60_000);
    assert.equal(world.builds.length, 3);
    world.losesSources = true;
    world.change('b.wav');
    world.pass(60_000);
    assert.equal(world.builds.length, 5, 'and once more the next time');
  });

  it('does nothing about a change that was taken back', () => {
    const world = new World();
    world.change('a.wav');
    world.pass(500);
    world.disk.delete('a.wav');
    world.hint('a.wav');
    world.pass(10_000);
    assert.equal(world.builds.length, 0);
    assert.equal(world.phase, 'idle');
  });

  it('looks at everything as often as it is told to', () => {
    const world = new World();
    world.feed({ type: 'pace', rescanMs: 2000 });
    world.write('a.wav');
    world.pass(5000);
    assert.equal(world.builds.length, 1);
    assert.ok(world.sampled.includes('all'));
  });
});

type Move =
  | { readonly do: 'write' | 'remove'; readonly path: string; readonly isHinted: boolean; readonly afterMs: number }
  | { readonly do: 'hint' | 'ask' | 'vanish' | 'return'; readonly afterMs: number };

const path = fc.constantFrom('a.wav', 'b/c.wav', 'b/d.wav', 'e/f/g.wav', 'pipeline.yaml');
const afterMs = fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 5000 }));
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('write', 'remove'), path, isHinted: fc.boolean(), afterMs }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hint', 'ask', 'vanish', 'return'), afterMs }) },
) as fc.Arbitrary<Move>;

function make(world: World, one: Move): void {
  if (one.do === 'write') world.write(one.path);
  else if (one.do === 'remove') world.disk.delete(one.path);
  else if (one.do === 'hint') world.hint(null);
  else if (one.do === 'ask') world.feed({ type: 'asked', compareExport: false });
  else world.isAway = one.do === 'vanish';
  if ('path' in one && one.isHinted) world.hint(one.path);
}

describe('whatever happens', () => {
  it('every change ends in a build, at the latest after the next look at everything, and then there is rest', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), fc.integer({ min: 0, max: 20_000 }), (moves, buildMs) => {
        const world = new World();
        world.buildMs = buildMs;
        for (const one of moves) {
          make(world, one);
          world.pass(one.afterMs);
        }
        world.isAway = false;
        world.pass(RESCAN_MS + 2 * buildMs + 30_000);
        assert.ok(world.isBuilt);
        const before = world.builds.length;
        world.pass(4 * RESCAN_MS);
        assert.equal(world.builds.length, before, 'nothing wakes it');
      }),
    );
  });

  it('no build takes up a file that changed within the second, unless something has kept changing for a minute', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const world = new World();
        for (const one of moves) {
          make(world, { ...one, isHinted: true } as Move);
          world.pass(Math.min(one.afterMs, 900));
        }
        world.pass(60_000);
        for (const { restedMs } of world.builds) for (const ms of restedMs) assert.ok(ms >= 1000, `${ms} ms`);
      }),
    );
  });

  it('a storm of hinted changes without a second of rest is one build, and a second one for what came during it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(path, fc.integer({ min: 0, max: 700 })), { minLength: 1, maxLength: 40 }),
        (writes) => {
          const world = new World();
          for (const [name, ms] of writes) {
            world.change(name);
            world.pass(ms);
          }
          world.pass(30_000);
          assert.ok(world.builds.length >= 1 && world.builds.length <= 2, `${world.builds.length} builds`);
          assert.ok(world.isBuilt);
        },
      ),
    );
  });
});
