import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listenLines } from '../../src/report/results.ts';

const clouds = (track: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `/music/export/by_source/t${track}/clouds/t${track}_cloud${index}.wav`);

describe('where to listen', () => {
  it('is each new file, from the folder one works in', () => {
    assert.deepEqual(listenLines(clouds(1, 2), '/music'), [
      'export/by_source/t1/clouds/t1_cloud0.wav',
      'export/by_source/t1/clouds/t1_cloud1.wav',
    ]);
    assert.equal(listenLines(clouds(1, 1), '/elsewhere')[0], clouds(1, 1)[0]);
    assert.deepEqual(listenLines([], '/music'), []);
  });

  it('is the folders when the files are many, and their number when the folders are, too', () => {
    assert.deepEqual(listenLines([...clouds(1, 30), ...clouds(2, 1)], '/music'), [
      'export/by_source/t1/clouds (30 new files)',
      'export/by_source/t2/clouds (1 new file)',
    ]);
    const everywhere = Array.from({ length: 40 }, (_, track) => clouds(track, 1)).flat();
    assert.deepEqual(listenLines(everywhere, '/music'), ['40 new files in 40 folders']);
  });
});
