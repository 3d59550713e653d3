/**
 * The actions of a stage of the user's own: one for each file it takes, or one for all files of a track, with the fingerprint that makes the
 * key. Pure. In the key is what the stage is and what it takes, not where: no path of the project, no slug, no time.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { OwnStage } from '../pipeline/pipeline.ts';
import { actionKey, CACHE_FORMAT, type Fingerprint, type FingerprintLine } from './fingerprint.ts';

/** A file of a track, made by render or by an own stage. Its name does not have the track's slug in it. */
export interface TrackFile {
  readonly name: string;
  readonly objectDigest: string;
  readonly sizeBytes: number;
}

/** What an own action left behind: the value of its cached result. */
export interface OwnResult {
  readonly files: readonly TrackFile[];
}

export interface OwnAction {
  readonly stage: OwnStage;
  readonly track: SelectedTrack;
  readonly profileName: string;
  /** The file it takes, or null where it takes all of the track. */
  readonly file: string | null;
  readonly inputs: readonly TrackFile[];
  readonly fingerprint: Fingerprint;
  readonly key: string;
}

export interface OwnActionsInput {
  readonly stage: OwnStage;
  /** What the stage's code is: digests of modules, programs and declared inputs. */
  readonly code: Fingerprint;
  readonly track: SelectedTrack;
  readonly profileName: string;
  readonly files: readonly TrackFile[];
}

const byName = (a: TrackFile, b: TrackFile): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** In the order of the files' names; none where there are no files. */
export function ownActions({ stage, code, track, profileName, files }: OwnActionsInput): OwnAction[] {
  const sorted = [...files].sort(byName);
  const groups = stage.unit === 'file' ? sorted.map((file) => [file]) : sorted.length > 0 ? [sorted] : [];
  const shared: Fingerprint = [
    ['cache format', String(CACHE_FORMAT)],
    ['stage', 'own'],
    ['each', stage.unit],
    ...code,
    ...workLines(stage),
    ...parameterLines(stage.parameters),
  ];
  return groups.map((inputs) => {
    const fingerprint = [...shared, ...inputs.map(inputLine)];
    const file = stage.unit === 'file' ? inputs[0].name : null;
    return { stage, track, profileName, file, inputs, fingerprint, key: actionKey(fingerprint) };
  });
}

const inputLine = ({ name, objectDigest }: TrackFile): FingerprintLine => [`input ${name}`, objectDigest];

const workLines = ({ work }: OwnStage): Fingerprint =>
  work.kind === 'module'
    ? []
    : [
        ['run', JSON.stringify(work.argv)],
        ['outputs', JSON.stringify(work.outputs)],
      ];

const parameterLines = (parameters: OwnStage['parameters']): Fingerprint =>
  Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [`with.${name}`, JSON.stringify(value, asText)]);

/** JSON has no word for numbers without end. */
const asText = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;

/** Names that two of the files share: the stage could not tell them apart. */
export function sharedName(files: readonly TrackFile[]): string | null {
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name.toLowerCase())) return name;
    names.add(name.toLowerCase());
  }
  return null;
}
