// The partner's side of a link: sees who asks about whom and nothing else, answers once.
import { createHash } from 'node:crypto';
import { Problem } from '#base/assert.ts';
import { parseMinor } from '#base/money.ts';
import { readCredential } from '#platform/auth/secrets.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { linkUnknown } from '#platform/dispatch.ts';
import type * as contract from './contract.ts';
import * as store from './store-references.ts';

export const openReference: Action<typeof contract.openReference> = async (ctx, input) => {
  const row = await requestOf(ctx, input.link);
  await store.opened(ctx.tx, row.reference_id, ctx.at);
  ctx.note({ subject: { kind: 'reference', id: row.reference_id }, partyId: row.party_id });
  return {
    company: ctx.tenant.displayName,
    customer: row.name,
    partner: row.partner,
    relation: row.relation,
    note: row.note,
    dueOn: row.due_on,
    currency: ctx.tenant.currency,
  };
};

export const answerReference: Action<typeof contract.answerReference> = async (ctx, input) => {
  const row = await requestOf(ctx, input.link);
  const { currency } = ctx.tenant;
  const minor = (money: { amount: string; currency: string } | undefined, field: string): bigint | null => {
    if (money === undefined) return null;
    if (money.currency !== currency)
      throw new Problem(400, 'currency_differs', `write amounts in ${currency}`, { fields: [{ field, message: 'currency' }] });
    const found = parseMinor(money.amount, currency);
    if (found < 0n) throw new Problem(400, 'amount_negative', 'not below nothing', { fields: [{ field, message: 'negative' }] });
    return found;
  };
  await store.answer(ctx.tx, row.reference_id, {
    at: ctx.at,
    monthsTrading: input.monthsTrading ?? null,
    creditMinor: minor(input.credit, 'credit'),
    termsDays: input.termsDays ?? null,
    highestMinor: minor(input.highest, 'highest'),
    currency,
    slowDays: input.slowDays ?? null,
    again: input.again,
    remark: input.remark?.trim() || null,
    addressHash: ctx.address === undefined ? null : createHash('sha256').update(`${ctx.tenant.id} ${ctx.address}`).digest(),
  });
  ctx.note({ subject: { kind: 'reference', id: row.reference_id }, partyId: row.party_id, facts: { answered: true } });
  return { taken: true };
};

/** The open request behind a link. Unknown, bent, expired, withdrawn, replaced and answered all get one answer. */
async function requestOf(ctx: Ctx, link: string): Promise<store.ReferenceRow> {
  const credential = readCredential(link);
  const row = credential?.kind === 'link' ? await store.referenceByLink(ctx.tx, credential.hash) : null;
  if (!row || row.answered_at !== null || row.withdrawn_at !== null || row.link_until <= ctx.at) throw linkUnknown();
  return row;
}
