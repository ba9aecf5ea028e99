// The door plate of settlements.
import type { Room } from '#platform/context.ts';

export const settlements: Room = {
  name: 'settlements',
  operations: [],
};
