/** The kinds of texture there are. A new kind is a module with the contract of `texture.ts` and one line here. */
import { clouds } from './clouds.ts';
import { hiss } from './hiss.ts';
import { pads } from './pads.ts';
import { swells } from './swells.ts';
import type { Kind, TextureKind } from './texture.ts';

const BY_KIND: Readonly<Record<Kind, TextureKind>> = { pads, swells, clouds, hiss };

/** The module of `kind`. */
export const kindOf = (kind: Kind): TextureKind => BY_KIND[kind];
