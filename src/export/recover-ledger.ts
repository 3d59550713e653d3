/**
 * What can be known of a tree whose ledger is lost (a cleared cache): its manifest names our files with their digests. They count as ours again, to be
 * adopted or replaced, but nobody can say whether a missing track is gone for good, so nothing of them is removed without `--prune`.
 */
import { join } from 'node:path';
import { emptyLedger, type Ledger, type LedgerFile } from '../plan/ledger.ts';
import { filesInManifest } from './manifest-file.ts';
import { fileDigest } from './ownership.ts';
import { stampOf } from './stamp.ts';

export function recoverLedger(treeFolder: string, profile: string): Ledger {
  const entries = (filesInManifest(treeFolder) ?? []).flatMap(({ path, sha256 }): [string, LedgerFile][] => {
    const stamp = stampOf(join(treeFolder, path));
    if (!stamp?.isFile || fileDigest(join(treeFolder, path)) !== sha256) return [];
    return [
      [
        path,
        { contentDigest: '', fileDigest: sha256, sizeBytes: stamp.sizeBytes, mtimeNs: stamp.mtimeNs, isOrphan: true },
      ],
    ];
  });
  return { ...emptyLedger(treeFolder, profile), files: Object.fromEntries(entries) };
}
