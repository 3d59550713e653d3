/**
 * Makes the textures of one kind one after another, each from the first of its sources that gives something good and new; where all have a fault that
 * is no reason to refuse them, from the least faulty. A texture depends on those before it, never on those after it. Knows nothing of files.
 */
import { lendingFrom, PlanePool } from '../dsp/planes.ts';
import { GRADES, isGradedOrWorse } from '../quality/grade.ts';
import { likeness, Sound } from '../quality/likeness.ts';
import { NEAR_DUPLICATE_CORRELATION } from '../quality/near-duplicates.ts';
import { ok, type Result } from '../result.ts';
import type { LoadedKind } from './kinds.ts';
import { type MadeTexture, makeTexture } from './make-texture.ts';
import type { Channels, PlanInput, TexturePlan, TextureRejection, TextureSource } from './texture.ts';

export interface Series<Problem> {
  readonly kind: LoadedKind;
  readonly input: PlanInput;
  /** The seed behind `input.randomFor(name)`, for the provenance. */
  readonly seedFor: (name: string) => string;
  /** The audio of a source; asked at most once for each. */
  readonly read: (source: TextureSource) => Promise<Result<readonly Channels[], Problem>>;
  /** Takes each texture as it is made, so that no two need to be in memory: its planes and bytes are good until this returns. */
  readonly keep: (made: MadeTexture) => void;
}

/** All planes of a texture in the making: some 10 to 40 MB. */
const TEXTURE_BYTES = 96 * 1024 * 1024;
/** Series one after another share one. */
const idlePools: PlanePool[] = [];

/** The sounds that later ones must differ from. */
class Sounds {
  readonly #earlier: Sound[] = [];
  readonly #sampleRateHz: number;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** What `made` sounds like, or why that is nothing new. */
  heard({ channels, record: { name } }: MadeTexture): Sound | TextureRejection {
    const sound = new Sound(channels, this.#sampleRateHz);
    const threshold = NEAR_DUPLICATE_CORRELATION;
    for (const earlier of this.#earlier) {
      const measured = likeness(earlier, sound);
      if (measured >= threshold) return { name, rule: 'near-duplicate', measured, threshold };
    }
    return sound;
  }

  remember(sound: Sound): void {
    this.#earlier.push(sound);
  }
}

/** A texture that may be kept, with its sound where later ones must differ from it. */
interface Candidate {
  readonly made: MadeTexture;
  readonly sound: Sound | null;
}

/** The best grade of a texture that breaks a rule. */
const FAULTY = 'C';

const isBetter = (candidate: Candidate, other: Candidate | null): boolean =>
  other === null || GRADES.indexOf(candidate.made.grade) < GRADES.indexOf(other.made.grade);

class SeriesMaker<Problem> {
  readonly #series: Series<Problem>;
  readonly #sounds: Sounds;
  readonly #planes: PlanePool;
  readonly #tried = new Set<TextureSource>();

  /** `planes` is for those of one texture at a time. */
  constructor(series: Series<Problem>, planes: PlanePool) {
    this.#series = series;
    this.#planes = planes;
    this.#sounds = new Sounds(series.input.profile.output.sample_rate_hz);
  }

  /** The texture of `plan`, or what was wrong with the first source tried. */
  async make(plan: TexturePlan): Promise<Result<MadeTexture | TextureRejection, Problem>> {
    const untried = plan.sources.filter((source) => !this.#tried.has(source)).slice(0, plan.attempts);
    let rejection: TextureRejection | null = null;
    let best: Candidate | null = null;
    for (const source of untried) {
      this.#tried.add(source);
      const read = await this.#series.read(source);
      if (!read.ok) return read;
      const attempt = lendingFrom(this.#planes, () => this.#attempt(plan, source, read.value));
      if ('rule' in attempt) rejection ??= attempt;
      else if (isBetter(attempt, best)) best = attempt;
      if (best && !isGradedOrWorse(best.made.grade, FAULTY)) break;
    }
    if (best) return ok(this.#kept(best));
    const { size } = this.#tried;
    return ok(rejection ?? { name: plan.name, rule: 'no-further-source', measured: size, threshold: size + 1 });
  }

  #kept({ made, sound }: Candidate): MadeTexture {
    if (sound) this.#sounds.remember(sound);
    return made;
  }

  #attempt(plan: TexturePlan, source: TextureSource, segments: readonly Channels[]): Candidate | TextureRejection {
    const { kind, input, seedFor } = this.#series;
    const sourced = { name: plan.name, index: plan.index, ranges: source.ranges, detail: source.detail };
    const made = makeTexture(kind, { ...input, plan: sourced, segments }, seedFor(plan.name));
    if ('rule' in made) return made;
    const sound = plan.mustDiffer ? this.#sounds.heard(made) : null;
    return sound && 'rule' in sound ? sound : { made, sound };
  }
}

/** Makes what `plans` say, in their order; gives the reasons for what was not made. A problem of reading ends it. */
export async function makeSeries<Problem>(
  plans: readonly TexturePlan[],
  series: Series<Problem>,
): Promise<Result<readonly TextureRejection[], Problem>> {
  const planes = idlePools.pop() ?? new PlanePool(TEXTURE_BYTES);
  const maker = new SeriesMaker(series, planes);
  const rejections: TextureRejection[] = [];
  try {
    for (const plan of plans) {
      planes.reclaim();
      const made = await maker.make(plan);
      if (!made.ok) return made;
      if ('rule' in made.value) rejections.push(made.value);
      else series.keep(made.value);
    }
    return ok(rejections);
  } finally {
    idlePools.push(planes);
  }
}
