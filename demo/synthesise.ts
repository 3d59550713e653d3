/**
 * The tracks of the demo library, so that grainmill can be tried without any music of one's own. Nothing is rendered until a
 * track's `render` is called. Knows nothing of the disk: `write.ts` puts them there.
 */
import { drone } from './drone.ts';
import { dubTechno } from './dub-techno.ts';
import { percussion } from './percussion.ts';
import type { DemoTrack } from './track.ts';

/** Every track that is synthesised on the spot; the FLAC and the MP3 come from `fixtures/`. */
export const demoTracks = (): readonly DemoTrack[] => [dubTechno, drone, percussion];
