import assert from 'node:assert/strict';
import { it } from 'node:test';
import { midiFile } from './midi.ts';

it('writes the bytes of a standard MIDI file', () => {
  const bytes = midiFile({
    bpm: 120,
    tuningCents: 50,
    programs: { 0: 19 },
    notes: [{ channel: 0, note: 60, velocity: 100, startBeats: 0, beats: 1 }],
  });
  const header = '4d546864 00000006 0000 0001 01e0';
  const events = ['00ff510307a120', '00c013', '00e00050', '00903c64', '8360803c00', '00ff2f00'].join('');
  const length = (events.length / 2).toString(16).padStart(8, '0');
  assert.equal(Buffer.from(bytes).toString('hex'), `${header}4d54726b${length}${events}`.replaceAll(' ', ''));
});

it('ends a note before it begins the next of the same pitch', () => {
  const note = (startBeats: number) => ({ channel: 0, note: 60, velocity: 100, startBeats, beats: 1 });
  const bytes = Buffer.from(midiFile({ bpm: 60, tuningCents: 0, programs: {}, notes: [note(1), note(0)] }));
  assert.ok(bytes.indexOf(Buffer.from([0x80, 60, 0, 0, 0x90, 60, 100])) > 0);
});
