// Past checks as a list, and the report of shadow mode.
import { addDays } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import * as queue from './store-queue.ts';

export const checks: Action<typeof contract.checks> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const rows = await queue.checksPage(ctx.tx, {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    outcome: input.outcome ?? null,
    before: readInstantMark(input.cursor),
    limit,
  });
  const last = rows.at(-1);
  return {
    checks: rows.map((row) => ({
      id: row.check_id,
      order: row.order_number,
      customer: { code: row.code, name: row.name },
      amount: wireMoney(row.amount_minor, row.currency),
      outcome: row.outcome,
      shadow: row.shadow,
      at: row.at.toISOString(),
      reasons: row.reasons as never,
      rulebookVersion: row.rulebook_version,
    })),
    next: rows.length === limit && last ? instantMark(last.at, last.check_id) : null,
  };
};

const SHADOW_DAYS = 30;

export const shadowReport: Action<typeof contract.shadowReport> = async (ctx, input) => {
  const to = input.to ?? ctx.today;
  const from = input.from ?? addDays(to, -SHADOW_DAYS);
  const [outcomes, reasons] = await Promise.all([queue.shadowOutcomes(ctx.tx, from, to), queue.shadowReasons(ctx.tx, from, to)]);
  const byOutcome = Map.groupBy(outcomes, (row) => row.outcome);
  return {
    from,
    to,
    checks: outcomes.reduce((count, row) => count + row.checks, 0),
    outcomes: [...byOutcome].map(([outcome, rows]) => ({
      outcome,
      checks: rows.reduce((count, row) => count + row.checks, 0),
      amounts: rows.map((row) => wireMoney(row.amount_minor, row.currency)),
    })),
    reasons,
  };
};
