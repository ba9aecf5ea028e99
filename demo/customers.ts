// The customers' master data: heroes first, then enough invented companies that one in five makes four fifths of the sales.
import type { Day } from '#base/date.ts';
import { addDays } from '#base/date.ts';
import type { DemoCustomer, DemoGroup, DemoKind } from './company.ts';
import { makeCreditCode } from './credit-code.ts';
import { heroes, heroGroups } from './heroes.ts';
import type { Random } from './random.ts';
import { randomStream } from './random.ts';
import { salesOf } from './staff.ts';
import type { Place, Trade } from './vocabulary.ts';
import { divisions, firstSyllables, placeNamed, places, secondSyllables, tradeNamed, trades } from './vocabulary.ts';

export const CUSTOMER_COUNT = 336;

/** A customer with what the generator knows beside the master data. */
export type Buyer = { readonly customer: DemoCustomer; readonly trade: Trade; readonly yearMinor: number };

// Log-normal sizes with this sigma give the top fifth about 80 % of the sales: Φ(1.66 − 0.84) ≈ 0.79.
const SIZE_SIGMA = 1.66;
const MEDIAN_YEAR_MINOR = 62_000_000;
const KEY_ACCOUNTS = 10;
const NAME_TRIES_MAX = 10_000;

// Share of the customers that are nobody's hero and no key account.
const KINDS: readonly (readonly [kind: DemoKind, share: number])[] = [
  ['prompt', 0.53],
  ['slow', 0.12],
  ['seasonal', 0.11],
  ['growing', 0.09],
  ['fading', 0.08],
  ['one_off', 0.07],
];

function drawKind(random: Random): DemoKind {
  let rest = random.next();
  for (const [kind, share] of KINDS) {
    rest -= share;
    if (rest < 0) return kind;
  }
  return 'prompt';
}

/** The standard normal quantile by bisection of its distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normalQuantile(probability: number): number {
  let low = -6;
  let high = 6;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}

function sizeClass(yearMinor: number, random: Random): DemoCustomer['sizeClass'] {
  const size = yearMinor * random.spread(0.8);
  return size > 3_000_000_000 ? 'large' : size > 250_000_000 ? 'medium' : size > 15_000_000 ? 'small' : 'micro';
}

/** Eight characters of organisation code: letters since the reform of October 2015, digits before. */
function organisation(foundedOn: Day, random: Random): string {
  if (foundedOn < '2015-10-01') return String(random.int(10_000_000, 79_999_999));
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  return `MA${Array.from({ length: 6 }, () => alphabet[random.int(0, alphabet.length - 1)]).join('')}`;
}

type Sketch = {
  readonly place: Place;
  readonly trade: Trade;
  readonly brand: { readonly zh: string; readonly en: string };
  readonly kind: DemoKind;
  readonly termsDays: number;
  readonly yearMinor: number;
  readonly owner: string | null;
  readonly group: string | null;
  readonly sinceDays: number;
  readonly stock: boolean;
};

/** All buyers in the order of their codes. `seasonMonth` is the centre of the season that fails in the story. */
export function makeBuyers(
  today: Day,
  seed: number,
  seasonMonth: number,
): { buyers: readonly Buyer[]; groups: readonly DemoGroup[] } {
  const random = randomStream(seed, 'customers');
  const sketches: Sketch[] = heroes(seasonMonth).map((hero) => ({
    place: placeNamed(hero.place),
    trade: tradeNamed(hero.trade),
    brand: hero.brand,
    kind: hero.kind,
    termsDays: hero.termsDays,
    yearMinor: hero.yearWan * 1_000_000,
    owner: hero.owner,
    group: hero.group,
    sinceDays: hero.years * 365 + random.int(20, 200),
    stock: hero.stock,
  }));
  sketches.push(...inventedSketches(CUSTOMER_COUNT - sketches.length, random));

  // Codes were given out over the years: shuffled, so that neither size nor story shows in them.
  const order = sketches.map((sketch) => ({ sketch, at: random.next() })).sort((a, b) => a.at - b.at);
  const buyers = order.map(({ sketch }, index) => makeBuyer(sketch, index, today, randomStream(seed, 'customer', index)));

  const groups = heroGroups.map(({ code, name }) => {
    // The parent is the hero of the group that buys most.
    const members = buyers.filter((each) => each.customer.group === code).sort((a, b) => b.yearMinor - a.yearMinor);
    return { code, name, parent: members[0]!.customer.code, members: members.map((each) => each.customer.code) };
  });
  return { buyers, groups };
}

function inventedSketches(count: number, random: Random): Sketch[] {
  const brands = inventedBrands(count, random);
  return brands.map((brand, rank) => {
    const yearMinor = MEDIAN_YEAR_MINOR * Math.exp(SIZE_SIGMA * normalQuantile(1 - (rank + 0.5) / count));
    let kind: DemoKind = rank < KEY_ACCOUNTS ? 'key_account' : drawKind(random);
    // A one-off buyer is never among the big ones: a single deal would be a fifth of the year.
    if (kind === 'one_off' && rank < count / 3) kind = 'prompt';
    const seasonal = kind === 'seasonal';
    const trade = random.pick(trades.filter((each) => (each.season !== 'flat') === seasonal));
    const sinceDays =
      kind === 'one_off' ? random.int(60, 700) : random.chance(0.12) ? random.int(90, 640) : random.int(760, 4200);
    return {
      place: random.pick(random.chance(0.45) ? places.slice(0, 18) : places),
      trade,
      brand,
      kind,
      termsDays: kind === 'key_account' ? random.pick([45, 60, 60, 90]) : random.pick([30, 30, 30, 45, 45, 60, 60, 90]),
      yearMinor,
      owner: null,
      group: null,
      sinceDays,
      stock: rank < 40 && random.chance(0.3),
    };
  });
}

function inventedBrands(count: number, random: Random): readonly { zh: string; en: string }[] {
  const brands = new Map<string, { zh: string; en: string }>();
  for (let tries = 0; brands.size < count && tries < NAME_TRIES_MAX; tries += 1) {
    const first = random.pick(firstSyllables);
    const second = random.pick(secondSyllables);
    const zh = first.zh + second.zh;
    brands.set(zh, { zh, en: first.en + second.en.toLowerCase() });
  }
  return [...brands.values()];
}

function makeBuyer(sketch: Sketch, index: number, today: Day, random: Random): Buyer {
  const { place, trade, brand } = sketch;
  const customerSince = addDays(today, -sketch.sinceDays);
  const foundedOn = addDays(customerSince, -(sketch.kind === 'bust_out' ? 60 : random.int(200, 4500)));
  const [section, divisionZh, divisionEn] = divisions[trade.division]!;
  const customer: DemoCustomer = {
    code: `C${String(index + 1).padStart(4, '0')}`,
    name: {
      zh: `${place.zh}${brand.zh}${trade.zh}${sketch.stock ? '股份有限公司' : '有限公司'}`,
      en: `${place.en} ${brand.en} ${trade.en} ${sketch.stock ? 'Corp., Ltd.' : 'Co., Ltd.'}`,
    },
    uscc: makeCreditCode(place.code, organisation(foundedOn, random)),
    industry: { section, division: trade.division, name: { zh: divisionZh, en: divisionEn } },
    province: place.province,
    city: place.zh,
    regionCode: place.code,
    sizeClass: sizeClass(sketch.yearMinor, random),
    foundedOn,
    customerSince,
    owner: sketch.owner ?? random.pick(salesOf(place.area)),
    group: sketch.group,
    termsDays: sketch.termsDays,
    kind: sketch.kind,
  };
  return { customer, trade, yearMinor: sketch.yearMinor };
}
