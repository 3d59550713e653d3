import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dbToGain } from '../../src/dsp/elementary.ts';
import { integratedLufs } from '../../src/dsp/loudness.ts';
import { type Judgement, judgeTexture } from '../../src/quality/judge.ts';
import { measureTexture } from '../../src/quality/measure.ts';
import type { Kind } from '../../src/texture/kinds.ts';
import { cloud, HONEST_CLOUD, loopNoise, RATE, scaled, seeded, tones } from './signals.ts';

const TARGETS = { targetLufs: -20, targetShortRmsDbfs: -20, truePeakCeilingDbtp: -1 };

/** The audio brought to the target loudness, as a finished texture would be. */
function levelled(channels: readonly Float32Array[]): Float32Array[] {
  const gain = dbToGain(TARGETS.targetLufs - integratedLufs(channels, RATE));
  return channels.map((channel) => channel.map((sample) => sample * gain));
}

function judge(kind: Kind, channels: readonly Float32Array[], isLoop = true): Judgement {
  const loop = isLoop ? { startFrame: 0, endFrame: channels[0].length } : null;
  return judgeTexture(measureTexture({ channels, sampleRateHz: RATE, loop, kind, name: 'made' }), TARGETS);
}

const rulesOf = (judgement: Judgement): string[] => judgement.faults.map((fault) => fault.rule);

function assertBreaks(rule: string, judgement: Judgement): void {
  assert.ok(rulesOf(judgement).includes(rule), `expected ${rule}, got ${JSON.stringify(judgement.faults)}`);
  assert.equal(judgement.clean, false);
}

function assertClean(judgement: Judgement): void {
  assert.deepEqual(judgement.faults, []);
  assert.equal(judgement.clean, true);
}

/** Whole periods over 4 s on both sides, a fifth and an octave apart in level. */
const chordLoop = (): Float32Array[] => levelled([tones(4, [110, 165, 220], 0.1), tones(4, [110, 165, 330], 0.1)]);
const noiseLoop = (): Float32Array[] => levelled([loopNoise(4, 1, 0.1, 4), loopNoise(4, 2, 0.1, 4)]);

/** Noise whose level swings by ±4 dB over the loop, once round, as a slow sweep would. */
function evolvingLoop(): Float32Array[] {
  const swing = tones(8, [0.25], 0.4);
  return levelled([3, 4].map((seed) => loopNoise(8, seed, 0.1, 10).map((sample, i) => sample * (1 + swing[i]))));
}

/** Four beats at 120 BPM: a bass note and a burst of noise on each, over a quiet chord; the first beat falls on the seam. */
function beatLoop(): Float32Array[] {
  const random = seeded(9);
  return levelled(
    [0, 1].map(() =>
      tones(2, [110, 220], 0.03).map((sample, i) => {
        const sinceBeat = i % (RATE / 2);
        const attack = Math.min(1, sinceBeat / 100);
        const fall = attack * (1 - sinceBeat / (RATE / 2)) ** 8;
        return sample + fall * 0.2 * random.normal();
      }),
    ),
  );
}

const honestCloud = (source: Float32Array): Float32Array[] =>
  levelled([cloud(source, HONEST_CLOUD, 1), cloud(source, HONEST_CLOUD, 2)]);

describe('textures without a flaw are clean', () => {
  it('a chord of whole periods has grade A', () => {
    const judgement = judge('pads', chordLoop());
    assertClean(judgement);
    assert.equal(judgement.grade, 'A');
  });
  it('a loop of noise', () => assertClean(judge('hiss', noiseLoop())));
  it('a loop of slowly evolving noise', () => assertClean(judge('clouds', evolvingLoop())));
  it('a loop with a beat on its seam', () => assertClean(judge('hiss', beatLoop())));
  it('a cloud of noise grains', () => assertClean(judge('clouds', honestCloud(loopNoise(10, 5, 0.1, 4)))));
  it('a cloud of grains from a chord', () => {
    assertClean(judge('clouds', honestCloud(tones(10, [110, 165.3, 220, 277.4], 0.1))));
  });
  it('a cloud that is a steady drone', () => {
    assertClean(judge('clouds', levelled([tones(8, [110, 165, 220], 0.1), tones(8, [110, 165, 275], 0.1)])));
  });
  it('a loop that has been turned round its seam to any place', () => {
    for (const shift of [1234, 40000, 77777, 123456]) {
      const turned = noiseLoop().map((side) => side.map((_, i) => side[(i + shift) % side.length]));
      assertClean(judge('hiss', turned));
    }
  });
  it('a mono file, and a one-shot between fades', () => {
    assertClean(judge('hiss', levelled([loopNoise(4, 1, 0.1, 4)])));
    const fade = (i: number, length: number): number => Math.min(1, i / 4410, (length - 1 - i) / 4410);
    const shot = noiseLoop().map((side) => side.map((sample, i) => sample * fade(i, side.length)));
    assertClean(judge('swells', levelled(shot), false));
  });
});

describe('each flaw breaks its own rule', () => {
  it('a tail faded to zero at the seam', () => {
    const faded = chordLoop().map((side) => side.map((sample, i) => sample * Math.min(1, (side.length - i) / 8820)));
    assertBreaks('seam-level', judge('pads', faded));
  });
  it('both ends faded to zero at the seam', () => {
    const fade = (i: number, length: number): number => Math.min(1, i / 6615, (length - i) / 6615);
    const faded = chordLoop().map((side) => side.map((sample, i) => sample * fade(i, side.length)));
    assertBreaks('seam-dip', judge('pads', faded));
  });
  it('a step at the seam', () => {
    const cut = chordLoop().map((side) => side.subarray(0, side.length - 130));
    assertBreaks('seam-step', judge('pads', cut));
  });
  it('a bend at the seam that is no step', () => {
    const cut = levelled([tones(4, [200.125], 0.1), tones(4, [300.125], 0.1)]);
    assertBreaks('seam-flux', judge('pads', cut));
  });
  it('a level that jumps by 2 dB at the seam', () => {
    const sloped = noiseLoop().map((side) => side.map((sample, i) => sample * dbToGain((2 * i) / side.length)));
    assertBreaks('seam-level', judge('hiss', sloped));
  });
  it('a level that jumps on the restless side, whichever side that is, while the steady one stays just within', () => {
    const [steady, restless] = [noiseLoop()[0], evolvingLoop()[0].subarray(0, 4 * RATE)];
    const almost = steady.map((sample, i) => sample * dbToGain((0.7 * i) / steady.length));
    assertBreaks('seam-level', judge('hiss', [almost, restless]));
    assertBreaks('seam-level', judge('hiss', [restless, almost]));
  });
  it('a beat that falls by 9 dB over the loop, which levels of 50 ms would not tell from its beats', () => {
    const falling = beatLoop().map((side) => side.map((sample, i) => sample * dbToGain((-9 * i) / side.length)));
    assertBreaks('seam-drift', judge('hiss', falling));
  });
  it('one signal on both sides, also at different levels', () => {
    const [left] = noiseLoop();
    assertBreaks('dual-mono', judge('hiss', [left, left]));
    assertBreaks('dual-mono', judge('hiss', [left, left.map((sample) => 0.7 * sample)]));
  });
  it('a cloud whose list of grains begins again after 1 s, or after 7.2 s', () => {
    const source = loopNoise(10, 5, 0.1, 4);
    for (const listSeconds of [1, 7.2]) {
      const sides = [1, 2].map((seed) => cloud(source, { ...HONEST_CLOUD, listSeconds }, seed));
      assertBreaks('recycled', judge('clouds', levelled(sides)));
    }
  });
  it('nine tenths of silence', () => {
    const sparse = noiseLoop().map((side) => side.map((sample, i) => (i < side.length / 10 ? sample : 0)));
    assertBreaks('silence-share', judge('hiss', sparse));
    assertBreaks('long-silence', judge('hiss', sparse));
  });
  it('a one-shot that is half tail is a soft fault', () => {
    const tailed = noiseLoop().map((side) => side.map((sample, i) => sample * Math.max(0, 1 - (2 * i) / side.length)));
    const judgement = judge(
      'swells',
      levelled(tailed.map((side) => side.map((x, i) => x * Math.min(1, i / 441)))),
      false,
    );
    assert.deepEqual([rulesOf(judgement), judgement.grade], [['long-tail'], 'C']);
  });
  it('an offset of −50 dBFS', () => {
    assertBreaks('dc', judge('hiss', [noiseLoop()[0].map((sample) => sample + dbToGain(-50)), noiseLoop()[1]]));
  });
  it('peaks between the samples above the ceiling', () => {
    const quarter = tones(2, [RATE / 4], 0.9).map((sample) => sample * 1.25);
    assertBreaks('true-peak', judge('hiss', [quarter]));
  });
  it('a one-shot that starts with a step', () => {
    const cosine = tones(4, [100], 0.2).map((_, i, all) => all[(i + 110) % all.length]);
    assertBreaks('edge-step', judge('swells', [cosine], false));
  });
  it('a one-shot without a fade that happens to start at zero', () => {
    const sine = tones(4, [3000], 0.2);
    assertBreaks('edge-level', judge('swells', [sine.map((sample, i) => (i === 0 ? 0 : sample))], false));
  });
  it('a level 3 dB off its target is a soft fault, and right where the ceiling was reached', () => {
    const quiet = noiseLoop().map((side) => side.map((sample) => 0.7 * sample));
    assert.deepEqual(rulesOf(judge('hiss', quiet)), ['level']);
    assert.equal(judge('hiss', quiet).grade, 'C');
    const spiked = quiet.map((side) => side.map((sample, i) => (i === 50000 ? 0.885 : sample)));
    assert.ok(!rulesOf(judge('hiss', spiked)).includes('level'));
  });
  it('silence and samples that are no numbers', () => {
    assertBreaks('silent', judge('pads', [new Float32Array(RATE), new Float32Array(RATE)]));
    const broken = noiseLoop();
    broken[0][77] = Number.NaN;
    assertBreaks('non-finite', judge('hiss', broken));
  });
  it('white noise as a pad', () => assertBreaks('noisy-pad', judge('pads', [loopNoise(4, 1, 0.1)])));
  it('sides of opposite sign', () => {
    const [left, right] = noiseLoop();
    const opposed = right.map((sample, i) => 0.5 * sample - left[i]);
    assertBreaks('out-of-phase', judge('hiss', [left, opposed]));
  });
});

describe('measures', () => {
  it('are JSON-able for silence, one sample frame and nothing at all', () => {
    for (const frames of [0, 1, 100, RATE]) {
      for (const loop of frames > 0 ? [null, { startFrame: 0, endFrame: frames }] : [null]) {
        const channels = [new Float32Array(frames), new Float32Array(frames)];
        const measures = measureTexture({ channels, sampleRateHz: RATE, loop, kind: 'clouds', name: 'x' });
        assert.deepEqual(JSON.parse(JSON.stringify(measures)), measures);
      }
    }
  });
  it('refuse a loop outside the audio', () => {
    const channels = [new Float32Array(10)];
    const loop = { startFrame: 0, endFrame: 11 };
    assert.throws(() => measureTexture({ channels, sampleRateHz: RATE, loop, kind: 'pads', name: 'x' }), RangeError);
  });
  it('place the centroid of a sine at its frequency and call it by its brightness', () => {
    for (const [hz, brightness] of [
      [440, 'dark'],
      [2500, 'mid'],
      [6000, 'bright'],
    ] as const) {
      const channels = scaled([tones(2, [hz], 0.5)], 0.5);
      const loop = { startFrame: 0, endFrame: 2 * RATE };
      const measures = measureTexture({ channels, sampleRateHz: RATE, loop, kind: 'pads', name: 'x' });
      assert.ok(Math.abs((measures.centroidHz ?? 0) / hz - 1) < 0.01);
      assert.equal(measures.brightness, brightness);
      assert.ok(Math.abs((measures.crestDb ?? 0) - 3.01) < 0.01);
    }
  });
});
