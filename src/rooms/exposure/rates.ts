// The rates between our currency and others: entered with their first day, in force until the next.
import { Problem } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { isCurrency } from '#base/money.ts';
import { PER_UNITS, type Rate, rateOf } from '#engine/currency-rates.ts';
import type { Ctx } from '#platform/context.ts';
import * as store from './store-rates.ts';

/** As people write it: up to six decimals. */
const RATE = /^\d{1,9}(?:\.\d{1,6})?$/;

/** What a minor unit of each currency is worth in ours, by currency: today, or on another day as it was known then. */
export async function ratesInForce(ctx: Ctx, day: Day = ctx.today, knownAt: Date | null = null): Promise<Map<string, Rate>> {
  const rows = await store.ratesOn(ctx.tx, day, knownAt);
  return new Map(rows.map((row) => [row.currency, fractionOf(ctx, row)]));
}

export function fractionOf(ctx: Ctx, row: store.RateRow): Rate {
  return rateOf({ ratePpm: row.rate_ppm, per: row.per_units }, row.currency, ctx.tenant.currency);
}

export function rateText(row: Pick<store.RateRow, 'rate_ppm'>): string {
  const whole = row.rate_ppm / 1_000_000n;
  const rest = String(row.rate_ppm % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}

export type EnteredRate = {
  readonly currency: string;
  readonly on: Day;
  readonly rate: string;
  readonly per?: number | undefined;
};

/** Reads and keeps rates; refuses our own currency, what is no rate, and a unit nobody quotes. */
export async function keepRates(ctx: Ctx, entered: readonly EnteredRate[], source: string): Promise<readonly store.NewRate[]> {
  const rows = entered.map(({ currency, on, rate, per = 1 }, at): store.NewRate => {
    const refuse = (field: string, code: string, message: string) =>
      new Problem(400, code, message, { fields: [{ field: `rates.${at}.${field}`, message }] });
    if (!isCurrency(currency)) throw refuse('currency', 'currency_unknown', `${currency} is no currency code`);
    if (currency === ctx.tenant.currency)
      throw refuse('currency', 'rate_of_own_currency', `${currency} is the currency of the books: it has no rate`);
    if (!(PER_UNITS as readonly number[]).includes(per))
      throw refuse('per', 'rate_per_unknown', `a rate is quoted per ${PER_UNITS.join(', ')} units`);
    const ratePpm = RATE.test(rate) ? ppmOf(rate) : 0n;
    if (ratePpm <= 0n)
      throw refuse(
        'rate',
        'rate_malformed',
        `“${rate}” is no rate: a number above zero with at most six decimals, such as 7.1234`,
      );
    return { rateId: newId(), currency, startsOn: on, ratePpm, perUnits: per, source };
  });
  await store.insertRates(ctx.tx, ctx.tenant.id, ctx.at, ctx.actor.name, rows);
  return rows;
}

function ppmOf(text: string): bigint {
  const [whole = '0', decimals = ''] = text.split('.');
  return BigInt(whole) * 1_000_000n + BigInt(decimals.padEnd(6, '0'));
}
