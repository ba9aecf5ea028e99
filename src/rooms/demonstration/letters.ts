// Statement letters of the demo company: some sent, some confirmed, one in dispute, as a month after quarter's end looks; and what is so old that
// the right to sue for it ends.
import { addDays, addMonths, monthEnd, monthStart } from '#base/date.ts';
import type { DemoCompany } from '#demo/company.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { answer } from '#rooms/reconciliation/answering.ts';
import { assign, differences } from '#rooms/reconciliation/differences.ts';
import { make, outlook } from '#rooms/reconciliation/letters.ts';
import { recordAct, watch } from '#rooms/reconciliation/limitation.ts';
import { send } from '#rooms/reconciliation/sending.ts';

const LETTERS = 12;
const SENT = 9;
const AGREED = 5;

/** Letters as of the end of last month for those who owe most. */
export async function enterLetters(ctx: Ctx): Promise<void> {
  const to = monthEnd(addMonths(monthStart(ctx.today), -1));
  const from = `${to.slice(0, 4)}-01-01`;
  const { rows } = await outlook(ctx, { from, to });
  const chosen = rows.filter((row) => row.items > 0).slice(0, LETTERS);
  if (chosen.length === 0) return;
  const letters = chosen.map((row) => ({ customer: row.customer.code, entity: row.entity.code, currency: row.currency }));
  const { made } = await make(ctx, { from, to, letters });
  const sent = made.slice(0, SENT).map((each) => each.id);
  await send(ctx, { letters: sent, by: 'courier', evidence: 'SF1403 7725 1186' });
  for (const letter of sent.slice(0, AGREED)) {
    await answer(ctx, { letter, outcome: 'agreed', on: ctx.today, signed: true, sealed: true });
  }
  const [disputed] = sent.slice(AGREED);
  if (disputed === undefined) return;
  await answer(ctx, {
    letter: disputed,
    outcome: 'differs',
    on: ctx.today,
    signed: true,
    differences: [
      { number: '10 月返利 · October rebate', theirs: '-18600.00', ours: '0.00', why: '返利未入账 · rebate not booked' },
    ],
  });
  const clerk = (await people.users(ctx.tx)).find((each) => each.roles.includes('receivables-clerk'));
  for (const each of (await differences(ctx, {})).differences) {
    if (clerk) await assign(ctx, { difference: each.id, owner: clerk.user_id, dueOn: addDays(ctx.today, 6) });
  }
}

/** Days until the period ends that runs from the due day, and for the renewed one from our demand. */
const OLD_ITEMS = [
  { left: 18, minor: 3_860_000n, renewed: false },
  { left: 74, minor: 2_145_000n, renewed: false },
  { left: 141, minor: 1_290_000n, renewed: true },
  { left: 166, minor: 980_000n, renewed: false },
] as const;
const YEARS_MONTHS = 36;

/** Small sums that nobody pursued, of customers who no longer order: three run, one was renewed by a demand in time. */
export async function enterOldItems(ctx: Ctx, company: DemoCompany, parties: ReadonlyMap<string, string>, entityId: string) {
  const ordering = new Set(company.orders.map((order) => order.customer));
  const quiet = company.customers.filter(
    (each) => (each.kind === 'one_off' || each.kind === 'fading') && each.group === null && !ordering.has(each.code),
  );
  const documents = OLD_ITEMS.flatMap((item, at) => {
    const customer = quiet[at];
    if (!customer) return [];
    const clockFrom = addMonths(addDays(ctx.today, item.left), -YEARS_MONTHS);
    // Renewed a month before the first period would have ended.
    const dueOn = item.renewed ? addMonths(clockFrom, 1 - YEARS_MONTHS) : clockFrom;
    const issuedOn = addDays(dueOn, -60);
    return [
      {
        customer: customer.code,
        renewedOn: item.renewed ? clockFrom : null,
        document: {
          kind: 'invoice' as const,
          partyId: parties.get(customer.code)!,
          entityId,
          number: `INV-${issuedOn.slice(2, 4)}${issuedOn.slice(5, 7)}-08${at + 11}`,
          issuedOn,
          dueOn,
          amountMinor: item.minor,
          currency: company.company.currency,
        },
      },
    ];
  });
  await postDocuments(ctx, {
    source: 'ledger',
    importId: null,
    documents: documents.map((each) => each.document),
    applications: [],
  });
  for (const { customer, renewedOn, document } of documents) {
    if (renewedOn === null) continue;
    const evidence = '催款函，EMS 1093 2247 1 签收回执 · demand, posting receipt';
    await recordAct(ctx, { customer, document: document.number, kind: 'demand', on: renewedOn, how: 'courier', evidence });
  }
  await watch(ctx);
}
