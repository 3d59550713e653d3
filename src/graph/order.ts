/** Orders the nodes of a dependency graph so that each comes after those it needs. Knows nothing of stages. */

export type Ordering =
  | { readonly ok: true; readonly order: readonly string[] }
  /** A cycle, first node repeated at the end. */
  | { readonly ok: false; readonly cycle: readonly string[] };

/** Depth-first topological order (Tarjan, 1976); ties keep the order of `needs`. Every need must be a key of the map. */
export function topologicalOrder(needs: ReadonlyMap<string, readonly string[]>): Ordering {
  const order: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): readonly string[] | null => {
    if (done.has(name)) return null;
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    path.push(name);
    for (const need of needs.get(name) ?? []) {
      const cycle = visit(need);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(name);
    order.push(name);
    return null;
  };
  for (const name of needs.keys()) {
    const cycle = visit(name);
    if (cycle) return { ok: false, cycle };
  }
  return { ok: true, order };
}
