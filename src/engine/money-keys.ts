// Minor units inside, money outside: `orderMinor: 8640n` ↔ `order: {amount: '86.40', currency: 'CNY'}`, for whole answers and facts.
import type { Currency, Money } from '#base/money.ts';
import { isCurrency, parseMinor } from '#base/money.ts';

/** Keys that hold money as a bigint without saying Minor: the value of a reason, in the unit the reason names. */
const MONEY_KEYS = new Set(['actual', 'threshold', 'roundedDownTo', 'bucketsMinor']);
const SUFFIX = 'Minor';

/**
 * An answer of the engine with every amount as Money of one currency, ready for the encoder: keys ending in Minor lose the ending. A
 * bigint that is no amount (minor units × days) becomes text. Does not change its argument.
 */
export function withMoney(value: unknown, currency: Currency): unknown {
  return outward(value, currency, '');
}

function outward(value: unknown, currency: Currency, key: string): unknown {
  if (typeof value === 'bigint') {
    return key.endsWith(SUFFIX) || MONEY_KEYS.has(key) ? ({ minor: value, currency } satisfies Money) : value.toString();
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => outward(each, currency, key));
  const out: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    out[name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name] = outward(each, currency, name);
  }
  return out;
}

function isWireMoney(value: unknown): value is { amount: string; currency: Currency } {
  return (
    value !== null &&
    typeof value === 'object' &&
    'amount' in value &&
    'currency' in value &&
    typeof value.amount === 'string' &&
    typeof value.currency === 'string' &&
    isCurrency(value.currency)
  );
}

/** The other way, for facts written by people: wire money under `order` becomes `orderMinor`; under actual and threshold the key stays. */
export function withMinor(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value))
    return value.map((each) => (isWireMoney(each) ? parseMinor(each.amount, each.currency) : withMinor(each)));
  const out: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    if (isWireMoney(each)) out[MONEY_KEYS.has(name) ? name : `${name}${SUFFIX}`] = parseMinor(each.amount, each.currency);
    else out[name] = withMinor(each);
  }
  return out;
}
