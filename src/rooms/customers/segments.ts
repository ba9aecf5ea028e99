// Segments in force: the decision table applied to customers, what changes written with its day.
import { addMonths } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type SegmentRules, segmentOf } from '#engine/segments.ts';
import type { Ctx } from '#platform/context.ts';
import * as store from './store-segments.ts';

const CHUNK = 5_000;
const SALES_MONTHS = 12;

/**
 * Looks at everybody, or at these customers, and writes the spells that begin and end today. The room of policies calls it with the
 * rulebook in force: every night, and when a customer was changed. Returns how many were looked at and how many changed.
 */
export async function applySegments(
  ctx: Ctx,
  rules: SegmentRules,
  version: number,
  partyIds: readonly string[] | null,
): Promise<{ customers: number; changed: number }> {
  const total = { customers: 0, changed: 0 };
  const asked = { partyIds, since: addMonths(ctx.today, -SALES_MONTHS), currency: ctx.tenant.currency };
  for (let after: string | null = null; ; ) {
    const rows: store.FactRow[] = await store.facts(ctx.tx, ctx.tenant.id, asked, after, CHUNK);
    if (rows.length === 0) return total;
    after = rows.at(-1)!.party_id;
    const ended: string[] = [];
    const begun: store.NewSpell[] = [];
    for (const row of rows) {
      const facts = {
        size: row.company_size,
        industry: row.industry,
        region: row.region,
        channel: row.channel,
        grade: row.grade,
        sales: row.sales_minor === null ? null : { minor: row.sales_minor, currency: ctx.tenant.currency },
      };
      const answer = segmentOf(facts, rules);
      if ((answer?.segment ?? null) === row.segment) continue;
      if (row.segment !== null) ended.push(row.party_id);
      if (answer === null) continue;
      const { sales, ...plain } = facts;
      begun.push({
        spellId: newId(),
        partyId: row.party_id,
        segment: answer.segment,
        rowId: answer.row,
        facts: JSON.stringify({ ...plain, salesMinor: sales === null ? null : String(sales.minor), missing: answer.missing }),
      });
    }
    if (ended.length > 0) await store.endSpells(ctx.tx, ctx.tenant.id, ended, ctx.today);
    if (begun.length > 0) await store.insertSpells(ctx.tx, ctx.tenant.id, ctx.at, ctx.today, version, begun);
    total.customers += rows.length;
    total.changed += new Set([...ended, ...begun.map((each) => each.partyId)]).size;
    ctx.progress(total.customers, null, '分层');
    if (rows.length < CHUNK) return total;
  }
}
