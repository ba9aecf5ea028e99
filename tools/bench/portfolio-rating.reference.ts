// The plainest rating there is: one statement that folds the journal into three figures a customer, gives points by CASE and adds them up.
// Three of the card's fourteen indicators, no reasons, nothing that would raise anything, no caps, nothing kept: what the database alone must do.
import type pg from 'pg';

export async function portfolioRatingReference(client: pg.Client, tenantId: string, asOf: string): Promise<void> {
  await client.query(
    `with folded as (
       select e.account_id,
              sum(e.amount_minor) filter (where e.part = 'open') as open_minor,
              sum(e.amount_minor) filter (where e.part = 'open' and e.due_on < $2::date) as overdue_minor,
              min(e.effective_on) as first_on,
              sum(-e.amount_minor * greatest(e.effective_on - e.due_on, 0)) filter (where e.part = 'open' and e.source_kind = 'receipt')
                / nullif(sum(-e.amount_minor) filter (where e.part = 'open' and e.source_kind = 'receipt'), 0) as days_late
       from exposure.entries e
       where e.tenant_id = $1::uuid and e.effective_on <= $2::date
       group by e.account_id
     )
     select count(*) as customers, sum(590
            + case when f.days_late is null then 0 when f.days_late <= 0 then 90 when f.days_late <= 7 then 40 when f.days_late <= 30 then -45 else -120 end
            + case when coalesce(f.open_minor, 0) <= 0 then 35 when f.overdue_minor <= 0 then 60 when f.overdue_minor * 100 <= f.open_minor * 15 then 0 else -60 end
            + case when $2::date - f.first_on <= 365 then -10 when $2::date - f.first_on <= 1095 then 20 else 35 end) as score
     from folded f
     join exposure.accounts a on a.tenant_id = $1::uuid and a.account_id = f.account_id`,
    [tenantId, asOf],
  );
}
