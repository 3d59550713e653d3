/**
 * Brings a name into `[a-z0-9_]`. Knows nothing of files or of uniqueness.
 */

const LATIN: readonly string[] = 'ß=ss æ=ae œ=oe ø=o đ=d ð=d þ=th ł=l ħ=h ı=i ŋ=ng ŧ=t ĸ=k ſ=s ƒ=f'.split(' ');
const GREEK: readonly string[] =
  'α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o'.split(' ');
const CYRILLIC: readonly string[] = (
  'а=a б=b в=v г=g д=d е=e ж=zh з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ' +
  'ы=y ь= э=e ю=yu я=ya є=ye і=i ґ=g ђ=dj ј=j љ=lj њ=nj ћ=c џ=dz ѕ=dz'
).split(' ');

const TABLE = new Map(
  [...LATIN, ...GREEK, ...CYRILLIC].map((entry) => [
    entry.slice(0, entry.indexOf('=')),
    entry.slice(entry.indexOf('=') + 1),
  ]),
);

/**
 * Lower-cases, drops accents, spells out Greek, Cyrillic and the Latin letters that do not decompose; every run of anything
 * else becomes one `_`, none at either end. Other scripts leave nothing.
 */
export function transliterate(text: string): string {
  let plain = '';
  for (const character of text.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    if (isMark(character)) continue;
    plain += TABLE.get(character) ?? character;
  }
  return plain.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '');
}

function isMark(character: string): boolean {
  return /\p{M}/u.test(character) || character === "'" || character === '\u2019';
}
