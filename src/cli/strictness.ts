/** What `--strict` makes of rejections at the end of a build. */
import { tell } from '../report/console.ts';
import { plural } from '../report/format.ts';
import { EXIT } from './exit-code.ts';

/** The exit code of a build in which nothing failed; where it is not 0, says why. */
export function endingCode({ rejected }: { readonly rejected: number }, isStrict = false): number {
  if (!isStrict || rejected === 0) return EXIT.done;
  tell(`--strict: ${plural(rejected, 'file')} rejected, and grainmill status says why`);
  return EXIT.failed;
}
