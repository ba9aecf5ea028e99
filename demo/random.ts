// A small seeded generator of random numbers (sfc32): the same labels give the same stream on every machine.

export type Random = {
  /** A double in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** A double in [low, high). */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Standard normal. */
  normal(): number;
  /** Log-normal with mean 1. */
  spread(sigma: number): number;
  /** Exponential with mean 1. */
  wait(): number;
};

/** 32-bit FNV-1a, started differently for each of the four words of the state. */
function hash(text: string, start: number): number {
  let value = (0x811c9dc5 ^ start) >>> 0;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}

/** Streams with different labels are independent: a change of one customer's history leaves the others as they were. */
export function randomStream(...labels: readonly (string | number)[]): Random {
  const name = labels.join('/');
  let a = hash(name, 1);
  let b = hash(name, 2);
  let c = hash(name, 3);
  let d = 1;

  function next(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  }
  // sfc32 needs a dozen rounds before near-equal seeds have parted.
  for (let round = 0; round < 15; round += 1) next();

  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }

  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
    normal,
    spread: (sigma) => Math.exp(sigma * normal() - (sigma * sigma) / 2),
    wait: () => -Math.log(1 - next()),
  };
}
