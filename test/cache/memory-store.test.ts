import { setImmediate as turn } from 'node:timers/promises';
import { MemoryStore } from './memory-store.ts';
import { cacheStoreContract } from './store-contract.ts';

cacheStoreContract('in memory', () => {
  const store = new MemoryStore();
  return {
    store,
    reopen: () => store,
    alter: (what, name, change) => {
      const kept = what === 'object' ? store.objects : store.results;
      kept.set(name, change(kept.get(name) ?? Buffer.alloc(0)));
    },
    together: async (writings) => {
      await Promise.all(
        writings.map(async ({ bytes, key, result }) => {
          store.writeObject(bytes);
          await turn();
          store.writeAction(key, result);
        }),
      );
    },
  };
});
