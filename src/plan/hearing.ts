/**
 * What the hearing of a track (decoding it from start to end and analysing it) depends on: that part of a render action's fingerprint that is
 * not about textures. Whoever has the fingerprint of a texture's action can find what was heard for it. Pure.
 */
import { actionKey, type Fingerprint } from './fingerprint.ts';

/** Raised when other things are kept of a track, or in another form. */
const HEARING_FORMAT = 1;

const SHARED: ReadonlySet<string> = new Set(['cache format', 'analysis version', 'fft', 'decoder', 'source audio']);

export const hearingFingerprint = (render: Fingerprint): Fingerprint => [
  ['stage', 'hear'],
  ['hearing format', String(HEARING_FORMAT)],
  ...render.filter(([name]) => SHARED.has(name)),
];

export const hearingKey = (render: Fingerprint): string => actionKey(hearingFingerprint(render));
