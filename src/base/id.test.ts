// Ids: unique, valid uuidv7, and sorted in the order they were made, also many in one millisecond.
import { describe, expect, it } from 'vitest';
import { isId, newId } from './id.ts';

describe('ids', () => {
  const made = Array.from({ length: 50_000 }, newId);

  it('are never the same and sort as made, although many fall into one millisecond', () => {
    expect(new Set(made).size).toBe(made.length);
    expect(made.every((id, index) => index === 0 || made[index - 1]! < id)).toBe(true);
    const milliseconds = new Set(made.map((id) => id.slice(0, 13)));
    expect(milliseconds.size).toBeLessThan(made.length / 2);
  });

  it('are version 7, variant 10, and carry the time they were made', () => {
    for (const id of made.slice(0, 1_000)) {
      expect(isId(id)).toBe(true);
      expect(id[14]).toBe('7');
      expect('89ab').toContain(id[19]!);
    }
    const at = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    // A burst may run a little ahead of the clock, as its counter spills into the next millisecond.
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  it('are told from what is no id', () => {
    for (const text of ['', 'x', made[0]!.toUpperCase(), `${made[0]} `, made[0]!.replaceAll('-', '')])
      expect(isId(text)).toBe(false);
  });
});
