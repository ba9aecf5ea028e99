// uuidv7: ids made in node, in order of creation, so that indexes grow at their end (RFC 9562).

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let lastMs = 0;
let counter = 0;

/** Random bytes are drawn for many ids at once: a draw costs as much for one as for four hundred. */
const POOL_BYTES = 4_000;
const RANDOM_BYTES = 10;
let pool = new Uint8Array(0);
let drawn = 0;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The part that tells the millisecond: the same for all ids of one. */
let prefix = '';

/** A fresh uuidv7; ids made by one process sort in the order they were made. */
export function newId(): string {
  if (drawn + RANDOM_BYTES > pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(POOL_BYTES));
    drawn = 0;
  }
  const at = drawn;
  drawn += RANDOM_BYTES;
  const byte = (place: number) => pool[at + place]!;
  const now = Date.now();
  const before = lastMs;
  if (now > lastMs) {
    lastMs = now;
    counter = ((byte(0) & 0x07) << 8) | byte(1);
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  }
  if (lastMs !== before) {
    const time = lastMs.toString(16).padStart(12, '0');
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-`;
  }
  const hex = (place: number) => HEX[byte(place)]!;
  const sequence = HEX[0x70 | (counter >> 8)]! + HEX[counter & 0xff]!;
  const variant = HEX[(byte(2) & 0x3f) | 0x80]!;
  return `${prefix}${sequence}-${variant}${hex(3)}-${hex(4)}${hex(5)}${hex(6)}${hex(7)}${hex(8)}${hex(9)}`;
}

export function isId(text: string): boolean {
  return UUID.test(text);
}
