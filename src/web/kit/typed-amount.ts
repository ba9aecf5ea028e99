// What people type where an amount is asked for → minor units.
import { decimalsOf, formatMinor } from '#base/money.ts';
import { readAmount, signMayMean } from '#engine/import/cells.ts';

/**
 * Minor units of what was typed, negative ones too; null where it is empty, no amount, has more decimals than the currency, or names another
 * currency than that of the field.
 */
export function typedMinor(text: string, currency: string): bigint | null {
  // An input method for Chinese writes 。 where a full stop is meant.
  const written = text.trim().replaceAll('。', '.');
  if (written === '') return null;
  const read = readAmount(written, { digits: decimalsOf(currency), mark: '.', shift: 0, halfUp: false, suffixes: true });
  if ('bad' in read || (read.currency !== undefined && read.currency !== currency)) return null;
  if (read.sign !== undefined && !signMayMean(read.sign, currency)) return null;
  return read.minor;
}

/** The same as the server takes it, "1234.50"; null also for less than `leastMinor`: an amount is more than nothing unless said otherwise. */
export function typedAmount(text: string, currency: string, leastMinor = 1n): string | null {
  const minor = typedMinor(text, currency);
  return minor === null || minor < leastMinor ? null : formatMinor(minor, currency);
}
