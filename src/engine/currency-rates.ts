// Rates between currencies: a quotation → an exact fraction of minor units, and amounts carried over by it with a named rounding.
import { assert } from '#base/assert.ts';
import { type Currency, decimalsOf } from '#base/money.ts';
import { divide } from '#base/ratio.ts';

/** `per` units of a currency cost `ratePpm` millionths of a unit of the home currency, as central banks quote: 100 JPY = 4.8213 CNY. */
export type Quotation = { readonly ratePpm: bigint; readonly per: number };

/** Minor units of the home currency per minor unit of the other: num ÷ den. */
export type Rate = { readonly num: bigint; readonly den: bigint };

/** What quotations may be `per`. */
export const PER_UNITS = [1, 100, 10_000] as const;

/** The fraction of minor units that a quotation means, the decimals of both currencies counted in. */
export function rateOf(quotation: Quotation, from: Currency, home: Currency): Rate {
  assert(quotation.ratePpm > 0n && quotation.per > 0, 'a rate is more than zero');
  return {
    num: quotation.ratePpm * 10n ** BigInt(decimalsOf(home)),
    den: 1_000_000n * BigInt(quotation.per) * 10n ** BigInt(decimalsOf(from)),
  };
}

/** An exposure in the home currency, rounded up: what is owed is never made smaller by a conversion. Minor units, may be negative. */
export function toHome(minor: bigint, rate: Rate): bigint {
  return divide(minor * rate.num, rate.den, 'ceil');
}

/** A need in the home currency as an amount of the other, rounded up. */
export function fromHomeUp(homeMinor: bigint, rate: Rate): bigint {
  return divide(homeMinor * rate.den, rate.num, 'ceil');
}

/**
 * A cap in the home currency as one in the other, such that whatever keeps to the second keeps to the first: exposures are rounded up
 * account by account, which can add one minor unit, so one is taken off before.
 */
export function capFromHome(capMinor: bigint, rate: Rate): bigint {
  return divide((capMinor - 1n) * rate.den, rate.num, 'floor');
}
