/**
 * Plain values with typed arrays in them as bytes and back, exact to the bit: a line of JSON, then the numbers of the arrays, little-endian.
 * Knows nothing of what the values mean.
 */

type NumberArray = Float32Array | Float64Array | Uint32Array | Uint8Array;

/** What JSON has no word for, in its place: numbers it would turn into null or 0, and arrays as where their bytes are. */
type Stand = { readonly $number: string } | { readonly $array: string; readonly at: number; readonly length: number };

const ARRAYS = {
  float32: { type: Float32Array, write: 'setFloat32', read: 'getFloat32' },
  float64: { type: Float64Array, write: 'setFloat64', read: 'getFloat64' },
  uint32: { type: Uint32Array, write: 'setUint32', read: 'getUint32' },
  uint8: { type: Uint8Array, write: 'setUint8', read: 'getUint8' },
} as const;

type ArrayName = keyof typeof ARRAYS;

const LINE_END = 0x0a;

/** Objects, lists, strings, booleans, null, any number, and arrays of float32, float64, uint32 and uint8. */
export function packValue(value: unknown): Uint8Array {
  const arrays: NumberArray[] = [];
  let bytes = 0;
  const stand = (array: NumberArray): Stand => {
    const at = bytes;
    arrays.push(array);
    bytes += array.byteLength;
    return { $array: nameOf(array), at, length: array.length };
  };
  const line = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'number')
      return isWordless(part) ? { $number: Object.is(part, -0) ? '-0' : String(part) } : part;
    return ArrayBuffer.isView(part) ? stand(part as NumberArray) : part;
  });
  const head = new TextEncoder().encode(`${line}\n`);
  const packed = new Uint8Array(head.length + bytes);
  packed.set(head);
  let at = head.length;
  for (const array of arrays) {
    writeNumbers(array, new DataView(packed.buffer, at, array.byteLength));
    at += array.byteLength;
  }
  return packed;
}

/** The value that `packValue` was given. SyntaxError or RangeError for bytes that it did not write. */
export function unpackValue(packed: Uint8Array): unknown {
  const end = packed.indexOf(LINE_END);
  const arrays = packed.subarray(end + 1);
  return JSON.parse(new TextDecoder().decode(packed.subarray(0, end)), (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    if ('$number' in part) return Number(part.$number);
    return '$array' in part ? readNumbers(part as Extract<Stand, { $array: string }>, arrays) : part;
  });
}

const isWordless = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0);

function nameOf(array: NumberArray): ArrayName {
  const names = Object.keys(ARRAYS) as ArrayName[];
  const name = names.find((candidate) => array instanceof ARRAYS[candidate].type);
  if (name === undefined) throw new TypeError(`a ${array.constructor.name} cannot be packed`);
  return name;
}

function writeNumbers(array: NumberArray, view: DataView): void {
  const { write } = ARRAYS[nameOf(array)];
  const { BYTES_PER_ELEMENT: size, length } = array;
  for (let index = 0; index < length; index++) view[write](index * size, array[index], true);
}

function readNumbers({ $array, at, length }: Extract<Stand, { $array: string }>, bytes: Uint8Array): NumberArray {
  const { type, read } = ARRAYS[$array as ArrayName];
  const array = new type(length);
  const size = array.BYTES_PER_ELEMENT;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length * size);
  for (let index = 0; index < length; index++) array[index] = view[read](index * size, true);
  return array;
}
