/** What the library, the profiles, the pipeline and the stages of a project can be. Plain data. */

import { TINY_PROFILE } from '../../build/rig.ts';
import { song } from '../../build/sounds.ts';
import { infoChunk } from '../../library/audio-bytes.ts';

/** The first two are there from the beginning. Some share a name, so that they get others together. */
export const PATHS = ['1.wav', '2.wav', 'sub/1.wav', 'sub/3.wav'] as const;
export const FOLDER = { from: 'sub', to: 'moved' } as const;

const SECONDS = 1.2;
const tagged = (seed: number, title: string): Buffer => song(seed, SECONDS, [infoChunk(title)]);

/** All of the same length but the last ones, so that an edit can keep a file's size. */
export const CONTENTS = {
  one: song(1, SECONDS),
  two: song(2, SECONDS),
  three: song(3, SECONDS),
  longer: song(4, SECONDS + 0.5),
  'one, tagged': tagged(1, 'first'),
  'one, tagged otherwise': tagged(1, 'other'),
  'two, tagged': tagged(2, 'first'),
  'cut short': song(5, SECONDS).subarray(0, 20_000),
  silence: Buffer.concat([song(1, SECONDS).subarray(0, 44), Buffer.alloc(song(1, SECONDS).length - 44)]),
  text: Buffer.from('no audio at all'),
} as const;

/** What is audio, by the digest of what is heard: another tag is no other audio. */
export const heardIn = (content: keyof typeof CONTENTS): string => content.split(',')[0];

export const PROFILES = {
  plain: TINY_PROFILE,
  'more pads': TINY_PROFILE.replace('pads: { count: 1', 'pads: { count: 2'),
  'no swells': TINY_PROFILE.replace('swells: { count: 1', 'swells: { count: 0'),
  'other hiss': TINY_PROFILE.replace('low_hz: 1000', 'low_hz: 2000'),
  named: `${TINY_PROFILE}naming: { include: [tempo] }\n`,
} as const;

export interface PipelineValues {
  readonly profiles: readonly ('tiny' | 'other')[];
  readonly minSeconds: number;
  readonly overridden: string;
  readonly own: keyof typeof OWN_STAGES;
}

export const FIRST_PIPELINE: PipelineValues = { profiles: ['tiny'], minSeconds: 1, overridden: '', own: 'none' };

/** What an edit of the pipeline can change. */
export const PIPELINES: readonly Partial<PipelineValues>[] = [
  { profiles: ['tiny'] },
  { profiles: ['tiny', 'other'] },
  { profiles: ['other'] },
  { minSeconds: 1 },
  { minSeconds: 1.5 },
  { overridden: '' },
  { overridden: '1*' },
  { overridden: 'sub/*' },
  { own: 'none' },
  { own: 'turned' },
  { own: 'turned otherwise' },
  { own: 'turned and listed' },
  { own: 'copied' },
];

/** The declarations, and what collect needs of them. */
const TURNED = (tag: string): string => `  turned: { uses: ./turn.mjs, needs: render, with: { tag: "${tag}" } }`;
export const OWN_STAGES = {
  none: { declared: '', collected: '' },
  turned: { declared: TURNED(''), collected: ', turned' },
  'turned otherwise': { declared: TURNED('_t'), collected: ', turned' },
  'turned and listed': {
    declared: `${TURNED('')}\n  listed: { uses: ./list.mjs, needs: [render, turned], each: track }`,
    collected: ', turned, listed',
  },
  copied: {
    declared: `  copied: { run: [cp, "{input}", "{output}"], outputs: ["{name}_copy.wav"], needs: render }`,
    collected: ', copied',
  },
} as const;

export function pipelineText({ profiles, minSeconds, overridden, own }: PipelineValues): string {
  const { declared, collected } = OWN_STAGES[own];
  const overrides = overridden === '' ? '[]' : `[{ match: "${overridden}", set: { pads: { count: 2 } } }]`;
  return `version: 1
profile: [${profiles.join(', ')}]
export: ./out
overrides: ${overrides}
stages:
  discover: { uses: discover }
  catalog:  { uses: catalog,  needs: discover, each: file }
  select:   { uses: select,   needs: catalog, with: { min_duration_seconds: ${minSeconds} } }
  render:   { uses: render,   needs: select, each: [track, kind], timeout: 1m }
${declared}
  collect:  { uses: collect,  needs: [select, render${collected}] }
`;
}

/** Of the stage `turned`; what is wrong with the broken one is put right before the end. */
export const MODULES = {
  whole: `import { suffix } from './part.mjs';
export default ({ inputs: [{ stem, bytes }], parameters }) => [{ name: stem + suffix + parameters.tag + '.wav', bytes }];
`,
  cut: `import { suffix } from './part.mjs';
export default ({ inputs: [{ stem, bytes }] }) => [{ name: stem + suffix + '.wav', bytes: bytes.subarray(0, 500) }];
`,
  nothing: 'export default () => [];\n',
  broken: `export default () => { throw new Error('broken'); };\n`,
} as const;

export const PARTS = {
  turned: `export const suffix = '_turned';\n`,
  other: `export const suffix = '_other';\n`,
} as const;

export const LIST = `export default ({ inputs }) => [{ name: 'list.txt', bytes: inputs.map(({ name }) => name).join() }];\n`;
