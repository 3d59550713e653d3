/**
 * `npm start`: without a library of one's own, writes the demo library and builds it to `./export/demo`; with `--library DIR`, builds that.
 */
import { join } from 'node:path';
import { writeDemoLibrary } from '../../demo/write.ts';
import { endCommand } from './end-command.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';
import { refused } from './refused.ts';

const own = process.argv.slice(2);
const hasLibrary = own.some((argument) => argument === '--library' || argument.startsWith('--library='));
if (!hasLibrary) {
  const library = join(PACKAGE_FOLDER, 'demo/library');
  const written = await writeDemoLibrary(library, join(PACKAGE_FOLDER, 'demo/fixtures'));
  if (!written.ok) {
    process.exit(await endCommand(refused(written), {}));
  }
  process.argv.splice(
    2,
    own.length,
    'build',
    '--library',
    library,
    '--export',
    join(PACKAGE_FOLDER, 'export/demo'),
    ...own,
  );
}
await import('./main.ts');
