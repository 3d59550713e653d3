/**
 * SHA-256 of each synthesised file, so that a demo library that is already there is recognised without rendering it again.
 * `test/demo/synthesise.test.ts` renders all of them and fails when one of these is out of date.
 */
export const DIGESTS: Readonly<Record<string, string>> = {
  'Masters/Low Tide.wav': '1e807668ca538ce7885ed73b51ca975f948e190d64dde595ce982bd5c1278817',
  'Masters/Long Exposure.aiff': 'c79910f9b400d9d1a85f3fefaf5d2abbb101d3f1c5792363f55ddff5cecd5a72',
  'Field recordings/Gravel and Tin.wav': 'dde0fce27105d85babb854dbcbec6025a3fc9dcc65e6ca53fdb2ec0e3b9e8327',
};
