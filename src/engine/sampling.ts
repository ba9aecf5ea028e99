// A sample by a seed: the same seed and population draw the same customers, on any machine, whatever their order.

export type Weighted = { readonly id: string; readonly weight: number };

/**
 * Draws `size` of the population without replacement (all, where there are fewer), each with a chance that grows with its weight
 * (Efraimidis and Spirakis 2006: key u^(1/w), the largest keys win). A weight of 0 or less is never drawn while others are left. The
 * number u of a candidate depends on seed and id alone, so that who joins the population changes nobody else's.
 */
export function drawSample(seed: string, population: readonly Weighted[], size: number): string[] {
  const keyed = population.map((each) => ({
    id: each.id,
    // log(u)/w orders as u^(1/w) does, and does not underflow for small weights.
    key: each.weight > 0 ? Math.log(uniform(`${seed}\n${each.id}`)) / each.weight : Number.NEGATIVE_INFINITY,
  }));
  keyed.sort((a, b) => b.key - a.key || (a.id < b.id ? -1 : 1));
  return keyed.slice(0, size).map((each) => each.id);
}

const TWO_32 = 4_294_967_296;

/** A number in (0, 1) from a text: 53 bits of two mixed 32-bit hashes. */
function uniform(text: string): number {
  const high = hash(text, 0x9e3779b9);
  const low = hash(text, 0x85ebca6b);
  return ((high >>> 5) * 67_108_864 + (low >>> 6) + 0.5) / (TWO_32 * 2_097_152);
}

/** MurmurHash3's mixing over the characters of a text. */
function hash(text: string, start: number): number {
  let state = start;
  for (let at = 0; at < text.length; at += 1) {
    let word = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    state ^= Math.imul(word, 0x1b873593);
    state = (state << 13) | (state >>> 19);
    state = (Math.imul(state, 5) + 0xe6546b64) | 0;
  }
  state ^= text.length;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
