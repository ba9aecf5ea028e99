// The ledger page as plain SQL: the same fifty accounts and the same sums of all, without names, grades, wire money or the door.
import type pg from 'pg';

/** Two statements in one round trip, as whoever writes the page by hand for one company would. */
export async function ledgerPageReference(client: pg.Client, tenantId: string, offset: number, limit: number): Promise<number> {
  const [page, totals] = await Promise.all([
    client.query({
      name: 'reference_page',
      text: `
        select account_id, party_id, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor, exposure_minor, cap_mode,
               cap_minor, overdue_minor, oldest_due_on, ageing, last_paid_on
        from exposure.accounts
        where tenant_id = $1 and kind = 'own'
        order by exposure_minor desc, account_id
        offset $2 limit $3`,
      values: [tenantId, offset, limit],
    }),
    client.query({
      name: 'reference_totals',
      text: `
        select currency, count(*), count(*) filter (where overdue_minor > 0), sum(cap_minor), sum(open_minor), sum(bills_minor),
               sum(delivered_minor), sum(reserved_minor), sum(unapplied_minor), sum(exposure_minor),
               sum(cap_minor - exposure_minor), sum(overdue_minor), sum(ageing[1]), sum(ageing[2]), sum(ageing[3]), sum(ageing[4]),
               sum(ageing[5]), sum(ageing[6]), sum(ageing[7])
        from exposure.accounts
        where tenant_id = $1 and kind = 'own'
        group by currency`,
      values: [tenantId],
    }),
  ]);
  return page.rows.length + totals.rows.length;
}
