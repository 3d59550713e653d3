/** Drum patterns that no weight of the analysis was fitted to. Knows nothing of how they are played. */
import { every, type Pattern, pattern, swung } from './rhythm.ts';

export const UNHEARD_PATTERNS: readonly Pattern[] = [
  pattern(
    'reggaeton',
    [84, 104],
    [
      ['kick', 112, every(1)],
      ['snare', 98, [0.75, 1.5, 2.75, 3.5]],
      ['closedHat', 66, every(0.5)],
    ],
  ),
  pattern(
    'funk',
    [88, 118],
    [
      ['kick', 112, [0, 0.5, 2.75]],
      ['snare', 106, [1, 3]],
      ['snare', 44, [1.75, 2.25, 3.75]],
      ['closedHat', 74, every(0.25)],
    ],
  ),
  pattern(
    'motown',
    [104, 144],
    [
      ['kick', 104, [0, 1.5, 2]],
      ['snare', 100, every(1)],
      ['closedHat', 70, every(0.5)],
    ],
  ),
  pattern(
    'soul in triplets',
    [52, 84],
    [
      ['kick', 106, [0, 2, 8 / 3]],
      ['snare', 102, [1, 3]],
      ['closedHat', 72, every(1 / 3)],
    ],
  ),
  pattern(
    'two-step',
    [126, 138],
    [
      ['kick', 112, [0, 2.75]],
      ['snare', 104, [1, 3]],
      ['closedHat', 72, swung(0.58, 0.5)],
      ['rim', 70, [1.75, 3.5]],
    ],
  ),
  pattern(
    'deep house',
    [114, 128],
    [
      ['kick', 106, every(1)],
      ['clap', 84, [1, 3]],
      ['openHat', 76, every(1, 0.5)],
      ['shaker', 54, every(0.25)],
      ['rim', 62, [1.25, 2.75]],
    ],
  ),
  pattern(
    'minimal',
    [116, 134],
    [
      ['kick', 112, every(1)],
      ['rim', 74, [0.5, 1.75, 2.5]],
      ['closedHat', 58, every(1, 0.5)],
    ],
  ),
  pattern(
    'big beat',
    [96, 128],
    [
      ['kick', 116, [0, 1.75, 2.5]],
      ['snare', 112, [1, 3]],
      ['openHat', 80, every(0.5)],
    ],
  ),
  pattern(
    'train',
    [88, 124],
    [
      ['kick', 98, [0, 2]],
      ['snare', 52, every(0.25)],
      ['snare', 98, every(1, 0.5)],
    ],
  ),
  pattern(
    'march',
    [90, 130],
    [
      ['kick', 104, [0, 2]],
      ['snare', 92, [1, 1.75, 3, 3.5]],
      ['ride', 70, [0, 2]],
    ],
  ),
  pattern(
    'rockers',
    [64, 92],
    [
      ['kick', 110, [0, 2]],
      ['snare', 100, [1, 3]],
      ['rim', 62, [1.5, 2.75]],
      ['closedHat', 72, swung(0.6)],
    ],
  ),
  pattern(
    'jungle',
    [155, 176],
    [
      ['kick', 112, [0, 1, 2.5]],
      ['snare', 108, [1, 3]],
      ['snare', 60, [1.75, 2.25, 3.75]],
      ['ride', 66, every(0.5)],
    ],
  ),
  pattern(
    'slow pulse',
    [60, 96],
    [
      ['kick', 92, every(1)],
      ['shaker', 48, every(0.5)],
    ],
  ),
  pattern(
    'country waltz',
    [84, 150],
    [
      ['kick', 98, [0]],
      ['closedHat', 76, [1, 2]],
      ['rim', 60, [2.5]],
    ],
    3,
  ),
];
