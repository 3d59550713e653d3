/** A process that writes one object and one result to a store on disk, many times: an argument is the folder, the other what to write, as JSON. */
import { openDiskStore } from '../../src/cache/store.ts';
import type { Writing } from './store-contract.ts';

const TIMES = 40;

const [folder, text] = process.argv.slice(2);
const { bytes, key, result } = JSON.parse(text) as Omit<Writing, 'bytes'> & { readonly bytes: string };
for (let time = 0; time < TIMES; time++) {
  const store = openDiskStore(folder);
  store.writeObject(Buffer.from(bytes, 'base64'));
  store.writeAction(key, result);
}
