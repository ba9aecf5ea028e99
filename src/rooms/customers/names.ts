// The keys by which a name is searched and compared, with traditional characters folded.
import { nameKey } from '#engine/identifiers.ts';
import { coreKey, type NameParts, nameParts } from '#engine/matching.ts';
import { simplified } from '#platform/simplified.ts';

/** What is stored beside a name: the whole of it for searching, its core for finding others like it. */
export function keysOf(name: string): { readonly nameKey: string; readonly coreKey: string } {
  const folded = simplified(name);
  return { nameKey: nameKey(folded), coreKey: coreKey(folded) };
}

/** What somebody typed, made comparable with stored keys. */
export function searchKey(text: string): string {
  return nameKey(simplified(text));
}

export function partsOf(name: string): NameParts {
  return nameParts(simplified(name));
}
