// Documents put under a contract by hand, and taken out again; the document stays as it was posted.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { familyOf, sees } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { contractFor } from './resolve.ts';
import * as store from './store-links.ts';

const KINDS = ['invoice', 'credit_note', 'delivery'] as const;
const SHOWN_MAX = 200;

export const linkable: Action<typeof contract.linkable> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id, false);
  const of = { partyIds: await familyOf(ctx, row.party_id), entityId: row.entity_id, currency: row.currency, kinds: KINDS };
  const rows = await store.withoutContract(ctx.tx, of, SHOWN_MAX);
  return {
    documents: rows.map((each) => ({
      id: each.document_id,
      kind: each.kind,
      number: each.number,
      issuedOn: each.issued_on,
      amount: wireMoney(each.amount_minor, each.currency),
      open: wireMoney(each.open_minor, each.currency),
      /** What it says itself and no contract answers to. */
      names: each.contract,
    })),
  };
};

export const linkDocuments: Action<typeof contract.linkDocuments> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id);
  if (row.state === 'draft') throw new Problem(409, 'contract_draft', 'this contract is not in force yet');
  const ids = [...new Set(input.documents)];
  const found = await seen(ctx, ids);
  for (const each of found) {
    const refuse = (code: string, message: string) => new Problem(409, code, message, { facts: { number: each.number } });
    if (each.reversed || !(KINDS as readonly string[]).includes(each.kind))
      throw refuse('cannot_be_linked', 'only invoices, credit notes and deliveries that stand belong to a contract');
    if (each.entity_id !== row.entity_id || each.currency !== row.currency)
      throw refuse('other_books', 'the contract is with another entity of ours or in another currency');
    if (each.held_back && each.contract !== row.number)
      throw refuse('retention_held', 'retention money is kept back of this invoice under another contract');
  }
  const moved = found.filter((each) => each.contract !== row.number);
  await store.endLinks(
    ctx.tx,
    moved.map((each) => each.document_id),
    ctx.actor.name,
    ctx.at,
  );
  await store.insertLinks(
    ctx.tx,
    ctx.tenant.id,
    { id: ctx.actor.id, name: ctx.actor.name, at: ctx.at },
    { id: row.contract_id, number: row.number },
    moved.map((each) => ({ linkId: newId(), documentId: each.document_id })),
  );
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: { number: row.number, count: moved.length, documents: moved.map((each) => each.number).slice(0, 20) },
  });
  return { linked: moved.length };
};

/** What it says itself counts again. */
export const unlinkDocument: Action<typeof contract.unlinkDocument> = async (ctx, input) => {
  const [found] = await seen(ctx, [input.document]);
  const number = found!.contract;
  if (found!.held_back) {
    throw new Problem(409, 'retention_held', 'retention money is kept back of this invoice under the contract', {
      facts: { number: found!.number },
    });
  }
  const ended = await store.endLinks(ctx.tx, [input.document], ctx.actor.name, ctx.at);
  if (ended > 0)
    ctx.note({
      subject: { kind: 'document', id: input.document },
      partyId: found!.party_id,
      facts: { number, document: found!.number },
    });
  return { unlinked: ended > 0 };
};

async function seen(ctx: Ctx, ids: readonly string[]): Promise<readonly store.LinkableRow[]> {
  const rows = await store.documentsById(ctx.tx, ids);
  if (rows.length < ids.length || rows.some((row) => !sees(ctx.actor, row)))
    throw new Problem(404, 'document_unknown', 'there is no such document');
  return rows;
}
