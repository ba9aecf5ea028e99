// A customer's own VAT invoice list → its sales and purchases, who it depends on, what is void or red, growth and season.
import { addDays, type Day } from '#base/date.ts';
import { variationPpm } from '#base/ratio.ts';
import { found, LIST_YEAR_DAYS, type Partners, partnerShare, type Reading, share, unknown } from './indicator-reading.ts';

export const VAT_DIRECTIONS = ['out', 'in'] as const;
/** Sales (销项) or purchases (进项). */
export type VatDirection = (typeof VAT_DIRECTIONS)[number];

/** One slot of one direction; void lines count in `voids` alone. */
export type VatSlot = {
  readonly direction: VatDirection;
  readonly slot: number;
  /** Net of tax, red-letter lines taken off. */
  readonly netMinor: bigint;
  readonly lines: number;
  readonly voids: number;
  readonly reds: number;
  /** Sum of the red-letter lines, as a positive figure. */
  readonly redMinor: bigint;
  /** Calendar months (2026-09) with a valid line: a slot of thirty days holds two month ends now and then. */
  readonly months: readonly string[];
};

/** The other sides of the newest year. */
export type VatPartners = Partners & { readonly direction: VatDirection };

/** `lastOn`, `firstOn`: of all lines known; null: no list. */
export type VatFacts = {
  readonly firstOn: Day | null;
  readonly lastOn: Day | null;
  readonly slots: readonly VatSlot[];
  readonly partners: readonly VatPartners[];
};

export const NO_VAT: VatFacts = { firstOn: null, lastOn: null, slots: [], partners: [] };

export const VAT_KEYS = [
  'vat_sales_12m',
  'vat_purchases_12m',
  'vat_margin_12m',
  'vat_sales_growth',
  'vat_sales_growth_season',
  'vat_sales_volatility',
  'vat_peak_season',
  'vat_active_months',
  'vat_customers',
  'vat_top_customer_share',
  'vat_top5_customers_share',
  'vat_suppliers',
  'vat_top_supplier_share',
  'vat_void_share',
  'vat_red_share',
] as const;
export type VatKey = (typeof VAT_KEYS)[number];

/** Fewer twelfths of sales than this say nothing of their spread. */
const SPREAD_SLOTS_MIN = 6;

/** The readings of one customer. Where the list does not reach back far enough, growth is missing and not nil. */
export function vatReadings(facts: VatFacts): Readonly<Record<VatKey, Reading>> {
  const { firstOn, lastOn: on } = facts;
  if (firstOn === null || on === null) return Object.fromEntries(VAT_KEYS.map((key) => [key, unknown('no_vat_list')])) as never;
  const between = (direction: VatDirection, from: number, to: number) =>
    facts.slots.filter((each) => each.direction === direction && each.slot >= from && each.slot <= to);
  const net = (direction: VatDirection, from: number, to: number) =>
    between(direction, from, to).reduce((sum, each) => sum + each.netMinor, 0n);
  const sales = net('out', 0, 11);
  const purchases = net('in', 0, 11);
  const reaches = (days: number) => firstOn <= addDays(on, -days);
  const growth = (recent: bigint, before: bigint, days: number): Reading => {
    const inputs = { recentMinor: recent, beforeMinor: before };
    if (!reaches(days)) return unknown('history_too_short', { firstOn, ...inputs }, on);
    return share(recent - before, before, 'no_sales', inputs, on);
  };
  const lines = [...between('out', 0, 11)];
  const sum = (of: (slot: VatSlot) => number) => lines.reduce((total, each) => total + of(each), 0);
  const red = lines.reduce((total, each) => total + each.redMinor, 0n);
  const all = sum((each) => each.lines) + sum((each) => each.voids);
  const partner = (direction: VatDirection) => facts.partners.find((each) => each.direction === direction) ?? null;
  const [customers, suppliers] = [partner('out'), partner('in')];
  const year = spread(between('out', 0, 11), reaches(LIST_YEAR_DAYS - 31), firstOn, on);
  return {
    vat_sales_12m: found(Number(sales), { firstOn }, on),
    vat_purchases_12m: found(Number(purchases), { firstOn }, on),
    vat_margin_12m: share(sales - purchases, sales, 'no_sales', { salesMinor: sales, purchasesMinor: purchases }, on),
    vat_sales_growth: growth(sales, net('out', 12, 23), 2 * LIST_YEAR_DAYS - 31),
    vat_sales_growth_season: growth(net('out', 0, 2), net('out', 12, 14), LIST_YEAR_DAYS + 92),
    ...year,
    ...(year.vat_peak_season.value !== null && reaches(2 * LIST_YEAR_DAYS - 31)
      ? seasonOfTwoYears(between('out', 0, 23), on)
      : {}),
    vat_active_months: found(Math.min(12, new Set(lines.flatMap((each) => each.months)).size), {}, on),
    vat_customers: found(customers?.partners ?? 0, {}, on),
    vat_top_customer_share: partnerShare(customers, 'topMinor', 'no_sales', on),
    vat_top5_customers_share: partnerShare(customers, 'top5Minor', 'no_sales', on),
    vat_suppliers: found(suppliers?.partners ?? 0, {}, on),
    vat_top_supplier_share: partnerShare(suppliers, 'topMinor', 'no_sales', on),
    vat_void_share: share(
      BigInt(sum((each) => each.voids)),
      BigInt(all),
      'no_sales',
      { voids: sum((each) => each.voids), all },
      on,
    ),
    vat_red_share: share(red, sales + red, 'no_sales', { redMinor: red, soldMinor: sales + red }, on),
  };
}

/** How unsteady sales are from twelfth to twelfth, and how much the best one stands out. */
function spread(
  slots: readonly VatSlot[],
  wholeYear: boolean,
  firstOn: Day,
  on: Day,
): Pick<Record<VatKey, Reading>, 'vat_sales_volatility' | 'vat_peak_season'> {
  const active = slots.filter((each) => each.lines > 0).length;
  if (!wholeYear || active < SPREAD_SLOTS_MIN) {
    const short = unknown('history_too_short', { firstOn, months: active, monthsMin: SPREAD_SLOTS_MIN }, on);
    return { vat_sales_volatility: short, vat_peak_season: short };
  }
  const sold = Array.from({ length: 12 }, (_, slot) => Number(slots.find((each) => each.slot === slot)?.netMinor ?? 0n));
  const variation = variationPpm(sold);
  if (variation === null)
    return { vat_sales_volatility: unknown('no_sales', {}, on), vat_peak_season: unknown('no_sales', {}, on) };
  const mean = sold.reduce((sum, each) => sum + each, 0) / 12;
  return {
    vat_sales_volatility: found(variation, {}, on),
    vat_peak_season: found(Math.round((Math.max(...sold) / mean) * 1e6) / 1e6, {}, on),
  };
}

/**
 * What stands out in one year alone may be one large order: where two years are listed, each twelfth is measured against the mean of its own
 * year (so that growth is no season) and averaged over both. Nothing where either year sold nothing: one year says it then.
 */
function seasonOfTwoYears(slots: readonly VatSlot[], on: Day): Partial<Pick<Record<VatKey, Reading>, 'vat_peak_season'>> {
  const years = [0, 12].map((from) => {
    const sold = Array.from({ length: 12 }, (_, at) => Number(slots.find((each) => each.slot === from + at)?.netMinor ?? 0n));
    const mean = sold.reduce((sum, each) => sum + each, 0) / 12;
    return mean > 0 ? sold.map((each) => each / mean) : null;
  });
  const [newer, older] = years;
  if (!newer || !older) return {};
  const best = Math.max(...newer.map((each, at) => (each + older[at]!) / 2));
  return { vat_peak_season: found(Math.round(best * 1e6) / 1e6, { years: 2 }, on) };
}

/** Over all of a list: what the oracle of a data set, and a reader who checks us, adds up by hand. */
export type VatTotals = {
  readonly direction: VatDirection;
  readonly lines: number;
  readonly voids: number;
  readonly reds: number;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly grossMinor: bigint;
  readonly partners: number;
  readonly firstOn: Day | null;
  readonly lastOn: Day | null;
};
