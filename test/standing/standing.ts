/** A standing record with groups of every form. */
import type { StandingRecord } from '../../src/standing/record.ts';

export const RECORD: StandingRecord = {
  request: 'f'.repeat(64),
  answer: {
    start: { event: 'start', schemaVersion: 1, version: '1', library: '/l', export: '/e', profiles: [], dryRun: false },
    plan: { event: 'plan', tracks: 1, rejected: 0, staleActions: 0, staleTracks: 0, forecastBytes: 0 },
    summary: {
      event: 'summary',
      tracks: 1,
      rejected: 0,
      actions: 4,
      ran: 0,
      rendered: 0,
      restored: 0,
      upToDate: 4,
      failed: 0,
      skipped: 0,
      textures: 4,
      bytesWritten: 0,
    },
    stages: {},
  },
  links: [{ named: '/named', real: '/real' }],
  groups: [
    { folder: '/one', names: ['', 'é', 'a/b c'], figures: 1, stamps: BigUint64Array.of(1n, 2n, 2n ** 64n - 1n) },
    { folder: '/none', names: [], figures: 4, stamps: new BigUint64Array() },
    { folder: '/four', names: ['x', 'y'], figures: 4, stamps: BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n) },
  ],
};
