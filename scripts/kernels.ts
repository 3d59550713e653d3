/**
 * Compiles the kernels (`src/dsp/kernel/assembly`) to WebAssembly and puts them, with PFFFT's, where `kernel/machine.ts` imports them: as text in a
 * module, so that the pure code that uses them reads no files. Part of `npm run build`; unchanged sources are not compiled again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const packageFolder = new URL('../../', import.meta.url);
const sources = new URL('src/dsp/kernel/assembly/', packageFolder);
const target = new URL('dist/src/dsp/kernel/binaries.cjs', packageFolder);
const pffftScript = createRequire(import.meta.url).resolve('@echogarden/pffft-wasm/simd');
const pffft = readFileSync(pffftScript.replace(/\.js$/, '.wasm'));

const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd', '--use', 'abort='];
/** The id of a section that would be written over PFFFT's own data. */
const DATA_SECTION = 11;

/** What the binaries are made of, as one digest. */
function inputDigest(): string {
  const hash = createHash('sha256').update(OPTIONS.join(' ')).update(pffft);
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(new URL(name, sources)));
  return hash.digest('hex');
}

/** A source for the compiler, which adds the ending to what sources import; here imports name files as everywhere in the tree. */
function readSource(name: string): string | null {
  const file = new URL(name.replace(/\.ts\.ts$/, '.ts'), sources);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Whether the WebAssembly module has a section of this id. */
function hasSection(module: Uint8Array, wanted: number): boolean {
  let at = 8;
  while (at < module.length) {
    const id = module[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (id === wanted) return true;
    at += size;
  }
  return false;
}

async function compiled(): Promise<Uint8Array> {
  const { default: compiler } = await import('assemblyscript/asc');
  let binary: Uint8Array | null = null;
  const entry = ['index.ts', '--baseDir', fileURLToPath(sources), '--outFile', 'kernels.wasm', ...OPTIONS];
  const { error, stderr } = await compiler.main(entry, {
    readFile: readSource,
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
  });
  if (error || binary === null) throw new Error(`the kernels do not compile: ${error?.message}\n${stderr.toString()}`);
  if (hasSection(binary, DATA_SECTION))
    throw new Error('the kernels hold data of their own, which would overwrite that of PFFFT');
  return binary;
}

const stamp = `// ${inputDigest()}\n`;
if (!existsSync(target) || !readFileSync(target, 'utf8').startsWith(stamp)) {
  const base64 = (bytes: Uint8Array): string => JSON.stringify(Buffer.from(bytes).toString('base64'));
  mkdirSync(new URL('./', target), { recursive: true });
  writeFileSync(target, `${stamp}exports.pffft = ${base64(pffft)};\nexports.kernels = ${base64(await compiled())};\n`);
}
