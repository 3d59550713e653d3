/**
 * How right the analysis is: key, tempo and onsets of music that is rendered from MIDI by fluidsynth, with how often it is right by its own
 * confidence; and, for audio files in a folder, loudness and true peak beside ffmpeg's `ebur128`. Usage: npm run bench:analysis [-- [--font FILE.sf2] [--quick] [--levels] [DIR]]
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyseTrack } from '../dist/src/dsp/analysis.js';
import { truePeakDbtp } from '../dist/src/dsp/peak.js';
import { ebur128 } from '../dist/test/music/ebur128.js';
import { needsFluidsynth, PLAYED_RATE_HZ, Player, soundFont } from '../dist/test/music/fluidsynth.js';
import { midiFile } from '../dist/test/music/midi.js';
import {
  beatlessPieces,
  beatPieces,
  cadencePieces,
  loopPieces,
  notePieces,
  undrummedPieces,
} from '../dist/test/music/pieces.js';
import { fittedPieces, heldOutPieces } from '../dist/test/music/varied-pieces.js';
import { KEY_VERDICTS, keyVerdict, onsetErrors, TEMPO_VERDICTS, tempoVerdict } from '../dist/test/music/verdict.js';
import { cpuSecondsNow, printTable } from './measure.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    font: { type: 'string' },
    quick: { type: 'boolean', default: false },
    levels: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const percent = (part, whole) => (whole > 0 ? `${Math.round((100 * part) / whole)} %` : '');
const count = (verdicts, name) => verdicts.filter((verdict) => verdict === name).length;
const cost = { analysed: 0, seconds: 0 };

function hear(player, { score, seconds, hasReverb }) {
  const audio = player.play(midiFile(score), seconds, hasReverb);
  const { value, seconds: cpu } = cpuSecondsNow(() => analyseTrack([audio], PLAYED_RATE_HZ));
  cost.analysed += seconds;
  cost.seconds += cpu;
  return value;
}

function printVerdicts(title, names, results) {
  const groups = [...new Set(results.map(({ group }) => group)), 'all'];
  const rows = groups.map((group) => {
    const verdicts = results
      .filter((result) => group === 'all' || result.group === group)
      .map(({ verdict }) => verdict);
    return [group, ...names.map((name) => count(verdicts, name)), percent(count(verdicts, names[0]), verdicts.length)];
  });
  console.log();
  printTable([title, ...names, names[0]], rows);
}

/** How often what is told with so much confidence is right. */
function printCalibration(title, results) {
  const bins = [0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01];
  const rows = bins.slice(1).flatMap((end, i) => {
    const inside = results.filter(({ confidence }) => confidence >= bins[i] && confidence < end);
    if (inside.length === 0) return [];
    const mean = inside.reduce((sum, { confidence }) => sum + confidence, 0) / inside.length;
    const right = count(
      inside.map(({ verdict }) => verdict),
      'right',
    );
    return [[`${bins[i]} to ${Math.min(1, end)}`, inside.length, mean.toFixed(2), percent(right, inside.length)]];
  });
  console.log();
  printTable([title, 'pieces', 'mean', 'right'], rows);
}

function benchKeys(player, rounds) {
  const results = [...cadencePieces(rounds), ...loopPieces(4 * rounds)].map((piece) => {
    const { key, tuningCents } = hear(player, piece);
    const offCents = Math.abs(tuningCents - piece.score.tuningCents);
    return { group: piece.group, verdict: keyVerdict(key, piece.key), confidence: key?.confidence, offCents };
  });
  printVerdicts('key', KEY_VERDICTS, results);
  printCalibration('confidence of key', results);
  const off = results.map(({ offCents }) => offCents).sort((a, b) => a - b);
  console.log(
    `\ntuning off by ${off[off.length >> 1].toFixed(1)} cents in the median, ${off.at(-1).toFixed(1)} at most`,
  );
}

function hearTempi(player, pieces) {
  return pieces.map((piece) => {
    const { tempo, key } = hear(player, piece);
    const verdict = tempoVerdict(tempo?.bpm ?? null, piece.bpm);
    return { piece, group: piece.group, verdict, confidence: tempo?.confidence, key };
  });
}

/** Of pieces at a tempo of their style; beside those that the choice of tempo was fitted to, those whose styles it has never heard. */
function benchTempi(player, each) {
  for (const [title, pieces] of [
    ['fitted', fittedPieces(each)],
    ['held out', heldOutPieces(each)],
  ]) {
    const results = hearTempi(player, pieces);
    printVerdicts(`tempo, ${title}`, TEMPO_VERDICTS, results);
    printCalibration(`confidence of tempo, ${title}`, results);
  }
}

/** Of the same patterns at any tempo: where it is beyond that of the style, the beat that is written is not the one that is heard. */
function benchTempiAnywhere(player, step) {
  const results = hearTempi(player, [...beatPieces(step), ...undrummedPieces(step)]);
  const inStyle = results.filter(({ piece }) => piece.isInStyle);
  const beyond = results.filter(({ piece }) => !piece.isInStyle);
  printVerdicts('tempo, in style', TEMPO_VERDICTS, inStyle);
  printVerdicts('tempo, beyond', TEMPO_VERDICTS, beyond);
  printCalibration('confidence, in style', inStyle);
  printCalibration('confidence, beyond', beyond);
  const drums = results.filter(({ piece }) => piece.key === null);
  console.log(`\ndrums alone with a key: ${drums.filter(({ key }) => key !== null).length} of ${drums.length}`);
  const beatless = beatlessPieces(16).map((piece) => hear(player, piece).tempo);
  const given = beatless.filter((tempo) => tempo !== null);
  const most = given.reduce((highest, { confidence }) => Math.max(highest, confidence), 0);
  console.log(`no beat, but a tempo: ${given.length} of ${beatless.length}, confidence at most ${most.toFixed(2)}`);
}

function benchOnsets(player) {
  const rows = notePieces().map((piece) => {
    const { errorsMs, missed, extra } = onsetErrors(hear(player, piece).onsetSeconds, piece.onsetSeconds);
    const within = errorsMs.filter((error) => Math.abs(error) <= 10).length;
    const median = errorsMs.sort((a, b) => a - b)[errorsMs.length >> 1];
    return [piece.name, piece.onsetSeconds.length, missed, extra, percent(within, errorsMs.length), median.toFixed(1)];
  });
  console.log();
  printTable(['onsets', 'notes', 'missed', 'extra', '≤ 10 ms', 'median ms'], rows);
}

/** Stereo at 48 kHz, as ffmpeg decodes it. */
function decode(path) {
  const args = ['-nostdin', '-v', 'error', '-i', path, '-ac', '2', '-ar', '48000', '-f', 'f32le', '-'];
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 2 ** 31 });
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  return [0, 1].map((side) => Float32Array.from({ length: samples.length >> 1 }, (_, n) => samples[2 * n + side]));
}

function benchLevels(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => /\.(wav|aiff?|flac|mp3)$/i.test(name));
  const worst = { loudness: 0, peak: 0 };
  const rows = files.sort().map((name) => {
    const planes = decode(join(folder, name));
    const reference = ebur128(planes, 48000);
    const { integratedLufs, key, tempo } = analyseTrack(planes, 48000);
    const off = integratedLufs - reference.integratedLufs;
    const peakOff = truePeakDbtp(planes, 48000) - reference.truePeakDbtp;
    worst.loudness = Math.max(worst.loudness, Math.abs(off));
    worst.peak = Math.max(worst.peak, Math.abs(peakOff));
    const alternative = tempo?.alternative;
    return [
      name.split('/').at(-1).slice(0, 36),
      integratedLufs.toFixed(2),
      off.toFixed(3),
      peakOff.toFixed(2),
      key ? key.confidence.toFixed(2) : 'none',
      tempo ? `${tempo.bpm.toFixed(1)} (${tempo.confidence.toFixed(2)})` : 'none',
      alternative ? `${alternative.bpm.toFixed(1)} (${alternative.confidence.toFixed(2)})` : '',
    ];
  });
  console.log();
  printTable(['track', 'LUFS', 'off ebur128', 'true peak off', 'key conf.', 'tempo', 'or'], rows);
  console.log(
    `\noff by at most ${worst.loudness.toFixed(3)} LU and ${worst.peak.toFixed(2)} dB (of which 0.05 is rounding)`,
  );
}

const font = options.font ?? soundFont();
if (options.levels) console.log('rendered music is left out');
else if (font === null) console.log(`rendered music ${needsFluidsynth}`);
else {
  console.log(`music rendered with ${font}`);
  const player = new Player(font, join(tmpdir(), 'grainmill-music'));
  benchKeys(player, options.quick ? 1 : 3);
  benchTempi(player, options.quick ? 2 : 8);
  benchTempiAnywhere(player, options.quick ? 6 : 2);
  benchOnsets(player);
  console.log(`\nanalysis: ${((1000 * cost.seconds) / cost.analysed).toFixed(2)} ms CPU a second of mono`);
}
for (const folder of positionals) benchLevels(folder);
