// What leaves and enters the process: JSON with money as decimal text and bigints as text. One encoder, used at the door.
import { instantText } from './date.ts';
import type { Money } from './money.ts';
import { wireMoney } from './money.ts';

function isMoney(value: object): value is Money {
  return 'minor' in value && typeof value.minor === 'bigint' && 'currency' in value && Object.keys(value).length === 2;
}

/** A value made ready for JSON: Money → wire money, bigint → text, Date → ISO text, undefined dropped. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return instantText(value);
  if (Array.isArray(value)) return value.every(isReady) ? value : value.map(toWire);
  if (isMoney(value)) return wireMoney(value.minor, value.currency);
  if (isReady(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[key];
    if (each !== undefined) out[key] = typeof each === 'object' || typeof each === 'bigint' ? toWire(each) : each;
  }
  return out;
}

/** Whether JSON says it as it is, all the way down: most of what leaves is made of texts, and copying it cost more than writing it. */
function isReady(value: unknown): boolean {
  if (typeof value === 'bigint') return false;
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof Date) return false;
  if (Array.isArray(value)) return value.every(isReady);
  for (const key in value) if (!isReady((value as Record<string, unknown>)[key])) return false;
  return true;
}

export function encode(value: unknown): string {
  return JSON.stringify(toWire(value));
}

/** JSON with sorted keys: equal values give equal text, so that a hash of it says whether two inputs are the same. */
export function canonical(value: unknown): string {
  return sortedText(value) ?? JSON.stringify(sorted(toWire(value)));
}

/**
 * The same text without a sorted copy, for objects of texts, numbers and such objects: the input of nearly every call. Null where something
 * else stands in it, or a name that JSON puts in an order of its own (numbers go first).
 */
function sortedText(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return JSON.stringify(value);
  if (typeof value !== 'object' || Array.isArray(value) || Object.getPrototypeOf(value) !== Object.prototype || isMoney(value))
    return null;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const each = (value as Record<string, unknown>)[key];
    if (each === undefined) continue;
    const inside = /^\d/.test(key) ? null : sortedText(each);
    if (inside === null) return null;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${inside}`;
  }
  return `{${text}}`;
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
