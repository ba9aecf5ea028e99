// Money: bigint minor units and a currency. Never a float, never a silent rounding.
import { Problem } from './assert.ts';
import type { Rounding } from './ratio.ts';
import { divide } from './ratio.ts';

export type Currency = string;
export type Money = { readonly minor: bigint; readonly currency: Currency };
/** Money on the wire: `{"amount":"1234.50","currency":"CNY"}`. */
export type WireMoney = { readonly amount: string; readonly currency: Currency };

/** Largest amount that is taken in, in minor units: 10^16, ¥100 trillion. Sums of a billion such still fit PostgreSQL's numeric, each fits bigint. */
export const MINOR_MAX = 10_000_000_000_000_000n;

// ISO 4217, active codes by number of decimals; everything else listed has 2.
const DECIMALS_0 = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const DECIMALS_3 = 'BHD IQD JOD KWD LYD OMR TND';
const DECIMALS_2 =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG';

const decimals = new Map<Currency, number>([
  ...DECIMALS_0.split(' ').map((code) => [code, 0] as const),
  ...DECIMALS_2.split(' ').map((code) => [code, 2] as const),
  ...DECIMALS_3.split(' ').map((code) => [code, 3] as const),
]);

export function isCurrency(code: string): boolean {
  return decimals.has(code);
}

/** Number of decimals of a currency (ISO 4217). Refuses an unknown code. */
export function decimalsOf(currency: Currency): number {
  const found = decimals.get(currency);
  if (found === undefined) {
    throw new Problem(400, 'currency_unknown', `${JSON.stringify(currency)} is not an ISO 4217 currency code, such as CNY`);
  }
  return found;
}

const PLAIN_DECIMAL = /^(-?)(\d{1,20})(?:\.(\d+))?$/;

/**
 * Reads a plain decimal text ("-1234.5") into minor units. Refuses other notations, more decimals than the currency has
 * (trailing zeros are no decimals) and amounts beyond MINOR_MAX.
 */
export function parseMinor(text: string, currency: Currency): bigint {
  const digits = decimalsOf(currency);
  const match = PLAIN_DECIMAL.exec(text);
  if (!match) throw new Problem(400, 'amount_malformed', `${JSON.stringify(text)} is not an amount; write it as 1234.50`);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) {
    throw new Problem(400, 'amount_decimals', `${text} has ${fraction.length} decimals, ${currency} has ${digits}`);
  }
  const minor = BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`);
  if (minor > MINOR_MAX) throw new Problem(400, 'amount_too_large', `${text} ${currency} is larger than this system takes in`);
  return match[1] === '-' ? -minor : minor;
}

export function parseMoney(wire: WireMoney): Money {
  return { minor: parseMinor(wire.amount, wire.currency), currency: wire.currency };
}

/** Minor units as plain decimal text with exactly the currency's decimals: 123450n CNY → "1234.50". */
export function formatMinor(minor: bigint, currency: Currency): string {
  const digits = decimalsOf(currency);
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export function wireMoney(minor: bigint, currency: Currency): WireMoney {
  return { amount: formatMinor(minor, currency), currency };
}

/** Multiplies by parts per million and rounds once, in the named direction. */
export function timesPpm(minor: bigint, ppm: bigint | number, rounding: Rounding): bigint {
  return divide(minor * BigInt(ppm), 1_000_000n, rounding);
}

/** Down (towards minus infinity) to a whole multiple of `stepMinor`, as limits are rounded to a policy step. */
export function floorToStep(minor: bigint, stepMinor: bigint): bigint {
  return divide(minor, stepMinor, 'floor') * stepMinor;
}

export function minMinor(first: bigint, ...rest: bigint[]): bigint {
  return rest.reduce((least, each) => (each < least ? each : least), first);
}

export function maxMinor(first: bigint, ...rest: bigint[]): bigint {
  return rest.reduce((most, each) => (each > most ? each : most), first);
}

export function sumMinor(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const each of amounts) total += each;
  return total;
}
