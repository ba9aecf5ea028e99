// The door plate of contracts.
import type { Room } from '#platform/context.ts';

export const contracts: Room = {
  name: 'contracts',
  operations: [],
};
