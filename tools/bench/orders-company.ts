// The company of the order benches: gone live under twenty rules, and orders of punctual customers with room, so that both sides write the same.
import { newId } from '#base/id.ts';
import { parseMinor } from '#base/money.ts';
import type { BenchOptions } from './measure.ts';
import { ms } from './measure.ts';
import { OrdersReference, type ReferenceOrder, type Sample } from './orders.reference.ts';
import { publishRules } from './orders-rules.ts';
import { customerCode, seed } from './seed.ts';
import { openStage, person, type Stage } from './stage.ts';

const CUSTOMERS = 100_000;
const ITEMS_EACH = 3;
export const AMOUNT = '1234.50';
const WARM_CALLS = 200;

export type Company = {
  readonly stage: Stage;
  readonly customers: number;
  /** The next order of another punctual customer. */
  next(): ReferenceOrder;
  /** An order of one customer. */
  orderOf(customer: number): ReferenceOrder;
  ours(order: ReferenceOrder): Promise<unknown>;
  reference(): Promise<OrdersReference>;
  /** How the product decided: decisions other than clear would have spared it work. */
  decisions(): Promise<string>;
};

export type Order = { readonly customer: string; readonly order: string; readonly amount: object };

/** Late payers, those long overdue and the frozen are passed over. */
export function isPunctual(customer: number): boolean {
  return customer % 5 !== 0 && customer % 25 !== 1 && customer % 500 !== 2;
}

/** A walk over all customers in an order that is not that of their ids. */
export function* walk(customers: number, from: number): Generator<{ at: number; customer: number }, never> {
  for (let at = from; ; at++) {
    const customer = 1 + ((at * 7_919) % customers);
    if (isPunctual(customer)) yield { at, customer };
  }
}

export async function openCompany({ rows, data, say }: BenchOptions): Promise<Company> {
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
  await publishRules(stage, await person(stage, '陈审批', 'approver'));
  const run = newId().slice(-8);
  const drawn = walk(customers, 1);
  let numbered = 0;
  const orderOf = (customer: number): ReferenceOrder => {
    numbered += 1;
    const number = `SO-${run}-${numbered}`;
    return { key: number, code: customerCode(customer), number, amountMinor: parseMinor(AMOUNT, 'CNY') };
  };
  const company: Company = {
    stage,
    customers,
    next: () => orderOf(drawn.next().value.customer),
    orderOf,
    ours: (order) =>
      stage.house.door.call({
        operation: 'orders.check',
        tenantId: tenant.id,
        actor: manager,
        key: order.key,
        input: { customer: order.code, order: order.number, amount: { amount: AMOUNT, currency: 'CNY' } },
      }),
    async reference() {
      const connections = [await stage.plain({ pipeline: true }), await stage.plain({ pipeline: true })];
      return new OrdersReference(connections, tenant.id, await sampleOf(stage));
    },
    async decisions() {
      const { rows: found } = await owner.query(
        `select outcome, count(*)::int as checks from orders.checks group by outcome order by outcome`,
      );
      return found.map((row) => `${row.outcome} ${row.checks}`).join(', ');
    },
  };
  for (let warm = 0; warm < WARM_CALLS; warm++) await company.ours(company.next());
  return company;
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
    actorId: manager.id!,
  };
}
