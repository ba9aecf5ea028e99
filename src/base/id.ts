// uuidv7: ids made in node, in order of creation, so that indexes grow at their end (RFC 9562).

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let lastMs = 0;
let counter = 0;

/** A fresh uuidv7; ids made by one process sort in the order they were made. */
export function newId(): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
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
  const tail = [...random.subarray(2)].map((byte) => byte.toString(16).padStart(2, '0'));
  tail[0] = ((random[2]! & 0x3f) | 0x80).toString(16);
  const rest = tail.join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

export function isId(text: string): boolean {
  return UUID.test(text);
}
