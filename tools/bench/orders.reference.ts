// The order check as plain SQL: the same round trips, the same locks, the same rows and bytes, and nothing decided.
//
// Round trips of a transaction, as the product makes them: begin, tenant and clock · claim of the keys · customers and accounts ·
// lock · what rules would read (here: one empty statement) · writes of the decision · event and answer · commit. Batches fill while
// a transaction runs, two at a time, as in the door. The texts written are those of a decision the product just stored.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { newId } from '#base/id.ts';
import { BY_KEY } from '#platform/database.ts';

export type ReferenceOrder = {
  readonly key: string;
  readonly code: string;
  readonly number: string;
  readonly amountMinor: bigint;
};

/** One stored decision of the product, whose texts the reference writes again and again. */
export type Sample = {
  readonly checkFacts: string;
  readonly checkReasons: string;
  readonly eventFacts: string;
  readonly answer: Buffer;
  readonly actorName: string;
  readonly actorId: string;
};

const BATCH_MAX = 64;
const RESERVED_MS = 30 * 86_400_000;

type Waiting = {
  readonly order: ReferenceOrder;
  readonly done: (answer: Buffer) => void;
  readonly failed: (error: unknown) => void;
};

export class OrdersReference {
  readonly #idle: pg.Client[];
  readonly #tenantId: string;
  readonly #sample: Sample;
  readonly #waiting: Waiting[] = [];

  constructor(connections: readonly pg.Client[], tenantId: string, sample: Sample) {
    this.#idle = [...connections];
    this.#tenantId = tenantId;
    this.#sample = sample;
  }

  place(order: ReferenceOrder): Promise<Buffer> {
    return new Promise((done, failed) => {
      this.#waiting.push({ order, done, failed });
      if (this.#idle.length > 0) setImmediate(() => this.#start());
    });
  }

  #start(): void {
    const client = this.#idle.pop();
    if (!client) return;
    const batch = this.#waiting.splice(0, BATCH_MAX);
    if (batch.length === 0) {
      this.#idle.push(client);
      return;
    }
    void this.#write(
      client,
      batch.map((each) => each.order),
    )
      .then(
        () => {
          for (const each of batch) each.done(this.#sample.answer);
        },
        (error: unknown) => {
          for (const each of batch) each.failed(error);
        },
      )
      .finally(() => {
        this.#idle.push(client);
        this.#start();
      });
  }

  async #write(client: pg.Client, orders: readonly ReferenceOrder[]): Promise<void> {
    const tenant = this.#tenantId;
    const named = (name: string, text: string, values: unknown[]) => client.query({ name: `reference_${name}`, text, values });
    const begun = (await client.query(
      `begin; set local app.tenant_id = '${tenant}'; ${BY_KEY} select clock_timestamp() as at`,
    )) as unknown as pg.QueryResult<{ at: Date }>[];
    const at = begun.at(-1)!.rows[0]!.at;
    const hashes = orders.map((order) => createHash('sha256').update(order.key).digest());
    await named(
      'claim',
      `insert into platform.requests (tenant_id, request_key, operation, input_hash, claimed_at)
       select $1::uuid, k, 'orders.check', h, $4::timestamptz from unnest($2::text[], $3::bytea[]) as n(k, h) order by k
       on conflict (tenant_id, request_key) do nothing returning request_key`,
      [tenant, orders.map((order) => order.key), hashes, at],
    );
    const found = await named(
      'accounts',
      `select q.at::int, a.account_id, a.party_id from unnest($2::text[]) with ordinality as q(code, at)
       join customers.parties p on p.tenant_id = $1 and p.code = q.code
       join exposure.accounts a on a.tenant_id = $1 and a.party_id = p.party_id and a.kind = 'own' and a.currency = 'CNY'`,
      [tenant, orders.map((order) => order.code)],
    );
    const placed = found.rows.map((row: { at: number; account_id: string; party_id: string }) => ({
      ...orders[row.at - 1]!,
      hash: hashes[row.at - 1]!,
      account: row.account_id,
      party: row.party_id,
      order: newId(),
      check: newId(),
      event: newId(),
      reservation: newId(),
    }));
    const locked = await named(
      'lock',
      `select account_id, last_seq, reserved_minor, exposure_minor from exposure.accounts
       where tenant_id = $1 and account_id = any($2::uuid[]) order by account_id for no key update`,
      [tenant, [...new Set(placed.map((each) => each.account))]],
    );
    await client.query({ name: 'reference_rules', text: 'select 1' });
    const nodes = new Map(locked.rows.map((row: Node) => [row.account_id, row]));
    const seqs = placed.map((each) => {
      const node = nodes.get(each.account)!;
      node.last_seq += 1n;
      node.reserved_minor += each.amountMinor;
      node.exposure_minor += each.amountMinor;
      return node.last_seq;
    });
    const touched = [...nodes.values()];
    const column = <T>(of: (each: (typeof placed)[number]) => T): T[] => placed.map(of);
    const ids = {
      orders: column((each) => each.order),
      accounts: column((each) => each.account),
      parties: column((each) => each.party),
    };
    const amounts = column((each) => each.amountMinor);
    const checks = column((each) => each.check);
    const events = column((each) => each.event);
    const numbers = column((each) => each.number);
    const reservations = column((each) => each.reservation);
    const expires = new Date(at.getTime() + RESERVED_MS);
    await Promise.all([
      named(
        'entries',
        `insert into exposure.entries (tenant_id, account_id, seq, part, amount_minor, source_kind, source_id, effective_on, recorded_at, event_id)
         select $1::uuid, a, s, 'reserved', m, 'reservation', r, $7::timestamptz::date, $7::timestamptz, e
         from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::uuid[], $6::uuid[]) as n(a, s, m, r, e)`,
        [tenant, ids.accounts, seqs, amounts, reservations, events, at],
      ),
      named(
        'balances',
        `update exposure.accounts a set reserved_minor = n.r, exposure_minor = n.x, last_seq = n.s
         from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[]) as n(account_id, r, x, s)
         where a.tenant_id = $1 and a.account_id = n.account_id`,
        [
          tenant,
          touched.map((node) => node.account_id),
          touched.map((node) => node.reserved_minor),
          touched.map((node) => node.exposure_minor),
          touched.map((node) => node.last_seq),
        ],
      ),
      named(
        'orders',
        `insert into orders.orders (tenant_id, order_id, source, number, account_id, party_id, amount_minor, currency, state, check_id, first_at,
                                    changed_at, delivered_minor, invoiced_minor, captured_minor, version)
         select $1::uuid, o, 'erp', n, a, p, m, 'CNY', 'clear', c, $8::timestamptz, $8::timestamptz, 0, 0, 0, 1
         from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::uuid[]) as x(o, n, a, p, m, c)`,
        [tenant, ids.orders, numbers, ids.accounts, ids.parties, amounts, checks, at],
      ),
      named(
        'reservations',
        `insert into orders.reservations (tenant_id, reservation_id, number, order_id, account_id, party_id, granted_minor, remaining_minor,
                                          currency, made_at, expires_at)
         select $1::uuid, r, upper(right(replace(r::text, '-', ''), 16)), o, a, p, m, m, 'CNY', $7::timestamptz, $8::timestamptz
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[]) as x(r, o, a, p, m)`,
        [tenant, reservations, ids.orders, ids.accounts, ids.parties, amounts, at, expires],
      ),
      named(
        'moves',
        `insert into orders.reservation_moves (tenant_id, reservation_id, seq, move, amount_minor, source_key, at, event_id)
         select $1::uuid, r, 1, 'reserve', m, 'check ' || c, $6::timestamptz, e
         from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[]) as x(r, m, c, e)`,
        [tenant, reservations, amounts, checks, events, at],
      ),
      named(
        'checks',
        `insert into orders.checks (tenant_id, check_id, order_number, account_id, party_id, account_seq, amount_minor, currency, outcome, shadow,
                                    as_of, rulebook_version, facts, reasons, made_by, at, event_id)
         select $1::uuid, c, n, a, p, s, m, 'CNY', 'clear', false, $11::timestamptz::date, 1, f::jsonb, w::jsonb, $12::uuid, $11::timestamptz, e
         from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[], $8::uuid[], $9::text[], $10::text[])
              as x(c, n, a, p, s, m, e, f, w)`,
        [
          tenant,
          checks,
          numbers,
          ids.accounts,
          ids.parties,
          seqs,
          amounts,
          events,
          column(() => this.#sample.checkFacts),
          column(() => this.#sample.checkReasons),
          at,
          this.#sample.actorId,
        ],
      ),
    ]);
    await Promise.all([
      named(
        'events',
        `insert into platform.events (tenant_id, event_id, at, actor_kind, actor_id, actor_name, operation, subject_kind, subject_id, party_id,
                                     input_hash, facts)
         select $1::uuid, e, $7::timestamptz, 'user', $9::uuid, $8, 'orders.check', 'order', o, p, h, f::jsonb
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[], $6::text[]) as x(e, o, p, h, f)`,
        [
          tenant,
          events,
          ids.orders,
          ids.parties,
          column((each) => each.hash),
          column(() => this.#sample.eventFacts),
          at,
          this.#sample.actorName,
          this.#sample.actorId,
        ],
      ),
      named(
        'answers',
        `update platform.requests r set answer = a.answer from unnest($2::text[], $3::bytea[]) as a(key, answer)
         where r.tenant_id = $1 and r.request_key = a.key`,
        [tenant, column((each) => each.key), column(() => this.#sample.answer)],
      ),
    ]);
    await client.query('commit');
  }
}

type Node = { account_id: string; last_seq: bigint; reserved_minor: bigint; exposure_minor: bigint };
