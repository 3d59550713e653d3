/**
 * The form of every JSON file of the cache: the digest of the second line, then one line of JSON with the format number. Tells damage
 * from what another version wrote. Knows nothing of files or of what is sealed.
 */
import { CACHE_FORMAT } from '../plan/fingerprint.ts';
import { sha256 } from './digest.ts';

export type Unsealed =
  | { readonly state: 'whole'; readonly content: object }
  /** Every byte as it was written, by a version that writes something else. */
  | { readonly state: 'foreign' }
  | { readonly state: 'damaged' };

export function seal(content: object): string {
  const body = JSON.stringify({ format: CACHE_FORMAT, ...content });
  return `${sha256(body)}\n${body}\n`;
}

export function unseal(text: string): Unsealed {
  const [digest, body = ''] = text.split('\n');
  if (sha256(body) !== digest || text !== `${digest}\n${body}\n`) return { state: 'damaged' };
  const value = parsed(body);
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== CACHE_FORMAT)
    return { state: 'foreign' };
  const { format: _, ...content } = value;
  return { state: 'whole', content };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
