import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extensionMismatch, id3v2Bytes, sniff } from '../../src/library/sniff.ts';
import { aiff, flac, id3v2, mp3, noise16, wav16 } from './audio-bytes.ts';

const looksLike = (text: string): string => {
  const sniffed = sniff(Buffer.from(text));
  return sniffed.kind === 'audio' ? sniffed.container : sniffed.looksLike;
};

describe('sniff', () => {
  it('knows audio by its first bytes', () => {
    const heads: [string, Buffer][] = [
      ['wav', wav16(noise16(64))],
      ['aiff', aiff(Buffer.alloc(64), 2, 16, null)],
      ['aiff', aiff(Buffer.alloc(64), 2, 16, 'sowt')],
      ['flac', flac(noise16(384))],
      ['mp3', mp3(20)],
      ['mp3', mp3(1)],
      ['mp3', Buffer.concat([Buffer.alloc(100), mp3(20)])],
      ['ogg', Buffer.from('OggS\0\x02')],
      ['mp4', Buffer.from('\0\0\0\x20ftypM4A ')],
    ];
    for (const [container, head] of heads) assert.deepEqual(sniff(head), { kind: 'audio', container });
  });

  it('refuses scripts and manifests that name other files, whatever is around them', () => {
    assert.equal(looksLike('#EXTM3U\n/etc/passwd\n'), 'an M3U playlist');
    assert.equal(looksLike('ffconcat version 1.0\nfile /etc/passwd\n'), 'an ffconcat script');
    assert.equal(looksLike('<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">'), 'a DASH manifest');
    assert.equal(looksLike('\n <?xml version="1.0"?><MPD>'), 'an XML document');
    assert.equal(looksLike('\ufeff#EXTM3U'), 'an M3U playlist');
    assert.equal(looksLike('just words, and more of them'), 'text');
    assert.equal(sniff(Buffer.alloc(512)).kind, 'not-audio');
  });

  it('never takes random bytes without a magic word for audio, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
        const sniffed = sniff(Buffer.from(bytes));
        return sniffed.kind === 'not-audio' || bytes.length < 2048;
      }),
    );
  });

  it('measures an ID3v2 tag and ignores what only resembles one', () => {
    const tag = id3v2('a title');
    assert.equal(id3v2Bytes(Buffer.concat([tag, mp3(1)])), tag.length);
    assert.equal(id3v2Bytes(Buffer.from('ID3\x03\0\0\xff\0\0\0', 'latin1')), 0);
    assert.equal(id3v2Bytes(Buffer.from('ID')), 0);
  });

  it('warns of an extension that promises something else', () => {
    assert.equal(extensionMismatch('a.wav', 'mp3'), 'extension-mismatch: named .wav, holds mp3');
    assert.equal(extensionMismatch('a.WAV', 'wav'), null);
    assert.equal(extensionMismatch('a.bin', 'wav'), null);
  });
});
