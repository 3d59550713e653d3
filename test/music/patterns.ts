/** The drum patterns that the choice of tempo is fitted to. Knows nothing of how they are played. */
import { every, type Pattern, pattern, swung } from './rhythm.ts';

export const PATTERNS = {
  fourOnTheFloor: pattern(
    'four on the floor',
    [90, 160],
    [
      ['kick', 112, every(1)],
      ['openHat', 80, every(1, 0.5)],
      ['clap', 92, [1, 3]],
    ],
  ),
  techno: pattern(
    'techno',
    [110, 160],
    [
      ['kick', 116, every(1)],
      ['closedHat', 64, every(0.25)],
      ['openHat', 78, every(1, 0.5)],
      ['rim', 70, [0.75, 2.25, 3.5]],
    ],
  ),
  rock: pattern(
    'rock',
    [70, 185],
    [
      ['kick', 112, [0, 2, 2.5]],
      ['snare', 104, [1, 3]],
      ['closedHat', 76, every(0.5)],
    ],
  ),
  sixteenths: pattern(
    'sixteenths',
    [60, 125],
    [
      ['kick', 112, [0, 0.75, 2.5]],
      ['snare', 104, [1, 3]],
      ['closedHat', 70, every(0.25)],
    ],
  ),
  shuffle: pattern(
    'shuffle',
    [70, 170],
    [
      ['kick', 110, [0, 2]],
      ['snare', 104, [1, 3]],
      ['closedHat', 74, swung(2 / 3)],
    ],
  ),
  swungSixteenths: pattern(
    'swung sixteenths',
    [80, 135],
    [
      ['kick', 112, every(1)],
      ['clap', 92, [1, 3]],
      ['closedHat', 72, swung(0.6, 0.5)],
    ],
  ),
  jazzRide: pattern(
    'jazz ride',
    [80, 200],
    [
      ['ride', 96, [0, 1, 5 / 3, 2, 3, 11 / 3]],
      ['closedHat', 80, [1, 3]],
      ['kick', 60, every(1)],
    ],
  ),
  breakbeat: pattern(
    'breakbeat',
    [80, 180],
    [
      ['kick', 112, [0, 0.5, 2.5]],
      ['snare', 106, [1, 1.75, 2.25, 3, 3.75]],
      ['ride', 70, every(0.5)],
    ],
  ),
  oneDrop: pattern(
    'one drop',
    [60, 95],
    [
      ['kick', 110, [2]],
      ['rim', 96, [2]],
      ['closedHat', 74, swung(0.58)],
    ],
  ),
  steppers: pattern(
    'steppers',
    [65, 150],
    [
      ['kick', 112, every(1)],
      ['rim', 92, [1, 3]],
      ['closedHat', 66, [0.5, 1, 1.5, 2.5, 3, 3.5]],
    ],
  ),
  halfTime: pattern(
    'half time',
    [120, 170],
    [
      ['kick', 114, [0, 1.75, 3.5]],
      ['snare', 108, [2]],
      ['closedHat', 72, every(0.5)],
    ],
  ),
  waltz: pattern(
    'waltz',
    [80, 190],
    [
      ['kick', 108, [0]],
      ['snare', 72, [1, 2]],
      ['closedHat', 66, every(1, 0, 3)],
    ],
    3,
  ),
  congas: pattern(
    'congas',
    [80, 140],
    [
      ['conga', 100, [0, 0.75, 1.5, 2, 3.5]],
      ['lowConga', 104, [1, 2.5, 3]],
      ['shaker', 70, every(0.25)],
    ],
  ),
  toms: pattern(
    'toms',
    [80, 160],
    [
      ['lowTom', 104, [0, 1.5, 2.5]],
      ['highTom', 92, [0.75, 3, 3.5]],
      ['kick', 108, [0, 2]],
      ['closedHat', 66, every(0.5)],
    ],
  ),
  disco: pattern(
    'disco',
    [105, 132],
    [
      ['kick', 112, every(1)],
      ['snare', 98, [1, 3]],
      ['closedHat', 70, every(0.25)],
      ['openHat', 84, every(1, 0.5)],
    ],
  ),
  boomBap: pattern(
    'boom bap',
    [78, 100],
    [
      ['kick', 114, [0, 1.5, 2.25]],
      ['snare', 108, [1, 3]],
      ['closedHat', 74, swung(0.58, 0.5)],
    ],
  ),
  dubTechno: pattern(
    'dub techno',
    [112, 130],
    [
      ['kick', 110, every(1)],
      ['shaker', 52, every(0.25, 0.25)],
      ['openHat', 66, every(1, 0.5)],
    ],
  ),
  electro: pattern(
    'electro',
    [108, 136],
    [
      ['kick', 114, [0, 0.75, 2.5]],
      ['clap', 100, [1, 3]],
      ['closedHat', 74, every(0.5)],
      ['closedHat', 60, [1.75, 3.25]],
    ],
  ),
  bossa: pattern(
    'bossa',
    [105, 150],
    [
      ['kick', 88, [0, 1.5, 2, 3.5]],
      ['rim', 90, [0, 1.5, 3]],
      ['closedHat', 66, every(0.5)],
    ],
  ),
  ballad: pattern(
    'ballad',
    [58, 88],
    [
      ['kick', 104, [0, 2]],
      ['snare', 96, [1, 3]],
      ['closedHat', 70, every(0.5)],
      ['closedHat', 48, [3.75]],
    ],
  ),
  drumAndBass: pattern(
    'drum and bass',
    [160, 180],
    [
      ['kick', 114, [0, 2.5]],
      ['snare', 110, [1, 3]],
      ['closedHat', 70, every(0.5)],
      ['snare', 48, [1.75, 3.75]],
    ],
  ),
  punk: pattern(
    'punk',
    [160, 200],
    [
      ['kick', 112, [0, 1.5, 2, 3.5]],
      ['snare', 110, [1, 3]],
      ['ride', 88, every(0.5)],
    ],
  ),
  slowDub: pattern(
    'slow dub',
    [58, 84],
    [
      ['kick', 112, [0, 2]],
      ['rim', 92, [1, 3]],
      ['closedHat', 66, every(0.25, 0.5)],
    ],
  ),
  afro: pattern(
    'afro house',
    [112, 126],
    [
      ['kick', 110, every(1)],
      ['conga', 92, [0.75, 1.5, 2.75, 3.5]],
      ['shaker', 70, every(0.25)],
      ['clap', 78, [1, 3]],
    ],
  ),
} as const satisfies Record<string, Pattern>;

export type PatternName = keyof typeof PATTERNS;

/** Fitted to as well: at any tempo it is the beat. */
export const METRONOME = pattern('metronome', [40, 200], [['rim', 100, [0]]], 1);
