/**
 * Runs the golden digests on every supported major of Node: the same inputs must give the same bytes on each. The binaries come from the package
 * registry (package `node`). `npm test -- golden` does the same on the Node at hand.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAJORS = [20, 22, 24];
const golden = fileURLToPath(new URL('../test/texture/golden.test.js', import.meta.url));

let failed = false;
for (const major of MAJORS) {
  console.log(`Node ${major}`);
  const { status } = spawnSync('npx', ['--yes', '--package', `node@${major}`, '--', 'node', '--test', golden], {
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
