// uuidv7: ids made in node, in order of creation, so that indexes grow at their end (RFC 9562).

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let lastMs = 0;
let counter = 0;

/** Random bytes are drawn for many ids at once: a draw costs as much for one as for four hundred. */
const POOL_BYTES = 4_000;
const RANDOM_BYTES = 10;
let pool = new Uint8Array(0);
let drawn = 0;

function randomBytes(): Uint8Array {
  if (drawn + RANDOM_BYTES > pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(POOL_BYTES));
    drawn = 0;
  }
  drawn += RANDOM_BYTES;
  return pool.subarray(drawn - RANDOM_BYTES, drawn);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A fresh uuidv7; ids made by one process sort in the order they were made. */
export function newId(): string {
  const random = randomBytes();
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = ((random[0]! & 0x07) << 8) | random[1]!;
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const sequence = counter.toString(16).padStart(3, '0');
  const hex = (at: number) => HEX[random[at]!]!;
  const variant = HEX[(random[2]! & 0x3f) | 0x80]!;
  const rest = `${hex(4)}${hex(5)}${hex(6)}${hex(7)}${hex(8)}${hex(9)}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${variant}${hex(3)}-${rest}`;
}

export function isId(text: string): boolean {
  return UUID.test(text);
}
