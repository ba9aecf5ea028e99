// Looking at contracts: the list by view, and one contract whole, with what was done under it and where the two do not fit.
import { addDays, type Day } from '#base/date.ts';
import { timesPpm, wireMoney } from '#base/money.ts';
import { contractWarnings, expectedDue } from '#engine/contract-warnings.ts';
import { statutoryNote } from '#engine/contracts.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import type * as contract from './contract.ts';
import { VIEWS } from './contract.ts';
import { contractFor, partiesMeant } from './resolve.ts';
import { doneOf, termsFrom, toHold } from './retention.ts';
import * as store from './store.ts';
import * as documents from './store-documents.ts';
import { linksOf } from './store-links.ts';
import { ordersUnder, reservedUnder } from './store-named.ts';
import { type Body, bodyOf, type Done, eventDays, wireBody } from './terms.ts';

/** Documents shown with a contract; the sums are of all of them. */
const DOCUMENTS_MAX = 300;
const ORDERS_MAX = 100;

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const filter = {
    today: ctx.today,
    ownerId: ownerScope(ctx),
    partyIds: await partiesMeant(ctx, input.customer),
    text: input.text?.trim() || null,
  };
  const rows = await store.contractsPage(ctx.tx, { ...filter, view: input.view ?? 'in_force' }, readDayMark(input.cursor), limit);
  const counts = await store.viewCounts(ctx.tx, filter, VIEWS);
  const last = rows.at(-1);
  return {
    contracts: rows.map((row) => ({
      id: row.contract_id,
      number: row.number,
      title: row.title,
      customer: { code: row.customer_code, name: row.customer_name, owner: row.owner_name },
      entity: row.entity_code,
      state: row.state,
      currency: row.currency,
      amount: row.amount_minor === null ? null : wireMoney(row.amount_minor, row.currency),
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      terms: row.terms.terms,
      invoiced: wireMoney(row.invoiced_minor, row.currency),
      received: wireMoney(row.received_minor, row.currency),
      outstanding: wireMoney(row.outstanding_minor, row.currency),
      overdue: wireMoney(row.overdue_minor, row.currency),
      retentionHeld: wireMoney(row.retention_minor, row.currency),
      retentionDueOn: row.retention_due_on,
      statutory: row.statutory,
      waiting: row.waiting,
    })),
    counts,
    next: rows.length === limit && last ? dayMark(last.starts_on, last.contract_id) : null,
  };
};

export const get: Action<typeof contract.get> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id, false);
  const { currency } = row;
  const key = { entityId: row.entity_id, number: row.number, currency };
  const [linked, sums, papers, versions, states, done, held, orders, reservedMinor] = await Promise.all([
    linksOf(ctx.tx, row.contract_id),
    documents.sumsOf(ctx.tx, key, ctx.today),
    documents.papersOf(ctx.tx, key, DOCUMENTS_MAX),
    store.versionsOf(ctx.tx, row.contract_id),
    store.statesOf(ctx.tx, row.contract_id),
    doneOf(ctx, row.contract_id),
    documents.retentionsOf(ctx.tx, row.contract_id),
    ordersUnder(ctx.tx, row.contract_id, ORDERS_MAX),
    reservedUnder(ctx.tx, row.contract_id),
  ]);
  const body = bodyOf(row);
  const [hold, acts, waiting] = await Promise.all([
    toHold(ctx, row, versions, done),
    held.length > 0
      ? documents.retentionActs(
          ctx.tx,
          held.map((each) => each.retention_id),
        )
      : [],
    store.waitingFor(ctx.tx, [row.contract_id, ...held.map((each) => each.retention_id)]),
  ]);
  const money = (minor: bigint) => wireMoney(minor, currency);
  const from = termsFrom(versions);
  const daysFor = (issuedOn: Day) => eventDays(body.terms, done, issuedOn);
  const actsOf = Map.groupBy(acts, (each) => each.retention_id);
  const warnings = contractWarnings({
    asOf: ctx.today,
    currency,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    state: row.state,
    suspendedOn: row.state === 'suspended' ? (states[0]?.effective_on ?? null) : null,
    versions: from,
    invoicedMinor: sums.invoiced_minor,
    outstandingMinor: sums.outstanding_minor,
    papers: papers.map((paper) => ({
      kind: paper.kind,
      number: paper.number,
      issuedOn: paper.issued_on,
      dueOn: paper.due_on,
      amountMinor: paper.amount_minor,
      openMinor: paper.open_minor,
      currency: paper.currency,
      ofCustomer: paper.party_id === row.party_id,
    })),
    daysFor,
    toHold: hold.map((each) => each.document.number),
    milestones: body.terms.milestones.map((each) => ({ ...each, doneOn: done.get(each.key)?.doneOn ?? null })),
  });
  const statutory = statutoryNote({ terms: body.terms.terms, buyer: body.buyer, supplierIsSmall: body.supplierIsSmall });
  const linkedBy = new Map(linked.map((each) => [each.document_id, each.linked_by_name]));
  return {
    id: row.contract_id,
    number: row.number,
    customer: { code: row.customer_code, name: row.customer_name, owner: row.owner_name },
    entity: { code: row.entity_code, name: row.entity_name },
    currency,
    state: row.state,
    version: row.version,
    asOf: ctx.today,
    body: wireBody(body, currency),
    longestDays: row.longest_days,
    fulfilment: {
      invoiced: money(sums.invoiced_minor),
      ordered: money(reservedMinor),
      deliveredNotInvoiced: money(sums.delivered_minor),
      received: money(sums.received_minor),
      outstanding: money(sums.outstanding_minor),
      overdue: money(sums.overdue_minor),
      retentionHeld: money(sums.retention_minor),
      retentionToHold: body.terms.retention ? money(hold.reduce((sum, each) => sum + each.amountMinor, 0n)) : null,
      notInvoiced: row.amount_minor === null ? null : money(row.amount_minor - sums.invoiced_minor),
    },
    milestones: milestonesOf(ctx, body, done, currency),
    retentions: held.map((each) => ({
      id: each.retention_id,
      invoice: each.invoice,
      held: money(each.held_minor),
      open: money(each.open_minor),
      dueOn: each.due_on,
      provisional: each.provisional,
      acts: (actsOf.get(each.retention_id) ?? []).map((one) => ({
        act: one.act,
        amount: money(one.amount_minor),
        dueOn: one.due_on,
        on: one.effective_on,
        reason: one.reason,
        by: one.by_name,
      })),
    })),
    toHold: hold.map(({ document, amountMinor, due }) => ({
      document: document.document_id,
      number: document.number,
      amount: money(amountMinor),
      dueOn: 'missing' in due ? null : due.dueOn,
      missing: 'missing' in due ? due.missing : null,
    })),
    documents: papers.map((paper) => {
      const expected = paper.kind === 'invoice' ? expectedDue({ versions: from, daysFor }, paper.issued_on) : null;
      return {
        id: paper.document_id,
        kind: paper.kind,
        number: paper.number,
        issuedOn: paper.issued_on,
        dueOn: paper.due_on,
        expectedOn: expected === null || 'missing' in expected ? null : expected.dueOn,
        amount: wireMoney(paper.amount_minor, paper.currency),
        open: wireMoney(paper.open_minor, paper.currency),
        linkedBy: linkedBy.get(paper.document_id) ?? null,
      };
    }),
    orders: orders.map((each) => ({
      order: each.number,
      source: each.source,
      state: each.state,
      amount: money(each.amount_minor),
      reserved: money(each.reserved_minor),
      at: each.first_at.toISOString(),
    })),
    documentCount: sums.documents,
    warnings: warnings.map((each) => ({
      ...each,
      documents: [...each.documents],
      facts: Object.fromEntries(
        Object.entries(each.facts).map(([name, value]) =>
          typeof value === 'bigint' ? [name.replace(/Minor$/, ''), money(value)] : [name, value],
        ),
      ),
    })),
    statutory: statutory && {
      actualDays: statutory.actualDays,
      limitDays: statutory.limitDays,
      force: statutory.force,
      source: statutory.source,
    },
    versions: versions.map((each) => ({
      version: each.version,
      effectiveOn: each.effective_on,
      body: wireBody(bodyOf(each), currency),
      reason: each.reason,
      by: each.by_name,
      approvedBy: each.approved_by_name,
      at: each.recorded_at.toISOString(),
    })),
    states: states.map((each) => ({
      state: each.state,
      on: each.effective_on,
      reason: each.reason,
      by: each.by_name,
      at: each.recorded_at.toISOString(),
    })),
    waiting: waiting.map((each) => ({
      id: each.proposal_id,
      kind: each.kind,
      caseId: each.case_id,
      by: each.made_by_name,
      at: each.made_at.toISOString(),
      reasons: each.reasons,
      body: each.body,
    })),
  };
};

/** Milestones in their own order, each with the day its part falls due. */
function milestonesOf(_: Ctx, body: Body, done: Done, currency: string) {
  const whole = body.terms.amountMinor;
  return body.terms.milestones.map((each) => {
    const state = done.get(each.key);
    const doneOn = state?.doneOn ?? null;
    const amountMinor =
      each.amountMinor ?? (each.sharePpm === null || whole === null ? null : timesPpm(whole, each.sharePpm, 'half-up'));
    const on = doneOn ?? each.plannedOn;
    return {
      key: each.key,
      name: each.name,
      kind: each.kind,
      sharePpm: each.sharePpm,
      amount: amountMinor === null ? null : wireMoney(amountMinor, currency),
      plannedOn: each.plannedOn,
      doneOn,
      evidence: doneOn === null ? null : (state?.evidence ?? null),
      dueDays: each.dueDays,
      dueOn: on === null ? null : addDays(on, each.dueDays),
    };
  });
}
