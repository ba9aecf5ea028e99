// One customer with very many open items, one hot group under a thousand callers, and the cart's question.
import { newId } from '#base/id.ts';
import { credit } from '#rooms/orders/contract.ts';
import { alternate, type Bench, median, ms, quantile, round } from './measure.ts';
import { type Company, isPunctual, openCompany } from './orders-company.ts';
import { vacuum } from './seed.ts';

const CALLS = 300;
const MANY = 5_000;
const FEW = 50;
const MEMBERS = 200;
const CALLERS = 1_000;
const ROUNDS = 5;
const ROUND_MS = 3_000;
/** Room for so many of a thousand orders that come at once. */
const ROOM_FOR = 400;

const id = (kind: number, number: string) => `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** Gives a customer that many open invoices, one in forty a few days overdue; his account is turned by the next check. */
async function giveItems({ stage }: Company, customer: number, items: number): Promise<void> {
  const { owner, tenant, today } = stage;
  const t = `'${tenant.id}'::uuid`;
  const account = id(4, String(customer));
  const run = newId().slice(-8);
  await owner.query('begin');
  await owner.query(`
    create temp table given on commit drop as
    select gen_random_uuid() as document_id, '${run}-' || n as number, '${today}'::date + case when n % 40 = 0 then -5 else n % 60 end as due_on,
           1000 + n as amount, n
    from generate_series(1, ${items}) as n`);
  await owner.query(`
    insert into receivables.documents (tenant_id, document_id, account_id, party_id, entity_id, kind, source, number, issued_on, due_on,
                                       effective_on, amount_minor, currency, entry_no, recorded_at, event_id)
    select ${t}, document_id, ${account}, ${id(2, String(customer))}, (select entity_id from customers.entities where tenant_id = ${t}),
           'invoice', 'ledger', number, due_on - 60, due_on, due_on - 60, amount, 'CNY', 1, now(), document_id from given`);
  await owner.query(`
    insert into receivables.open_items (tenant_id, document_id, account_id, kind, issued_on, due_on, open_minor)
    select ${t}, document_id, ${account}, 'invoice', due_on - 60, due_on, amount from given`);
  await owner.query(`
    insert into exposure.entries (tenant_id, account_id, seq, part, amount_minor, source_kind, source_id, due_on, effective_on, recorded_at, event_id)
    select ${t}, ${account}, a.last_seq + g.n, 'open', g.amount, 'invoice', g.document_id, g.due_on, g.due_on - 60, now(), g.document_id
    from given g, exposure.accounts a where a.account_id = ${account}`);
  await owner.query(`
    insert into exposure.due_days as d (tenant_id, account_id, due_on, open_minor, items)
    select ${t}, ${account}, due_on, sum(amount), count(*) from given group by due_on
    on conflict (tenant_id, account_id, due_on) do update set open_minor = d.open_minor + excluded.open_minor, items = d.items + excluded.items`);
  await owner.query(`
    update exposure.accounts set open_minor = open_minor + g.sum, exposure_minor = exposure_minor + g.sum, last_seq = last_seq + ${items},
           turns_at = now() - interval '1 hour'
    from (select sum(amount) as sum from given) g where account_id = ${account}`);
  await owner.query('commit');
}

/** Punctual customers from a place on: not those that the walk begins with. */
function punctual(from: number, most: number): number[] {
  const found: number[] = [];
  for (let customer = from; found.length < most; customer++) if (isPunctual(customer)) found.push(customer);
  return found;
}

export const ordersItems: Bench = async (options) => {
  const here = await openCompany(options);
  try {
    const [many, few] = punctual(Math.floor(here.customers / 2), 2) as [number, number];
    await giveItems(here, many, MANY);
    await giveItems(here, few, FEW);
    await vacuum(here.stage);
    const times = await alternate(
      CALLS,
      () => here.ours(here.orderOf(many)),
      () => here.ours(here.orderOf(few)),
    );
    const [ours, reference] = [median(times.ours), median(times.reference)];
    return {
      name: 'orders-items',
      ours: round(ours, 3),
      reference: round(reference, 3),
      ratio: round(ours / reference, 3),
      unit: `ms a check with ${MANY} open items (reference: ${FEW})`,
      more: [{ what: 'decisions', value: await here.decisions() }],
    };
  } finally {
    await here.stage.close();
  }
};

/** Puts customers into one new group with a limit: its node stands on their lines and counts what they owe. */
async function makeGroup({ stage }: Company, members: readonly number[], capMinor: bigint): Promise<string> {
  const { owner, tenant, today } = stage;
  const [node, party] = [newId(), newId()];
  const accounts = members.map((member) => id(4, String(member))).join(', ');
  const t = `'${tenant.id}'::uuid`;
  await owner.query('begin');
  await owner.query(`
    insert into customers.parties (tenant_id, party_id, kind, code, name, name_key, since_on, version, created_at)
    values (${t}, '${party}', 'group', 'G-${party.slice(-8)}', '集团', '集团', '${today}', 1, now())`);
  await owner.query(`
    insert into exposure.accounts
      (tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor, children_minor,
       exposure_minor, cap_mode, cap_minor, overdue_minor, ageing, turned_on, last_seq)
    select ${t}, '${node}', '${party}', 'group', 'CNY', 0, 0, 0, 0, 0, sum(exposure_minor), sum(exposure_minor), 'amount',
           sum(exposure_minor) + ${capMinor}, 0, array_fill(0::bigint, array[7]), '${today}', 0
    from exposure.accounts where account_id in (${accounts})`);
  await owner.query(`
    insert into exposure.paths (tenant_id, account_id, node_id, depth)
    select ${t}, account_id, '${node}'::uuid, 1 from exposure.accounts where account_id in (${accounts})
    union all select ${t}, '${node}', '${node}', 0`);
  await owner.query('commit');
  return node;
}

/** A thousand callers, each asking again as soon as it is answered, and one other beside them; milliseconds the other waited. */
async function beside(here: Company, crowd: () => number, other: () => number): Promise<{ waited: number[]; decided: number }> {
  const until = performance.now() + ROUND_MS;
  const waited: number[] = [];
  let decided = 0;
  await Promise.all([
    ...Array.from({ length: CALLERS }, async () => {
      while (performance.now() < until) {
        await here.ours(here.orderOf(crowd()));
        decided += 1;
      }
    }),
    (async () => {
      while (performance.now() < until) {
        const started = performance.now();
        await here.ours(here.orderOf(other()));
        waited.push(performance.now() - started);
      }
    })(),
  ]);
  return { waited, decided };
}

export const ordersGroup: Bench = async (options) => {
  const here = await openCompany(options);
  try {
    const { rows: before } = await here.stage.owner.query(
      "select count(*)::int as groups from exposure.accounts where kind = 'group'",
    );
    // On a folder that is kept, other customers than last time.
    const third = Math.floor(here.customers / 3) + before[0].groups * MEMBERS * 2;
    const members = punctual(third, MEMBERS);
    const spread = punctual(2 * third, MEMBERS);
    const others = punctual(10, MEMBERS);
    const turn = (list: readonly number[]) => {
      let at = 0;
      return () => list[at++ % list.length]!;
    };
    // Correct: a thousand orders at once of a group with room for four hundred.
    const room = punctual(third + MEMBERS * 2, MEMBERS);
    const node = await makeGroup(here, room, BigInt(ROOM_FOR) * here.orderOf(1).amountMinor);
    const asked = turn(room);
    const answers = await Promise.all(Array.from({ length: CALLERS }, () => here.ours(here.orderOf(asked()))));
    const cleared = answers.filter((each) => (each as { value: { outcome: string } }).value.outcome === 'clear').length;
    const { rows } = await here.stage.owner.query(
      `select (g.exposure_minor <= g.cap_minor) as within, g.exposure_minor = g.children_minor as same,
              (select sum(m.exposure_minor) from exposure.paths p join exposure.accounts m on m.account_id = p.account_id
               where p.node_id = g.account_id and p.depth = 1) = g.children_minor as summed
       from exposure.accounts g where g.account_id = $1`,
      [node],
    );
    const [found] = rows;
    if (!found.within || !found.same || !found.summed || cleared !== ROOM_FOR)
      throw new Error(`the group is not sound: ${cleared} cleared, ${JSON.stringify(found)}`);
    await makeGroup(here, members, 10n ** 15n);
    await vacuum(here.stage);
    const [hot, cool, other] = [turn(members), turn(spread), turn(others)];
    const sides = {
      hot: [] as number[],
      cool: [] as number[],
      ratios: [] as number[],
      hotRate: [] as number[],
      coolRate: [] as number[],
    };
    for (let round = -1; round < ROUNDS; round++) {
      const one = await beside(here, hot, other);
      const two = await beside(here, cool, other);
      if (round < 0) continue;
      sides.hot.push(...one.waited);
      sides.cool.push(...two.waited);
      sides.ratios.push(median(one.waited) / median(two.waited));
      sides.hotRate.push(one.decided / (ROUND_MS / 1000));
      sides.coolRate.push(two.decided / (ROUND_MS / 1000));
    }
    return {
      name: 'orders-group',
      ours: round(median(sides.hot), 1),
      reference: round(median(sides.cool), 1),
      ratio: round(median(sides.ratios), 3),
      unit: `ms that another customer waits beside ${CALLERS} callers on one group (reference: on ${MEMBERS} customers without one)`,
      more: [
        { what: `${CALLERS} orders at once, room for ${ROOM_FOR}`, value: `${cleared} cleared, group within its limit` },
        { what: 'p95 waited', value: `${ms(quantile(sides.hot, 0.95))} against ${ms(quantile(sides.cool, 0.95))}` },
        { what: 'decisions a second', value: `${median(sides.hotRate).toFixed(0)} against ${median(sides.coolRate).toFixed(0)}` },
      ],
    };
  } finally {
    await here.stage.close();
  }
};

/** The cart's question beside one statement that reads the account and its limit by the customer's code. */
export const ordersCart: Bench = async (options) => {
  const here = await openCompany(options);
  try {
    const { house, tenant, manager } = here.stage;
    const plain = await here.stage.plain();
    await vacuum(here.stage);
    const code = () => here.next().code;
    const ours = () =>
      house.door.call({ operation: credit.name, tenantId: tenant.id, actor: manager, input: { customer: code() } });
    const reference = async () => {
      await plain.query(`begin; set local app.tenant_id = '${tenant.id}'; select clock_timestamp()`);
      await plain.query({
        name: 'cart',
        text: `select a.exposure_minor, a.overdue_minor, a.cap_mode, a.cap_minor from customers.parties p
               join exposure.accounts a on a.tenant_id = $1 and a.party_id = p.party_id and a.kind = 'own' and a.currency = 'CNY'
               where p.tenant_id = $1 and p.code = $2`,
        values: [tenant.id, code()],
      });
      await plain.query('commit');
    };
    const times = await alternate(CALLS * 3, ours, reference);
    const [mine, theirs] = [median(times.ours), median(times.reference)];
    return {
      name: 'orders-cart',
      ours: round(mine, 3),
      reference: round(theirs, 3),
      ratio: round(mine / theirs, 3),
      unit: 'ms',
      more: [{ what: 'ours p95', value: ms(quantile(times.ours, 0.95)) }],
    };
  } finally {
    await here.stage.close();
  }
};
