// A company of a given size, written by set-based SQL: customers, limits, grades, open items and the exposure they make.
import { newId } from '#base/id.ts';
import { turnDue } from '#rooms/exposure/actions.ts';
import type { Stage } from './stage.ts';

export type Size = {
  readonly customers: number;
  /** Open invoices over all customers; a customer has between a half and three halves of the mean. */
  readonly openItems: number;
  /** Invoices already paid in full: two entries each, a year back. */
  readonly settledItems?: number;
};

/** What seeding took, in milliseconds, and how long turning every account to today took. */
export type Seeded = { readonly seedMs: number; readonly turnMs: number };

// Ids that sort as they were made, like the uuidv7 of real rows; the digit tells the kind.
const id = (kind: number, number: string): string =>
  `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
// A fixed scatter in place of a random number: the same company on every machine. 0 … most − 1.
const scatter = (number: string, salt: number, most: number): string =>
  `((hashint8extended(${number}::bigint, ${salt}) & 9007199254740991) % ${most})`;

export const customerCode = (number: number): string => `C${String(number).padStart(6, '0')}`;

/** Fills the company of `stage`. Four in five customers are punctual; one in five has something overdue, a little or a lot. */
export async function seed(stage: Stage, size: Size): Promise<Seeded> {
  const started = performance.now();
  const { owner, tenant, today } = stage;
  const t = `'${tenant.id}'::uuid`;
  const day = `'${today}'::date`;
  const event = `'${newId()}'::uuid`;
  const run = (text: string) => owner.query(text);
  await run('begin');
  await run('set local synchronous_commit = off');
  await run("set local work_mem = '256MB'");
  await run(`insert into customers.entities select ${t}, ${id(1, '1')}, '01', '基准公司', 'CNY', now()`);
  await run(`
    insert into customers.parties (tenant_id, party_id, kind, code, name, name_key, owner_name, terms_days, since_on, version, created_at)
    select ${t}, ${id(2, 'n')}, 'customer', 'C' || lpad(n::text, 6, '0'), name, name, sales, 60, ${day} - 700, 1, now()
    from (
      select n, (array['宁波','杭州','苏州','东莞','青岛','成都','长沙','沈阳','厦门','合肥'])[1 + ${scatter('n', 1, 10)}]
                || (array['远','恒','华','瑞','鼎','盛','科','嘉','新','安'])[1 + ${scatter('n', 2, 10)}]
                || (array['拓','达','通','泰','源','丰','诚','润','宏','昌'])[1 + ${scatter('n', 3, 10)}]
                || (array['机电','贸易','电子','材料','建材','食品','五金','包装','化工','纺织'])[1 + ${scatter('n', 4, 10)}]
                || n || '有限公司' as name,
             (array['李静','张伟','陈晨','刘洋','赵敏','孙磊','周婷','吴强'])[1 + ${scatter('n', 5, 8)}] as sales
      from generate_series(1, ${size.customers}) as n
    ) made`);
  await run(`insert into customers.source_codes select ${t}, 'ledger', code, party_id from customers.parties`);
  await run(`
    insert into receivables.documents (tenant_id, document_id, account_id, party_id, entity_id, kind, source, number, issued_on, due_on,
                                       effective_on, amount_minor, currency, entry_no, recorded_at, event_id)
    select ${t}, ${id(3, 'n')}, ${id(4, 'c')}, ${id(2, 'c')}, ${id(1, '1')}, 'invoice', 'ledger', 'INV' || n, due_on - 60, due_on, due_on - 60,
           100000 + ${scatter('n', 6, 9_000_000)}, 'CNY', 1, now(), ${event}
    from (
      select n, c,
             -- one in five customers pays late; a tenth of his items are overdue by up to 20 days, of every 25th customer by up to 400
             case when c % 5 = 0 and ${scatter('n', 7, 10)} = 0 then ${day} - 1 - ${scatter('n', 8, 20)}::int
                  when c % 25 = 1 and ${scatter('n', 7, 10)} < 4 then ${day} - 1 - ${scatter('n', 8, 400)}::int
                  else ${day} + ${scatter('n', 8, 60)}::int end as due_on
      from (select n, 1 + ${scatter('n', 9, size.customers)} as c from generate_series(1, ${size.openItems}) as n) drawn
    ) made`);
  await run(`
    insert into receivables.open_items (tenant_id, document_id, account_id, kind, issued_on, due_on, open_minor)
    select tenant_id, document_id, account_id, kind, issued_on, due_on, amount_minor from receivables.documents`);
  await run(`
    insert into exposure.entries (tenant_id, account_id, seq, part, amount_minor, source_kind, source_id, due_on, effective_on, recorded_at, event_id)
    select ${t}, account_id, row_number() over (partition by account_id order by on_day, source_id), 'open', amount, kind, source_id, due_on, on_day,
           now(), ${event}
    from (
      select account_id, amount_minor as amount, 'invoice' as kind, document_id as source_id, due_on, issued_on as on_day
      from receivables.documents
      union all
      select ${id(4, 'c')}, case when side = 0 then amount else -amount end, case when side = 0 then 'invoice' else 'receipt' end, ${id(5, 'n')},
             due_on, case when side = 0 then due_on - 60 else due_on + ${scatter('n', 10, 15)}::int end
      from (
        select n, 1 + ${scatter('n', 11, size.customers)} as c, 100000 + ${scatter('n', 12, 9_000_000)} as amount,
               ${day} - 20 - ${scatter('n', 13, 365)}::int as due_on
        from generate_series(1, ${size.settledItems ?? 0}) as n
      ) paid, generate_series(0, 1) as side
    ) moved`);
  await run(`
    insert into exposure.due_days (tenant_id, account_id, due_on, open_minor, items)
    select ${t}, account_id, due_on, sum(open_minor), count(*) from receivables.open_items group by account_id, due_on`);
  await run(`
    insert into exposure.accounts
      (tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor, children_minor,
       exposure_minor, cap_mode, cap_minor, overdue_minor, ageing, turned_on, turns_at, last_paid_on, last_seq)
    select ${t}, ${id(4, 'n')}, ${id(2, 'n')}, 'own', 'CNY', coalesce(o.open, 0), 0, 0, 0, 0, 0, coalesce(o.open, 0), 'none', null, 0,
           array_fill(0::bigint, array[7]), ${day} - 1, now() - interval '1 hour', e.last_paid_on, coalesce(e.last_seq, 0)
    from generate_series(1, ${size.customers}) as n
    left join (select account_id, sum(open_minor) as open from receivables.open_items group by account_id) o on o.account_id = ${id(4, 'n')}
    left join (select account_id, max(seq) as last_seq, max(effective_on) filter (where source_kind = 'receipt') as last_paid_on
               from exposure.entries group by account_id) e on e.account_id = ${id(4, 'n')}`);
  await run(`insert into exposure.paths select ${t}, account_id, account_id, 0 from exposure.accounts`);
  await run(`
    insert into exposure.cap_steps (tenant_id, account_id, starts_on, mode, cap_minor)
    select ${t}, ${id(4, 'n')}, ${day} - 300, 'amount', 100000000 * (5 + ${scatter('n', 14, 60)}) from generate_series(1, ${size.customers}) as n`);
  await run(`
    insert into limits.grants (tenant_id, grant_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, said_to,
                               granted_by, recorded_at)
    select ${t}, ${id(6, 'n')}, ${id(4, 'n')}, ${id(2, 'n')}, 'permanent', 'amount', 100000000 * (5 + ${scatter('n', 14, 60)}), 'CNY', 60,
           ${day} - 300, ${day} + 65, ${day} + 65, '王经理', now()
    from generate_series(1, ${size.customers}) as n`);
  await run(`
    insert into ratings.current (tenant_id, party_id, as_of, recorded_at, grade, score)
    select ${t}, ${id(2, 'n')}, ${day} - 7, now() - interval '7 days', (array['AAA','AA','A','BBB','BB','B'])[1 + ${scatter('n', 15, 6)}],
           40 + ${scatter('n', 16, 60)}
    from generate_series(1, ${size.customers}) as n`);
  await run(`
    insert into ratings.ratings (tenant_id, party_id, as_of, recorded_at, rulebook_version, grade, score, body, event_id)
    select ${t}, party_id, as_of, recorded_at, 1, grade, score, '{}', ${event} from ratings.current`);
  await run(`
    insert into limits.freezes (tenant_id, freeze_id, account_id, party_id, frozen_at, frozen_by, reason)
    select ${t}, ${id(7, 'n')}, ${id(4, 'n')}, ${id(2, 'n')}, now() - interval '9 days', '王经理', '失信被执行人'
    from generate_series(1, ${size.customers}) as n where n % 500 = 2`);
  await run('commit');
  await vacuum(stage);
  const seedMs = performance.now() - started;
  const turning = performance.now();
  await stage.house.door.job(tenant.id, 'exposure.turn', async (ctx) => {
    await turnDue(ctx);
  });
  const turnMs = performance.now() - turning;
  await vacuum(stage);
  return { seedMs, turnMs };
}

/** As the autovacuum would soon have left the tables: counted, their pages known to be visible. */
export async function vacuum(stage: Stage): Promise<void> {
  const tables = `customers.parties, customers.source_codes, receivables.documents, receivables.open_items, receivables.applications,
    exposure.entries, exposure.due_days, exposure.accounts, exposure.paths, exposure.cap_steps, limits.grants, limits.freezes,
    ratings.current, ratings.ratings, platform.requests, platform.events, orders.checks, orders.orders, orders.reservations,
    orders.reservation_moves`;
  await stage.owner.query(`vacuum (analyze) ${tables}`);
  await stage.owner.query('checkpoint').catch(() => {}); // only a superuser may
}
