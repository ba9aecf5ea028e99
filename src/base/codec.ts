// What leaves and enters the process: JSON with money as decimal text and bigints as text. One encoder, used at the door.
import type { Money } from './money.ts';
import { wireMoney } from './money.ts';

function isMoney(value: object): value is Money {
  return 'minor' in value && typeof value.minor === 'bigint' && 'currency' in value && Object.keys(value).length === 2;
}

/** A value made ready for JSON: Money → wire money, bigint → text, Date → ISO text, undefined dropped. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toWire);
  if (isMoney(value)) return wireMoney(value.minor, value.currency);
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[key];
    if (each !== undefined) out[key] = typeof each === 'object' || typeof each === 'bigint' ? toWire(each) : each;
  }
  return out;
}

export function encode(value: unknown): string {
  return JSON.stringify(toWire(value));
}

/** JSON with sorted keys: equal values give equal text, so that a hash of it says whether two inputs are the same. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(toWire(value)));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
