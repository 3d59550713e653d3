import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StageDeclaration } from '../../src/pipeline/pipeline.ts';
import { dot } from '../../src/report/graph/dot.ts';
import { graphJson } from '../../src/report/graph/json.ts';
import { mermaid } from '../../src/report/graph/mermaid.ts';
import { graphPage } from '../../src/report/graph/page.ts';
import { picture } from '../../src/report/graph/picture.ts';

const stage = (name: string, needs: readonly string[]): StageDeclaration => ({
  name,
  uses: 'select',
  needs,
  each: [],
  parameters: {},
  timeoutSeconds: 1,
  retries: 0,
  jobs: null,
});

const HOSTILE = '"><script>alert(1)</script>\\';
const STAGES = [stage('find', []), stage(HOSTILE, ['find']), stage('end', ['find', HOSTILE])];
const COUNTS = { find: { ran: 2, restored: 0, upToDate: 3, failed: 1, skipped: 0, elapsedMs: 1500 } };

describe('a picture of the stages', () => {
  it('stands each stage behind all that it needs', () => {
    const { boxes, arrows } = picture(STAGES, null);
    assert.deepEqual(
      boxes.map(({ depth }) => depth),
      [0, 1, 2],
    );
    assert.deepEqual(
      arrows.map(({ from, to }) => `${from.id}${to.id}`),
      ['s0s1', 's0s2', 's1s2'],
    );
  });

  it('tells what the last build did in a stage and how long it took, and nothing where there was none', () => {
    const { boxes } = picture(STAGES, COUNTS);
    assert.deepEqual(boxes[0].lines, ['find', 'uses select', '2 ran, 3 up to date, 1 failed', '1.50 s']);
    assert.deepEqual(boxes[2].lines, ['end', 'uses select']);
  });

  it('keeps names from becoming part of the drawing', () => {
    const drawn = picture(STAGES, COUNTS);
    assert.ok(mermaid(drawn).includes('s1["#quot;><script>alert(1)</script>\\<br>uses select"]'));
    assert.ok(dot(drawn).includes('s1 [label="\\"><script>alert(1)</script>\\\\\\nuses select"];'));
    const page = graphPage(drawn, HOSTILE);
    assert.ok(!page.includes('<script'));
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  });

  it('is JSON that names each stage, its needs and its counts', () => {
    const { stages } = JSON.parse(graphJson(picture(STAGES, COUNTS)));
    assert.deepEqual(stages[0].last_build, {
      ran: 2,
      restored: 0,
      up_to_date: 3,
      failed: 1,
      skipped: 0,
      elapsed_ms: 1500,
    });
    assert.deepEqual([stages[2].needs, stages[2].last_build], [['find', HOSTILE], null]);
  });
});

/** Corners of every box of the page: x, y, right, bottom. */
const boxesOf = (page: string): number[][] =>
  Array.from(page.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g), (match) => {
    const [x, y, width, height] = match.slice(1).map(Number);
    return [x, y, x + width, y + height];
  });

describe('the page', () => {
  it('draws every stage once, inside the picture, no box over another', () => {
    const wide = ['a', 'b', 'c'].map((name) => stage(name, ['find']));
    const page = graphPage(picture([...STAGES, ...wide], COUNTS), '');
    const boxes = boxesOf(page);
    assert.equal(boxes.length, 6);
    const [, width, height] = (/width="([\d.]+)" height="([\d.]+)" viewBox/.exec(page) ?? []).map(Number);
    for (const [index, [x, y, right, bottom]] of boxes.entries()) {
      assert.ok(x >= 0 && y >= 0 && right <= width && bottom <= height);
      for (const other of boxes.slice(index + 1))
        assert.ok(other[0] >= right || other[2] <= x || other[1] >= bottom || other[3] <= y);
    }
  });
});
