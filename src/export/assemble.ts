/** Puts a document together from its pieces, and notes where the parts of each track come to lie, so that the next one can take them from there. */
import type { DocumentSink, Part } from '../document/sink.ts';

export interface Assembled {
  readonly bytes: Uint8Array;
  /** First byte and length of each part: those of the first track, those of the second, … */
  readonly ranges: Uint32Array;
}

/** UTF-8 takes at most so many bytes for a UTF-16 code unit. */
const MOST_BYTES_A_UNIT = 3;
const LEAST_BYTES = 1 << 16;
const ROOM_TO_GROW = 1.02;

/** `expectedBytes` saves copying where it is about right, or a little less. */
export function assemble(write: (sink: DocumentSink) => void, expectedBytes: number): Assembled {
  let bytes = Buffer.allocUnsafeSlow(LEAST_BYTES + Math.ceil(expectedBytes * ROOM_TO_GROW));
  let length = 0;
  const placed: PlacedPart[] = [];
  const add = (piece: Part): void => {
    const most = typeof piece === 'string' ? piece.length * MOST_BYTES_A_UNIT : piece.length;
    if (length + most > bytes.length) bytes = grown(bytes, length + most);
    if (typeof piece === 'string') length += bytes.write(piece, length);
    else {
      bytes.set(piece, length);
      length += piece.length;
    }
  };
  write({
    text: add,
    part: (track, piece) => {
      const start = length;
      add(piece);
      placed.push({ track, start, length: length - start });
    },
  });
  return { bytes: bytes.subarray(0, length), ranges: rangesOf(placed) };
}

interface PlacedPart {
  readonly track: number;
  readonly start: number;
  readonly length: number;
}

function grown(bytes: Uint8Array, wantedBytes: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.max(wantedBytes, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

/** A track's parts stay in the order in which they stand in the document. */
function rangesOf(placed: PlacedPart[]): Uint32Array {
  const ranges = new Uint32Array(2 * placed.length);
  for (const [index, { start, length }] of placed.sort((a, b) => a.track - b.track).entries()) {
    ranges[2 * index] = start;
    ranges[2 * index + 1] = length;
  }
  return ranges;
}
