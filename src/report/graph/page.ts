/**
 * The picture as a page: one SVG, laid out by depth from left to right, with no script and nothing from elsewhere. Pure.
 */
import { escapeHtml } from '../../document/page-document.ts';
import { displayWidth } from '../display-width.ts';
import type { Arrow, Box, Picture } from './picture.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const LINE_HEIGHT = 20;
const PADDING = 12;
const GAP_X = 64;
const GAP_Y = 24;
/** Below everything, for arrows that pass boxes. */
const BOW_HEIGHT = 36;
/** Of the page's font, which the viewer chooses: wide enough for any usual one. */
const CHARACTER_WIDTH = 8.5;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fafafa } h1 { font-weight: 600 }
rect { fill: #fff; stroke: #888 } .failed rect { stroke: #c22; stroke-width: 2 } .ran rect { stroke: #283; stroke-width: 2 }
text { font-size: 14px; fill: currentColor } .name { font-weight: 600 } path { fill: none; stroke: #888 } marker path { fill: #888 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } rect { fill: #222; stroke: #777 } }`;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function graphPage(picture: Picture, about: string): string {
  const places = layOut(picture.boxes);
  const right = Math.max(0, ...Array.from(places.values(), ({ x, width }) => x + width));
  const lowest = Math.max(0, ...Array.from(places.values(), ({ y, height }) => y + height));
  const bottom = lowest + (picture.arrows.some(isLong) ? BOW_HEIGHT : 0);
  const drawn = [
    ...picture.arrows.map((arrow) => drawArrow(arrow, places, lowest)),
    ...picture.boxes.map((box) => drawBox(box, placeOf(box, places))),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>grainmill: stages</title><style>${STYLE}</style></head>
<body><h1>Stages</h1><p>${escapeHtml(about)}</p>
<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${right + 2}" height="${bottom + 2}" viewBox="-1 -1 ${right + 2} ${bottom + 2}">
<title>${escapeHtml(picture.arrows.map(({ from, to }) => `${from.stage.name} → ${to.stage.name}`).join(', '))}</title>
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${drawn.join('\n')}
</svg></body></html>`;
}

/** Boxes of one depth stand below each other, columns on one middle line; a column is as wide as its widest box. */
function layOut(boxes: readonly Box[]): Map<Box, Place> {
  const places = new Map<Box, Place>();
  const columns = columnsOf(boxes);
  const tallest = Math.max(0, ...columns.map(heightOf));
  let x = 0;
  for (const column of columns) {
    const width = Math.max(...column.map(widthOf));
    let y = (tallest - heightOf(column)) / 2;
    for (const box of column) {
      const height = boxHeight(box);
      places.set(box, { x, y, width, height });
      y += height + GAP_Y;
    }
    x += width + GAP_X;
  }
  return places;
}

function columnsOf(boxes: readonly Box[]): Box[][] {
  const columns: Box[][] = [];
  for (const box of boxes) {
    columns[box.depth] ??= [];
    columns[box.depth].push(box);
  }
  return columns;
}

const boxHeight = ({ lines }: Box): number => lines.length * LINE_HEIGHT + 2 * PADDING;

const heightOf = (column: readonly Box[]): number => column.reduce((sum, box) => sum + boxHeight(box) + GAP_Y, -GAP_Y);

const widthOf = ({ lines }: Box): number =>
  Math.ceil(Math.max(...lines.map(displayWidth)) * CHARACTER_WIDTH) + 2 * PADDING;

function placeOf(box: Box, places: ReadonlyMap<Box, Place>): Place {
  const place = places.get(box);
  if (!place) throw new TypeError(`${box.stage.name} has no place`);
  return place;
}

function drawBox({ lines, counts }: Box, { x, y, width, height }: Place): string {
  const state = counts === null ? '' : counts.failed > 0 ? 'failed' : counts.ran > 0 ? 'ran' : '';
  const texts = lines.map(
    (line, index) =>
      `<text${index === 0 ? ' class="name"' : ''} x="${x + PADDING}" y="${y + PADDING + index * LINE_HEIGHT + 15}">${escapeHtml(line)}</text>`,
  );
  return `<g class="${state}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${texts.join('')}</g>`;
}

/** Past a column that is not its own. */
const isLong = ({ from, to }: Arrow): boolean => to.depth - from.depth > 1;

/** From the middle of the right side to that of the left; a long one bows below whatever stands there. */
function drawArrow(arrow: Arrow, places: ReadonlyMap<Box, Place>, lowest: number): string {
  const start = placeOf(arrow.from, places);
  const end = placeOf(arrow.to, places);
  const [x1, y1] = [start.x + start.width, start.y + start.height / 2];
  const [x2, y2] = [end.x, end.y + end.height / 2];
  const bend = GAP_X / 2;
  const below = lowest + BOW_HEIGHT - 4;
  const way = isLong(arrow)
    ? `C${x1 + bend} ${y1} ${x1} ${below} ${x1 + GAP_X} ${below}L${x2 - GAP_X} ${below}C${x2} ${below} ${x2 - bend} ${y2} ${x2} ${y2}`
    : `C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  return `<path marker-end="url(#head)" d="M${x1} ${y1}${way}"/>`;
}
