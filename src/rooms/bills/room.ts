// The door plate of bills.
import type { Room } from '#platform/context.ts';

export const bills: Room = {
  name: 'bills',
  operations: [],
};
