/** The picture as JSON, for programs: stages in an order in which each comes after those it needs. Pure. */
import type { Picture } from './picture.ts';

export const graphJson = ({ boxes }: Picture): string =>
  JSON.stringify(
    {
      version: 1,
      stages: boxes.map(({ stage: { name, uses, needs, each }, counts }) => ({
        name,
        uses,
        needs,
        each,
        last_build: counts === null ? null : lastBuild(counts),
      })),
    },
    null,
    2,
  );

type Counts = NonNullable<Picture['boxes'][number]['counts']>;

const lastBuild = ({ ran, restored, upToDate, failed, skipped, elapsedMs }: Counts) => ({
  ran,
  restored,
  up_to_date: upToDate,
  failed,
  skipped,
  elapsed_ms: elapsedMs,
});
