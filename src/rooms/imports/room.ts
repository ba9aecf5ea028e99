// The door plate of imports.
import type { Room } from '#platform/context.ts';

export const imports: Room = {
  name: 'imports',
  operations: [],
};
