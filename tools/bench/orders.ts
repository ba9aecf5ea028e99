// The order check through the door, one caller at a time and many at once, beside the same transactions in plain SQL.
import { newId } from '#base/id.ts';
import { parseMinor } from '#base/money.ts';
import { alternate, type Bench, type BenchOptions, median, ms, quantile, round } from './measure.ts';
import { OrdersReference, type ReferenceOrder, type Sample } from './orders.reference.ts';
import { processor, spent } from './processor.ts';
import { customerCode, seed, vacuum } from './seed.ts';
import { openStage, type Stage } from './stage.ts';

const CUSTOMERS = 100_000;
const ITEMS_EACH = 3;
const AMOUNT = '1234.50';
const ROUNDS = 9;
const ROUND_MS = 1_200;
const SINGLE_CALLS = 400;
const CALLERS = [32, 256];

type Setting = {
  readonly stage: Stage;
  readonly ours: (order: ReferenceOrder) => Promise<unknown>;
  readonly reference: OrdersReference;
  next(): ReferenceOrder;
};

/** A company gone live under the shipped rules; orders of punctual customers with room, so that both sides write the same rows. */
async function setting({ rows, data, say }: BenchOptions): Promise<Setting> {
  const stage = await openStage(data);
  const customers = rows ?? CUSTOMERS;
  const { tenant, owner, manager } = stage;
  if ((await owner.query('select count(*)::int as n from exposure.accounts')).rows[0].n === 0) {
    const seeded = await seed(stage, { customers, openItems: customers * ITEMS_EACH });
    say(`seeded in ${ms(seeded.seedMs)}`);
  }
  await owner.query(
    `insert into policies.modes (tenant_id, mode_id, mode, from_at, by_name, reason) values ('${tenant.id}', '${newId()}', 'live', now(), 'bench', 'bench')`,
  );
  let drawn = 0;
  const run = newId().slice(-8);
  const next = (): ReferenceOrder => {
    // A walk over all customers in an order that is not that of their ids; late payers and the frozen are passed over.
    let customer: number;
    do {
      drawn += 1;
      customer = 1 + ((drawn * 7_919) % customers);
    } while (customer % 5 === 0 || customer % 25 === 1 || customer % 500 === 2);
    const number = `SO-${run}-${drawn}`;
    return { key: number, code: customerCode(customer), number, amountMinor: parseMinor(AMOUNT, 'CNY') };
  };
  const ours = (order: ReferenceOrder) =>
    stage.house.door.call({
      operation: 'orders.check',
      tenantId: tenant.id,
      actor: manager,
      key: order.key,
      input: { customer: order.code, order: order.number, amount: { amount: AMOUNT, currency: 'CNY' } },
    });
  for (let warm = 0; warm < 200; warm++) await ours(next());
  const connections = [await stage.plain({ pipeline: true }), await stage.plain({ pipeline: true })];
  const reference = new OrdersReference(connections, tenant.id, await sampleOf(stage));
  return { stage, ours, reference, next };
}

async function sampleOf({ owner, manager }: Stage): Promise<Sample> {
  const { rows } = await owner.query(`
    select c.facts::text as check_facts, c.reasons::text as check_reasons, e.facts::text as event_facts, r.answer
    from orders.checks c
    join platform.events e on e.tenant_id = c.tenant_id and e.event_id = c.event_id
    join platform.requests r on r.tenant_id = c.tenant_id and r.request_key = c.order_number
    where c.outcome = 'clear' and not c.shadow
    order by c.at desc limit 1`);
  const [row] = rows;
  if (!row) throw new Error('the product cleared no order: the company is not as the bench wants it');
  return {
    checkFacts: row.check_facts,
    checkReasons: row.check_reasons,
    eventFacts: row.event_facts,
    answer: row.answer,
    actorName: manager.name,
  };
}

/** What both sides left behind must be the same rows: decisions other than clear would have spared us work. */
async function onlyClear({ stage }: Setting): Promise<string> {
  const { rows } = await stage.owner.query(
    `select outcome, count(*)::int as checks from orders.checks group by outcome order by outcome`,
  );
  return rows.map((row) => `${row.outcome} ${row.checks}`).join(', ');
}

export const ordersSingle: Bench = async (options) => {
  const here = await setting(options);
  try {
    await vacuum(here.stage);
    const times = await alternate(
      SINGLE_CALLS,
      () => here.ours(here.next()),
      () => here.reference.place(here.next()),
    );
    const ours = median(times.ours);
    const reference = median(times.reference);
    const more = [
      { what: 'ours p95', value: ms(quantile(times.ours, 0.95)) },
      { what: 'reference p95', value: ms(quantile(times.reference, 0.95)) },
      { what: 'decisions', value: await onlyClear(here) },
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
async function pace(here: Setting, callers: number, place: (order: ReferenceOrder) => Promise<unknown>): Promise<Pace> {
  const before = await processor(here.stage.owner);
  const started = performance.now();
  const until = started + ROUND_MS;
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
  const here = await setting(options);
  try {
    await vacuum(here.stage);
    const figures: { callers: number; ours: number; reference: number; ratio: number; processor: string }[] = [];
    for (const callers of CALLERS) {
      const ours: Pace[] = [];
      const reference: Pace[] = [];
      for (let turn = -1; turn < ROUNDS; turn++) {
        const one = await pace(here, callers, here.ours);
        const two = await pace(here, callers, (order) => here.reference.place(order));
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
        { what: 'decisions', value: await onlyClear(here) },
      ],
    };
  } finally {
    await here.stage.close();
  }
};
