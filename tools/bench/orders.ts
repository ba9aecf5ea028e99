// The order check through the door, one caller at a time and many at once, beside the same transactions in plain SQL.
import { alternate, type Bench, median, ms, quantile, round } from './measure.ts';
import type { ReferenceOrder } from './orders.reference.ts';
import { type Company, openCompany } from './orders-company.ts';
import { processor, spent } from './processor.ts';
import { vacuum } from './seed.ts';

const ROUNDS = 9;
const ROUND_MS = 1_200;
/** Before anything counts: a server that has run for a minute is compiled, has its plans and its pages. */
const WARM_MS = 6_000;
const SINGLE_CALLS = 400;
const CALLERS = [32, 256];

export const ordersSingle: Bench = async (options) => {
  const here = await openCompany(options);
  try {
    const plain = await here.reference();
    await vacuum(here.stage);
    const times = await alternate(
      SINGLE_CALLS,
      () => here.ours(here.next()),
      () => plain.place(here.next()),
    );
    const ours = median(times.ours);
    const reference = median(times.reference);
    const more = [
      { what: 'ours p95', value: ms(quantile(times.ours, 0.95)) },
      { what: 'reference p95', value: ms(quantile(times.reference, 0.95)) },
      { what: 'decisions', value: await here.decisions() },
    ];
    return {
      name: 'orders-single',
      ours: round(ours, 3),
      reference: round(reference, 3),
      ratio: round(ours / reference, 3),
      unit: 'ms',
      more,
    };
  } finally {
    await here.stage.close();
  }
};

type Pace = { readonly perSecond: number; readonly nodeUs: number; readonly databaseUs: number };

/** Decisions a second of so many callers, each asking again as soon as it is answered; processor time of each decision. */
async function pace(
  here: Company,
  callers: number,
  place: (order: ReferenceOrder) => Promise<unknown>,
  forMs: number,
): Promise<Pace> {
  const before = await processor(here.stage.owner);
  const started = performance.now();
  const until = started + forMs;
  let decided = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < until) {
        await place(here.next());
        decided += 1;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const used = spent(before, await processor(here.stage.owner));
  return { perSecond: decided / seconds, nodeUs: used.node / decided, databaseUs: (used.database ?? Number.NaN) / decided };
}

export const ordersBatch: Bench = async (options) => {
  const here = await openCompany(options);
  try {
    const plain = await here.reference();
    await vacuum(here.stage);
    const figures: { callers: number; ours: number; reference: number; ratio: number; processor: string }[] = [];
    for (const callers of CALLERS) {
      const ours: Pace[] = [];
      const reference: Pace[] = [];
      for (let turn = -1; turn < ROUNDS; turn++) {
        // Who comes first writes whole pages after the checkpoint and reads them into memory: each side is first in every second pair.
        const forMs = turn < 0 ? WARM_MS : ROUND_MS;
        const sides = [
          () => pace(here, callers, here.ours, forMs),
          () => pace(here, callers, (order) => plain.place(order), forMs),
        ] as const;
        const first = turn % 2 === 0 ? 0 : 1;
        const early = await sides[first]();
        const late = await sides[1 - first]!();
        const [one, two] = first === 0 ? [early, late] : [late, early];
        if (turn < 0) continue;
        ours.push(one);
        reference.push(two);
      }
      const of = (sides: readonly Pace[], what: keyof Pace) => median(sides.map((each) => each[what]));
      const used = (sides: readonly Pace[]) => `${of(sides, 'nodeUs').toFixed(0)} + ${of(sides, 'databaseUs').toFixed(0)} µs`;
      figures.push({
        callers,
        ours: of(ours, 'perSecond'),
        reference: of(reference, 'perSecond'),
        // The ratio of each pair of rounds, since the machine changes from one pair to the next.
        ratio: median(ours.map((each, at) => each.perSecond / reference[at]!.perSecond)),
        processor: `${used(ours)} against ${used(reference)}`,
      });
    }
    const worst = figures.reduce((a, b) => (b.ratio < a.ratio ? b : a));
    return {
      name: 'orders-batch',
      ours: round(worst.ours, 0),
      reference: round(worst.reference, 0),
      ratio: round(worst.ratio, 3),
      unit: `decisions/s at ${worst.callers} callers`,
      more: [
        ...figures.map((each) => ({
          what: `${each.callers} callers`,
          value: `${each.ours.toFixed(0)}/s against ${each.reference.toFixed(0)}/s, ratio ${each.ratio.toFixed(3)}`,
        })),
        ...figures.map((each) => ({ what: `node + database a decision, ${each.callers} callers`, value: each.processor })),
        { what: 'decisions', value: await here.decisions() },
      ],
    };
  } finally {
    await here.stage.close();
  }
};
