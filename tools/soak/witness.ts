// A witness inside the database: looks at every limit node at each commit and writes down where more was given than there was.
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectionConfig } from '#platform/database.ts';

// Deferred to the commit, so that it sees what the whole transaction leaves. What a manager released stands above the cap by right.
const WITNESS = `
  select pg_advisory_xact_lock(7300);
  create schema if not exists witness;
  create table if not exists witness.over_cap (
    tenant_id uuid not null, account_id uuid not null, kind text not null, exposure_minor bigint not null, allowed_minor bigint not null);
  create or replace function witness.look() returns trigger language plpgsql security definer as $$
  declare allowed bigint; node exposure.accounts;
  begin
    select * into node from exposure.accounts where tenant_id = new.tenant_id and account_id = new.account_id;
    if node.cap_mode <> 'amount' then return null; end if;
    select node.cap_minor + coalesce(sum(r.remaining_minor), 0) into allowed
    from exposure.paths p
    join orders.reservations r on r.tenant_id = p.tenant_id and r.account_id = p.account_id and r.ended_at is null
    join orders.orders o on o.tenant_id = r.tenant_id and o.order_id = r.order_id and o.state = 'released'
    where p.tenant_id = new.tenant_id and p.node_id = new.account_id;
    if node.exposure_minor > allowed then
      insert into witness.over_cap values (node.tenant_id, node.account_id, node.kind, node.exposure_minor, allowed);
    end if;
    return null;
  end $$;
  drop trigger if exists witness on exposure.accounts;
  create constraint trigger witness after update on exposure.accounts deferrable initially deferred
    for each row execute function witness.look();
  grant usage on schema witness to public;
  grant select on witness.over_cap to public`;

const installed = new Set<string>();

/** Putting a trigger on a table waits for everybody who reads it, and everybody after waits behind: asked for briefly, again and again. */
const WAIT_MS = 100;
const LOCK_NOT_AVAILABLE = '55P03';

export async function installWitness(owner: ConnectionConfig): Promise<void> {
  const id = JSON.stringify([owner.host, owner.port, owner.connectionString]);
  if (installed.has(id)) return;
  const client = new pg.Client(owner);
  await client.connect();
  try {
    await client.query(`set lock_timeout = ${WAIT_MS}`);
    for (;;) {
      try {
        await client.query(WITNESS);
        break;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
        await setTimeout(WAIT_MS);
      }
    }
    installed.add(id);
  } finally {
    await client.end();
  }
}
