/**
 * render: one track into textures. The stale kinds of a track are one job: the audio is heard once (decoded from start to end and analysed),
 * unless it was heard before; each kind plans which ranges it wants, and each texture is made from the audio of its ranges. One action (and
 * one result) a kind.
 */
import { TrackAnalyser, type TrackAnalysis } from '../src/dsp/analysis.ts';
import { PlanePool } from '../src/dsp/planes.ts';
import type { AudioProblem } from '../src/library/audio.ts';
import type { EntryPoints } from '../src/library/entry-points.ts';
import type { TrackAudio } from '../src/library/track-audio.ts';
import type { Profile } from '../src/pipeline/profile.ts';
import { ok, type Result } from '../src/result.ts';
import { type Kind, kindOf } from '../src/texture/kinds.ts';
import { makeSeries } from '../src/texture/make-series.ts';
import type { KindResult, SourceVerdict, TextureRecord } from '../src/texture/record.ts';
import { randomSource } from '../src/texture/seed.ts';
import { SegmentReader } from '../src/texture/segments.ts';
import type { PlanInput, TextureRejection } from '../src/texture/texture.ts';
import { trackFacts } from '../src/texture/track-facts.ts';

/** Quieter than this from end to end is silence. */
const SILENCE_PEAK_DBFS = -80;
const SILENCE_PEAK = 0.0001;

/** 44 frames of a second at full scale: a converter or a mix that ran out of room, not the single peaks of a loud master. */
const CLIPPED_RATIO = 0.001;

/** The audio of one source, at the rates of the track and of the output: seldom more than 10 MB. */
const SOURCE_BYTES = 32 * 1024 * 1024;

/** One action of the job. */
export interface RenderRequest {
  readonly kind: Kind;
  readonly profile: Profile;
}

/** What is known of a track once it was decoded from start to end. */
export interface Heard {
  readonly analysis: TrackAnalysis;
  /** Of the decoding, and of what was wrong with the audio before. */
  readonly warnings: readonly string[];
  /** For reading ranges of it another time. */
  readonly entryPoints: EntryPoints | null;
}

/** What the world hands to the stage. */
export interface RenderPorts {
  readonly audio: TrackAudio;
  readonly payloadDigest: string;
  /** What was heard of this very audio before; null when it must be heard now. */
  readonly heard: Heard | null;
  readonly keepHeard: (heard: Heard) => void;
  /** Stores the bytes of a finished WAV and returns their digest. */
  readonly storeObject: (bytes: Uint8Array) => string;
  /** SHA-256 in hex. */
  readonly digest: (text: string) => string;
}

/** Results in the order of `requests`. A problem is one of the environment: verdicts about bytes are results. */
export async function render(
  requests: readonly RenderRequest[],
  ports: RenderPorts,
): Promise<Result<KindResult[], AudioProblem>> {
  const heard = await hear(ports);
  if (!heard.ok) {
    const problem = heard.failure;
    return problem.kind === 'rejected' ? ok(requests.map(() => nothing(problem.rejection, []))) : heard;
  }
  const { analysis, warnings } = heard.value;
  const verdict = silenceVerdict(analysis);
  if (verdict) return ok(requests.map(() => nothing(verdict, warnings)));
  const planes = new PlanePool(SOURCE_BYTES);
  const results: KindResult[] = [];
  for (const request of requests) {
    const made = await renderKind(request, analysis, ports, planes);
    if (!made.ok) return made;
    results.push({ verdict: null, facts: trackFacts(analysis), warnings, ...made.value });
  }
  return ok(results);
}

async function hear({ audio, heard: known, keepHeard }: RenderPorts): Promise<Result<Heard, AudioProblem>> {
  if (known !== null) return ok(known);
  const analyser = new TrackAnalyser(audio.sampleRateHz, audio.channels, audio.sourceChannels);
  const decoded = await audio.stream((channels) => analyser.push(channels));
  if (!decoded.ok) return decoded;
  const analysis = analyser.finish();
  const warnings = [...decoded.value.warnings, ...clippedWarning(analysis)];
  const heard = { analysis, warnings, entryPoints: audio.entryPoints };
  keepHeard(heard);
  return ok(heard);
}

function clippedWarning({ clippedRatio }: TrackAnalysis): string[] {
  const percent = (100 * clippedRatio).toFixed(1);
  return clippedRatio < CLIPPED_RATIO ? [] : [`clipped: ${percent} % of the sample frames are at full scale`];
}

const nothing = (verdict: SourceVerdict, warnings: readonly string[]): KindResult => ({
  verdict,
  facts: null,
  textures: [],
  rejections: [],
  warnings,
});

function silenceVerdict(analysis: TrackAnalysis): SourceVerdict | null {
  if (analysis.samplePeak >= SILENCE_PEAK) return null;
  return { rule: 'silent', measured: `peak ${analysis.samplePeak}`, threshold: `${SILENCE_PEAK_DBFS} dBFS` };
}

type Made = { readonly textures: readonly TextureRecord[]; readonly rejections: readonly TextureRejection[] };

async function renderKind(
  request: RenderRequest,
  analysis: TrackAnalysis,
  ports: RenderPorts,
  planes: PlanePool,
): Promise<Result<Made, AudioProblem>> {
  const kind = await kindOf(request.kind);
  const seeds = randomSource(ports.digest, ports.payloadDigest, request.kind, request.profile.random.seed);
  const input: PlanInput = { analysis, profile: request.profile, randomFor: seeds.randomFor };
  const planned = kind.plan(input);
  const reader = new SegmentReader(ports.audio, planned.plans, request.profile.output.sample_rate_hz, planes);
  const textures: TextureRecord[] = [];
  const refused = await makeSeries(planned.plans, {
    kind,
    input,
    seedFor: seeds.seedFor,
    read: (source) => reader.read(source),
    keep: ({ bytes, record }) =>
      textures.push({ ...record, objectDigest: ports.storeObject(bytes), payloadDigest: ports.payloadDigest }),
  });
  return refused.ok ? ok({ textures, rejections: [...planned.rejections, ...refused.value] }) : refused;
}
