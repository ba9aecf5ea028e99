// One ordeal in a process of its own: exit 0 when the promise held, 1 with its message when it broke.
import { INVARIANTS, type Invariant } from '../soak/invariants.ts';
import type { Given } from '../soak/place.ts';

const name = process.argv[2] as Invariant;
const given = JSON.parse(process.env.ORDEAL_GIVEN ?? '') as Given;
INVARIANTS[name](given).then(
  () => process.exit(0),
  (error: Error & { cause?: Error }) => {
    // A property that failed names the schedule first and the breach as its cause.
    process.stdout.write(`${error.cause instanceof Error ? error.cause.message : error.message}\n`, () => process.exit(1));
  },
);
