// How each kind of customer buys and pays, as functions of the day. Days are numbers here: 0 is today, −729 the first.
import type { DemoKind } from './company.ts';
import type { Buyer } from './customers.ts';
import type { Random } from './random.ts';
import type { Season } from './vocabulary.ts';

export type Behaviour = {
  /** First and last day of buying. */
  readonly from: number;
  readonly to: number;
  readonly invoicesPerYear: number;
  readonly season: Season;
  /** Purchases at a day against the customer's own average, beside the season. */
  readonly pace: (at: number) => number;
  /** Days late (negative: early) of an invoice due at a day; drawn once an invoice. */
  readonly late: (dueAt: number, random: Random) => number;
  /** From this day on nothing is paid; null: pays on. */
  readonly stopsAt: number | null;
  /** Share of invoices settled by a bill. */
  readonly billShare: number;
  /** Whether some invoices stay in dispute for months; the stories are told without, so that their days are their own. */
  readonly disputes: boolean;
};

export const FIRST_AT = -729;

/** Straight line from (x0, y0) to (x1, y1), flat outside. */
export function ramp(x: number, x0: number, y0: number, x1: number, y1: number): number {
  if (x <= x0) return y0;
  if (x >= x1) return y1;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Story days, relative to today; the tests and the scenarios speak of them. */
export const storyDays = {
  slideBegins: -300,
  surgeFrom: -130,
  surgeTo: -40,
  bustOutStops: -45,
  billDishonoured: -2,
  seasonFailsFrom: -110,
  seasonStops: -75,
  parentStops: -80,
  /** The sisters in the order in which they follow. */
  sistersStop: [-52, -33, -14],
} as const;

const STORY_KINDS: ReadonlySet<DemoKind> = new Set(['slide', 'bust_out', 'dishonour', 'season_fails', 'contagion', 'squeeze']);

/** How a buyer behaves. `sister` is the place of a group member in the contagion: 0 the parent. */
export function behaviourOf(buyer: Buyer, sinceAt: number, sister: number, random: Random): Behaviour {
  const yearWan = buyer.yearMinor / 1_000_000;
  const usual: Behaviour = {
    from: Math.max(FIRST_AT, sinceAt),
    to: 0,
    // Bigger customers buy more often and more at a time: a ten times bigger one has 3.2 times the invoices.
    invoicesPerYear: Math.min(170, Math.max(6, 2.1 * yearWan ** 0.5)),
    season: buyer.trade.season,
    pace: () => 1,
    late: (_, draw) => 3 * draw.normal() - 1,
    stopsAt: null,
    billShare: yearWan > 150 && random.chance(0.4) ? random.between(0.1, 0.45) : 0,
    disputes: !STORY_KINDS.has(buyer.customer.kind),
  };
  const punctuality = random.normal();
  const growth = random.between(1.3, 2.2);
  switch (buyer.customer.kind) {
    case 'prompt':
    case 'squeeze':
      return { ...usual, late: (_, draw) => punctuality - 2 + 3 * draw.normal() };
    case 'key_account':
      return { ...usual, late: (_, draw) => 2 + 2 * punctuality + 4 * draw.normal() };
    case 'slow': {
      const mean = 17 + 6 * punctuality;
      return { ...usual, late: (_, draw) => mean + 8 * draw.normal() };
    }
    case 'seasonal':
      return { ...usual, late: (_, draw) => 5 + 2 * punctuality + 5 * draw.normal() };
    case 'growing':
      return { ...usual, pace: (at) => ramp(at, FIRST_AT, 2 / (1 + growth), 0, (2 * growth) / (1 + growth)) };
    case 'fading': {
      const low = random.between(0.1, 0.5);
      return {
        ...usual,
        pace: (at) => ramp(at, FIRST_AT, 1.6, 0, low),
        late: (dueAt, draw) => ramp(dueAt, FIRST_AT, 3, 0, 13) + 5 * draw.normal(),
      };
    }
    case 'one_off': {
      const from = usual.from;
      return { ...usual, to: Math.min(-10, from + 35), invoicesPerYear: 25, late: (_, draw) => 6 + 8 * draw.normal() };
    }
    case 'slide':
      return { ...usual, late: (dueAt, draw) => ramp(dueAt, storyDays.slideBegins, 5, 0, 80) + 3 * draw.normal() };
    case 'bust_out':
      return {
        ...usual,
        to: storyDays.surgeTo,
        pace: (at) => (at < storyDays.surgeFrom ? 0.6 : 2.4),
        stopsAt: storyDays.bustOutStops,
      };
    case 'dishonour':
      return { ...usual, late: (dueAt, draw) => ramp(dueAt, -240, 6, -20, 38) + 6 * draw.normal() };
    case 'season_fails':
      return {
        ...usual,
        pace: (at) => (at < storyDays.seasonFailsFrom ? 1 : 0.2),
        late: (dueAt, draw) => ramp(dueAt, -300, 3, -90, 12) + 4 * draw.normal(),
        stopsAt: storyDays.seasonStops,
      };
    case 'contagion':
      return {
        ...usual,
        late: (dueAt, draw) => ramp(dueAt, -200, 3, -60, 10) + 4 * draw.normal(),
        stopsAt: sister === 0 ? storyDays.parentStops : storyDays.sistersStop[sister - 1]!,
      };
  }
}
