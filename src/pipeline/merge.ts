/** Lays recipe upon recipe: sections are merged key by key, lists and single values are replaced. */

export type Values = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` laid on `base`; neither is changed. */
export function mergeValues(base: Values, over: Values): Values {
  // A map, as assigning to a key named `__proto__` would lose it before the schema can refuse it.
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isMapping(below) && isMapping(value) ? mergeValues(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** `{ 'clouds.overlap_ratio': 0.6 }` as `{ clouds: { overlap_ratio: 0.6 } }`; keys without a dot stay. */
export function expandDottedNames(values: Values): Values {
  let expanded: Values = {};
  for (const [name, value] of Object.entries(values)) {
    const dot = name.indexOf('.');
    expanded = mergeValues(
      expanded,
      dot < 0 ? { [name]: value } : { [name.slice(0, dot)]: { [name.slice(dot + 1)]: value } },
    );
  }
  return expanded;
}
