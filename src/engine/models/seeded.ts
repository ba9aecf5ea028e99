// Chance by a seed, and the splits drawn with it: the same seed draws the same rows on any machine.

/** Numbers in [0, 1) with 32 bits: the sfc32 generator, its state mixed from the seed. */
export class Seeded {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    let state = seed | 0;
    const mix = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      return word ^ (word >>> 15);
    };
    this.#a = mix();
    this.#b = mix();
    this.#c = mix();
    for (let warm = 0; warm < 12; warm += 1) this.next();
  }

  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  shuffle(rows: Int32Array): Int32Array {
    for (let at = rows.length - 1; at > 0; at -= 1) {
      const other = this.below(at + 1);
      const held = rows[at]!;
      rows[at] = rows[other]!;
      rows[other] = held;
    }
    return rows;
  }
}

export type Split = { readonly train: Int32Array; readonly test: Int32Array };

/** Rows of each class (good and bad, or grades) apart, shuffled: splits keep the share of each. */
function shuffledClasses(bad: Uint8Array, seed: number): Int32Array[] {
  const chance = new Seeded(seed);
  const last = bad.reduce((most, each) => Math.max(most, each), 1);
  return Array.from({ length: last + 1 }, (_, at) => at).map((flag) => chance.shuffle(Int32Array.from(rowsWhere(bad, flag))));
}

function rowsWhere(bad: Uint8Array, flag: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < bad.length; row += 1) if (bad[row] === flag) rows.push(row);
  return rows;
}

export function holdOut(bad: Uint8Array, testShare: number, seed: number): Split {
  const inTest = new Uint8Array(bad.length);
  for (const rows of shuffledClasses(bad, seed))
    for (const row of rows.subarray(0, Math.round(rows.length * testShare))) inTest[row] = 1;
  return splitWhere(bad.length, (row) => inTest[row] === 1);
}

export function foldsOf(bad: Uint8Array, folds: number, seed: number): Split[] {
  const part = new Uint16Array(bad.length);
  let turn = 0;
  for (const rows of shuffledClasses(bad, seed)) for (const row of rows) part[row] = turn++ % folds;
  return Array.from({ length: folds }, (_, fold) => splitWhere(bad.length, (row) => part[row] === fold));
}

export function splitWhere(rows: number, inTest: (row: number) => boolean): Split {
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < rows; row += 1) (inTest(row) ? test : train).push(row);
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/** The last `testShare` of the rows in time are the test. Rows without a time belong to the past; rows of one moment stay together. */
export function splitInTime(keys: Float64Array, testShare: number): Split {
  const known = Float64Array.from(keys.filter((key) => !Number.isNaN(key))).sort();
  const cut = known[Math.min(known.length - 1, Math.floor(known.length * (1 - testShare)))] ?? Number.POSITIVE_INFINITY;
  return splitWhere(keys.length, (row) => keys[row]! >= cut);
}

/** Rows that repeat another go where that one goes: what was learned by heart is not asked. `firsts`: by row, the first like it. */
export function keptTogether(splits: readonly Split[], firsts: Int32Array): Split[] {
  return splits.map(({ test }) => {
    const inTest = new Uint8Array(firsts.length);
    for (const row of test) inTest[row] = 1;
    return splitWhere(firsts.length, (row) => inTest[firsts[row]!] === 1);
  });
}
