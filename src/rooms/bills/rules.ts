// How this company treats bills: the days within which a bill is presented and a dishonour is told, and what silence means.
import { Problem } from '#base/assert.ts';
import { BILL_RULES, type BillRules } from '#engine/bills.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

/** The rules in force; those of the law (`engine/bills.ts`) where the company said nothing. */
export async function rulesNow(ctx: Ctx): Promise<BillRules> {
  const row = await store.newestRule(ctx.tx);
  if (!row) return BILL_RULES;
  return {
    ...BILL_RULES,
    presentationDays: row.presentation_days,
    noticeDays: row.notice_days,
    assumeHonouredAfterDays: row.assume_honoured_after_days,
  };
}

export const rules: Action<typeof contract.rules> = async (ctx) => {
  const row = await store.newestRule(ctx.tx);
  const { presentationDays, noticeDays, assumeHonouredAfterDays } = await rulesNow(ctx);
  return {
    presentationDays,
    noticeDays,
    assumeHonouredAfterDays,
    by: row?.by_name ?? null,
    at: row?.recorded_at.toISOString() ?? null,
  };
};

export const setRules: Action<typeof contract.setRules> = async (ctx, input) => {
  const { presentationDays, noticeDays, assumeHonouredAfterDays, reason } = input;
  if (assumeHonouredAfterDays !== null && assumeHonouredAfterDays < presentationDays + noticeDays) {
    throw new Problem(
      400,
      'bill_silence_too_short',
      `a dishonour may be told up to ${presentationDays + noticeDays} days after maturity; silence counts only after that`,
      { facts: { least: presentationDays + noticeDays } },
    );
  }
  const before = await store.newestRule(ctx.tx);
  await store.insertRule(ctx.tx, ctx.tenant.id, {
    rule_no: (before?.rule_no ?? 0) + 1,
    presentation_days: presentationDays,
    notice_days: noticeDays,
    assume_honoured_after_days: assumeHonouredAfterDays,
    recorded_at: ctx.at,
    by_name: ctx.actor.name,
    reason,
  });
  ctx.note({ facts: { presentationDays, noticeDays, assumeHonouredAfterDays, reason } });
  return { presentationDays, noticeDays, assumeHonouredAfterDays };
};
