/**
 * `index.html`: the tree as a page to listen to, without a script and without anything from elsewhere. Text from tags and file names is
 * escaped and kept from turning the line around, and the page's own policy forbids whatever would slip through. Pure.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { TrackFacts } from '../texture/record.ts';
import { reasonsText } from './reason-text.ts';
import { rounded } from './rounding.ts';
import type { DocumentSink } from './sink.ts';
import type { ToldTrack } from './told-track.ts';
import type { PlacedTexture } from './tree.ts';

const POLICY = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** From this probability on another tempo is told beside the first. */
const TOLD_ALTERNATIVE = 0.1;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222; background: #fafafa }
h1 { font-weight: 600 } summary { cursor: pointer; font-weight: 600; padding: .3rem 0 } summary small { font-weight: 400; color: #666 }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #e4e4e4 }
audio { height: 2rem; width: 18rem } td.number { text-align: right; font-variant-numeric: tabular-nums }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } td, th { border-color: #333 } }`;

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

export function page(profile: string, tracks: readonly ToldTrack[], sink: DocumentSink): void {
  const counts = tracks.map(({ outline }) => outline.ranked.length).filter((count) => count > 0);
  const textures = counts.reduce((sum, count) => sum + count, 0);
  sink.text(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>grainmill: ${escapeHtml(profile)}</title><style>${STYLE}</style></head>
<body><h1>${textures} textures from ${counts.length} tracks <small>(${escapeHtml(profile)})</small></h1>
`);
  for (const [index, { outline, part }] of tracks.entries())
    if (outline.ranked.length > 0) sink.part(index, part('index.html', 0));
  sink.text('</body></html>\n');
}

/** With the half, the double or another level beside it where that may as well be meant. */
function tempoText({ tempoBpm, alternativeTempoBpm, alternativeTempoConfidence }: TrackFacts): string | null {
  if (tempoBpm === null) return null;
  const isOpen = alternativeTempoBpm !== null && (alternativeTempoConfidence ?? 0) >= TOLD_ALTERNATIVE;
  return `${rounded(tempoBpm, 1)}${isOpen ? ` (or ${rounded(alternativeTempoBpm, 1)})` : ''} BPM`;
}

/** Of a track with at least one texture. */
export function trackSection(track: SelectedTrack, textures: readonly PlacedTexture[]): string {
  const { facts } = textures[0];
  const about = [facts?.key, facts && tempoText(facts), track.relPath].filter(Boolean).join(' · ');
  const head = '<tr><th>texture</th><th>listen</th><th>length</th><th>LUFS</th><th>true peak</th><th>grade</th></tr>';
  return `<details><summary>${escapeHtml(track.slug)} <small><bdi>${escapeHtml(about)}</bdi></small></summary><table>${head}${textures.map(row).join('')}</table></details>\n`;
}

function row({ path, record, judgement: { grade, reasons } }: PlacedTexture): string {
  const gradeText = reasons.length === 0 ? grade : `${grade}: ${reasonsText(reasons)}`;
  const figure = (value: number | null, unit: string) =>
    `<td class="number">${value === null ? '' : `${value.toFixed(1)} ${unit}`}</td>`;
  const player = `<audio controls preload="none"${record.loop ? ' loop' : ''} src="${escapeHtml(encodeURI(path))}"></audio>`;
  return `<tr><td>${escapeHtml(record.name)}</td><td>${player}</td>${figure(record.frames / record.sampleRateHz, 's')}${figure(
    record.measures.integratedLufs,
    'LUFS',
  )}${figure(record.measures.truePeakDbtp, 'dBTP')}<td>${escapeHtml(gradeText)}</td></tr>`;
}
