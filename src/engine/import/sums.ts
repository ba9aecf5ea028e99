// What rows amount to, by currency.
import { type WireMoney, wireMoney } from '#base/money.ts';

type Summed = { readonly amountMinor?: bigint | null; readonly currency?: string | null };

/** Rows without an amount add nothing; those that name no currency are in `ownCurrency`. In the order in which currencies come. */
export function sumsOf(rows: readonly Summed[], ownCurrency: string): WireMoney[] {
  const sums = new Map<string, bigint>();
  for (const { amountMinor, currency: named } of rows) {
    const currency = named ?? ownCurrency;
    if (amountMinor != null) sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor);
  }
  return [...sums].map(([currency, minor]) => wireMoney(minor, currency));
}
