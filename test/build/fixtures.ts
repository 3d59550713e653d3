/** Where the encoded fixtures of the demo lie. */
import { fileURLToPath } from 'node:url';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../demo/fixtures/${name}`, import.meta.url));

export const MP3_FIXTURE = fixture('rain-on-tin.mp3');
export const FLAC_FIXTURE = fixture('harbour-glass.flac');
