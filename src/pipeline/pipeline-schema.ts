/**
 * JSON Schema of `pipeline.yaml` and of each built-in stage's `with`. Defaults of `with` are applied after `--set`, like those of
 * profiles.
 */

const patterns = (value: readonly string[], description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: 500 },
  maxItems: 1000,
  default: value,
  description,
});

/** Parameters of each built-in stage. */
export const STAGE_PARAMETER_SCHEMAS = {
  discover: {
    type: 'object',
    additionalProperties: false,
    properties: {
      extensions: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: { type: 'string', pattern: '^[A-Za-z0-9]{1,16}$' },
        default: ['wav', 'aiff', 'aif', 'flac', 'mp3'],
        description:
          'File name endings to look at, without the dot, in any case. What a file really is, its first bytes decide.',
      },
      skip_dirs: patterns(
        [
          'venv',
          '.venv',
          'env',
          '.git',
          '.github',
          'node_modules',
          '__pycache__',
          'export',
          'exports',
          'exported',
          'cache',
          '.cache',
          'caches',
        ],
        'Folder names that are never entered. Hidden folders, the export and the cache are never entered either.',
      ),
    },
  },
  catalog: { type: 'object', additionalProperties: false, properties: {} },
  select: {
    type: 'object',
    additionalProperties: false,
    properties: {
      min_duration_seconds: {
        type: 'number',
        minimum: 0,
        maximum: 86400,
        default: 30,
        description: 'Shorter tracks are rejected.',
      },
      max_duration_seconds: {
        type: 'number',
        minimum: 0,
        maximum: 86400,
        default: 3600,
        description: 'Longer tracks are rejected.',
      },
      prefer: patterns(
        ['bounce', 'bounces', 'master', 'masters', 'track', 'tracks', 'song', 'songs', 'finished', 'complete'],
        'Each pattern that matches the path below the library adds 10 to the score.',
      ),
      skip: patterns(
        [
          'scratch',
          'scratches',
          'test',
          'tests',
          'demo',
          'demos',
          'draft',
          'drafts',
          '_old',
          'rejected',
          'reject',
          'rejects',
          'unused',
        ],
        'A track whose path matches is rejected. Plain words match whole words; with * or ? a pattern is a glob.',
      ),
      prefer_channels: {
        type: 'integer',
        minimum: 1,
        maximum: 32,
        default: 2,
        description: 'Tracks with this many channels get 5 more.',
      },
      prefer_sample_rate_hz: {
        type: 'integer',
        minimum: 1000,
        maximum: 768000,
        default: 44100,
        description: 'Tracks at this rate get 5 more.',
      },
    },
  },
  render: { type: 'object', additionalProperties: false, properties: {} },
  collect: { type: 'object', additionalProperties: false, properties: {} },
} as const;

const names = { type: 'string', minLength: 1, maxLength: 100 } as const;
const oneOrMany = (description: string) => ({
  anyOf: [names, { type: 'array', items: names, maxItems: 100 }],
  description,
});

export const PIPELINE_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'pipeline.schema.json',
  title: 'grainmill pipeline',
  description: 'Which music, which recipe, where to, and through which stages.',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'stages'],
  properties: {
    version: { const: 1, description: 'Version of this file format.' },
    library: { type: 'string', minLength: 1, description: 'The music, relative to this file.' },
    export: { type: 'string', minLength: 1, description: 'Where textures go, relative to this file.' },
    profile: oneOrMany('Name of a file in profiles/; a list makes every profile, each in its own tree.'),
    overrides: {
      type: 'array',
      maxItems: 10000,
      description: 'Profile values for single tracks; later entries win.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['match', 'set'],
        properties: {
          match: { type: 'string', minLength: 1, maxLength: 500, description: 'Glob over library path or slug.' },
          set: { type: 'object', description: 'Sections and values as in a profile.' },
        },
      },
    },
    stages: {
      type: 'object',
      minProperties: 1,
      description: 'The graph. Each stage names what it uses and what it needs.',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          uses: {
            ...names,
            description: `A built-in stage (${Object.keys(STAGE_PARAMETER_SCHEMAS).join(', ')}), or a module of your own: ./my-stage.js.`,
          },
          run: {
            type: 'array',
            minItems: 1,
            maxItems: 1000,
            items: { type: 'string', maxLength: 10000 },
            description:
              'In place of `uses`: a command and its arguments. {input}, {output} and {name} stand for files and the name of what is worked on.',
          },
          inputs: {
            type: 'array',
            items: { type: 'string', minLength: 1, maxLength: 1000 },
            maxItems: 1000,
            description: 'Files of the project that an own stage reads: when one changes, it runs again.',
          },
          outputs: {
            type: 'array',
            minItems: 1,
            items: { type: 'string', minLength: 1, maxLength: 100 },
            maxItems: 100,
            description: 'Names of the files that a command writes, like {name}_slow.wav.',
          },
          with: { type: 'object', description: 'Its parameters.' },
          needs: oneOrMany('The stages whose results it takes.'),
          each: oneOrMany('What there is one action for: file, track, or track and kind.'),
          retries: {
            type: 'integer',
            minimum: 0,
            maximum: 10,
            description: 'How often a job is tried again after it failed.',
          },
          jobs: { type: 'integer', minimum: 1, maximum: 1024, description: 'At most this many jobs at once.' },
          timeout: {
            type: 'string',
            pattern: '^[1-9][0-9]{0,5}(s|m|h)$',
            description: 'Longest time of one job, like 90s, 5m, 1h.',
          },
        },
      },
    },
  },
} as const;
