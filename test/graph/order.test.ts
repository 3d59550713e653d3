import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { topologicalOrder } from '../../src/graph/order.ts';

type Needs = ReadonlyMap<string, readonly string[]>;

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** Any graph over the first few names, with cycles, self-loops and repeated edges. */
const anyGraph: fc.Arbitrary<Needs> = fc.integer({ min: 0, max: names.length }).chain((size) => {
  const nodes = names.slice(0, size);
  const need = size === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...nodes), { maxLength: 3 });
  return fc.tuple(...nodes.map(() => need)).map((lists) => new Map(nodes.map((node, at) => [node, lists[at]])));
});
/** Each node needs only earlier ones, under names in no such order. */
const acyclicGraph: fc.Arbitrary<Needs> = fc
  .tuple(fc.shuffledSubarray(names), fc.array(fc.nat(), { minLength: 30, maxLength: 30 }))
  .map(([nodes, picks]) => {
    const needsOf = (at: number): string[] =>
      at === 0 ? [] : picks.slice(at * 3, at * 3 + 2).map((pick) => nodes[pick % at]);
    return new Map([...nodes.entries()].reverse().map(([at, node]) => [node, needsOf(at)]));
  });

describe('topologicalOrder', () => {
  it('puts every node once, behind all it needs', () => {
    fc.assert(
      fc.property(acyclicGraph, (needs) => {
        const ordering = topologicalOrder(needs);
        assert.ok(ordering.ok);
        assert.deepEqual([...ordering.order].sort(), [...needs.keys()].sort());
        for (const [node, needed] of needs)
          for (const one of needed) assert.ok(ordering.order.indexOf(one) < ordering.order.indexOf(node));
      }),
    );
  });

  it('reports only cycles that are there, closed and without a detour', () => {
    fc.assert(
      fc.property(anyGraph, (needs) => {
        const ordering = topologicalOrder(needs);
        if (ordering.ok) {
          for (const [node, needed] of needs)
            for (const one of needed) assert.ok(ordering.order.indexOf(one) < ordering.order.indexOf(node));
          return;
        }
        const { cycle } = ordering;
        assert.equal(cycle[0], cycle.at(-1));
        assert.equal(new Set(cycle).size, cycle.length - 1);
        for (const [at, node] of cycle.slice(0, -1).entries()) assert.ok(needs.get(node)?.includes(cycle[at + 1]));
      }),
    );
  });

  it('keeps the order of writing where nothing else decides', () => {
    const ordering = topologicalOrder(
      new Map([
        ['z', []],
        ['y', ['x']],
        ['x', []],
      ]),
    );
    assert.deepEqual(ordering, { ok: true, order: ['z', 'x', 'y'] });
  });

  it('orders nothing', () => {
    assert.deepEqual(topologicalOrder(new Map()), { ok: true, order: [] });
  });
});
