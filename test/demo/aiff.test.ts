import assert from 'node:assert/strict';
import { it } from 'node:test';
import { encodeAiff16 } from '../../demo/aiff.ts';

it('an AIFF file has the header of the specification and big-endian samples', () => {
  const bytes = Buffer.from(encodeAiff16([Float32Array.of(0, 0.5), Float32Array.of(-1, 2)], 48000));
  assert.equal(
    bytes.toString('hex', 0, 38),
    ['464f524d00000036', '41494646', '434f4d4d00000012', '0002', '00000002', '0010', '400ebb80000000000000'].join(''),
  );
  assert.equal(
    bytes.toString('hex', 38),
    ['53534e4400000010', '0000000000000000', '0000', '8000', '4000', '7fff'].join(''),
  );
});

it('44.1 kHz is written as the extended float that every AIFF file at that rate carries', () => {
  assert.equal(Buffer.from(encodeAiff16([new Float32Array(1)], 44100)).toString('hex', 28, 38), '400eac44000000000000');
});
