/**
 * SHA-256 of each synthesised file, so that a demo library that is already there is recognised without rendering it again.
 * `test/demo/synthesise.test.ts` renders all of them and fails when one of these is out of date.
 */
export const DIGESTS: Readonly<Record<string, string>> = {
  'Masters/Low Tide.wav': '293875d64b5538078e8793652406e289757134822436f2f67010ebf4676f864b',
  'Masters/Long Exposure.aiff': 'c79910f9b400d9d1a85f3fefaf5d2abbb101d3f1c5792363f55ddff5cecd5a72',
  'Field recordings/Gravel and Tin.wav': 'dac973cc42e213e4ec73ec32405c1213de161d9a595fc74184b1e02ba2bc4b78',
};
