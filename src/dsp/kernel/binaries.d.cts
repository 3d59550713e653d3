/** Made by `npm run build` (`scripts/kernels.ts`): the WebAssembly modules in base64. */
declare const binaries: { readonly pffft: string; readonly kernels: string };
export = binaries;
