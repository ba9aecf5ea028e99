// Suspected pairs: shown side by side, decided by people.
import { Problem } from '#base/assert.ts';
import { wireMoney } from '#base/money.ts';
import { checkUscc } from '#engine/identifiers.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { readMark } from '#platform/cursor.ts';
import type * as contract from './contract.ts';
import { partsOf } from './names.ts';
import { resolveParty } from './parties.ts';
import * as store from './store-identity.ts';
import { judge, look } from './suspicions.ts';

export const lookForDuplicates: Action<typeof contract.lookForDuplicates> = async (ctx) => {
  const looked = await look(ctx);
  ctx.note({ facts: looked });
  return looked;
};

export const duplicates: Action<typeof contract.duplicates> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const [rows, open] = await Promise.all([
    store.pairsPage(
      ctx.tx,
      ctx.tenant.id,
      { state: input.state ?? 'open', partyId: party?.party_id ?? null, today: ctx.today },
      readMark(input.cursor, (first) => (/^\d{1,7}$/.test(first) ? { scorePpm: Number(first) } : null)),
      limit,
    ),
    store.openPairs(ctx.tx, ctx.tenant.id, ctx.today),
  ]);
  const shown = await sidesOf(ctx, [...new Set(rows.flatMap((row) => [row.low_id, row.high_id]))]);
  const last = rows.at(-1);
  return {
    pairs: rows.map((row) => {
      // The one with the longer history first: most often it is the one to keep.
      const two = [shown.get(row.low_id)!, shown.get(row.high_id)!].sort((x, y) => (x.createdAt < y.createdAt ? -1 : 1));
      const [a, b] = two as [SideOf, SideOf];
      const match = judge(partsOf(a.name), partsOf(b.name), a.uscc, b.uscc);
      return {
        id: row.pair_id,
        a,
        b,
        verdict: match.verdict,
        scorePpm: match.scorePpm,
        agrees: [...match.agrees],
        against: [...match.against],
        foundAt: row.found_at.toISOString(),
        foundBy: row.found_by,
        state: row.state,
        laterUntil: row.later_until,
        decidedBy: row.decided_by_name,
        decidedAt: row.decided_at?.toISOString() ?? null,
        reason: row.reason,
        version: row.version,
      };
    }),
    open: open.open,
    next: rows.length === limit && last ? `${last.score_ppm} ${last.pair_id}` : null,
  };
};

export type SideOf = Awaited<ReturnType<typeof sidesOf>> extends Map<string, infer S> ? S : never;

/** What a person needs to see of each customer to decide whether two are one. */
export async function sidesOf(ctx: Ctx, partyIds: readonly string[]) {
  if (partyIds.length === 0) return new Map<string, never>();
  const [rows, money] = await Promise.all([
    store.sides(ctx.tx, ctx.tenant.id, partyIds, ctx.today),
    store.balances(ctx.tx, ctx.tenant.id, partyIds),
  ]);
  const balanceOf = Map.groupBy(money, (row) => row.party_id);
  return new Map(
    rows.map((row) => {
      const balances = balanceOf.get(row.party_id) ?? [];
      return [
        row.party_id,
        {
          code: row.code,
          name: row.name,
          uscc: row.uscc,
          usccValid: row.uscc === null ? null : checkUscc(row.uscc) === 'valid',
          industry: row.industry,
          region: row.region,
          owner: row.owner_name,
          termsDays: row.terms_days,
          sinceOn: row.since_on,
          group: row.group_name,
          otherCodes: row.other_codes,
          exposure: balances.map((each) => wireMoney(each.exposure_minor, each.currency)),
          overdue: balances
            .filter((each) => each.overdue_minor !== 0n)
            .map((each) => wireMoney(each.overdue_minor, each.currency)),
          limit: balances.filter((each) => each.cap_mode === 'amount').map((each) => wireMoney(each.cap_minor!, each.currency)),
          lastSaleOn: row.last_sale_on,
          createdAt: row.created_at.toISOString(),
        },
      ];
    }),
  );
}

export const decidePair: Action<typeof contract.decidePair> = async (ctx, input) => {
  const row = await store.pairForUpdate(ctx.tx, ctx.tenant.id, input.id);
  if (!row) throw new Problem(404, 'pair_unknown', 'there is no such pair');
  if (row.version !== input.version) throw new Problem(412, 'version_stale', 'somebody decided meanwhile; look again');
  if (row.state === 'merged') throw new Problem(409, 'pair_merged', 'these two are merged; undo the merge first');
  if (input.decision === 'different' && !input.reason) {
    throw new Problem(400, 'input_malformed', 'reason: say why they are two, it is remembered', {
      fields: [{ field: 'reason', message: 'missing' }],
    });
  }
  if (input.decision === 'later' && (!input.until || input.until <= ctx.today)) {
    throw new Problem(400, 'input_malformed', 'until: a day after today', {
      fields: [{ field: 'until', message: 'after today' }],
    });
  }
  await store.decidePair(ctx.tx, ctx.tenant.id, row.pair_id, {
    state: input.decision,
    until: input.decision === 'later' ? input.until! : null,
    by: ctx.actor.id,
    byName: ctx.actor.name,
    reason: input.reason ?? null,
    at: ctx.at,
  });
  ctx.note({
    subject: { kind: 'pair', id: row.pair_id },
    partyId: row.low_id,
    facts: { decision: input.decision, other: row.high_id, ...(input.reason ? { reason: input.reason } : {}) },
  });
  return { state: input.decision };
};
