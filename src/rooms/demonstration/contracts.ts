// Contracts of the demo company: a dozen with milestones and retention, goods at customers, two rebates, margins by month. Same every time.

import { addDays, addMonths, monthStart } from '#base/date.ts';
import { formatMinor } from '#base/money.ts';
import type { DemoCompany } from '#demo/company.ts';
import type { Ctx } from '#platform/context.ts';
import {
  enter,
  enterMargins,
  enterRebate,
  holdRetention,
  milestone,
  moveGoods,
  openConsignment,
} from '#rooms/contracts/actions.ts';
import type { NewDocument } from '#rooms/receivables/posting.ts';

const CONTRACTS = 12;
const MARGIN_CUSTOMERS = 400;
const MARGIN_MONTHS = 12;
const DAYS_COVERED = 200;

type Planned = { readonly customer: string; readonly entity: string; readonly number: string; readonly from: string };

/** The customers that buy most of late, each with one of our entities: theirs are the contracts. */
export function plannedContracts(company: DemoCompany): Planned[] {
  const from = addDays(company.today, -DAYS_COVERED);
  const sold = new Map<string, bigint>();
  for (const each of company.documents)
    if (each.kind === 'invoice' && each.issuedOn >= from && each.currency === company.company.currency)
      sold.set(`${each.customer} ${each.entity}`, (sold.get(`${each.customer} ${each.entity}`) ?? 0n) + each.amountMinor);
  const most = [...sold].sort((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? -1 : 1) : a[1] > b[1] ? -1 : 1));
  const taken = new Set<string>();
  return most
    .flatMap(([key]) => {
      const [customer = '', entity = ''] = key.split(' ');
      if (taken.has(customer)) return [];
      taken.add(customer);
      return [{ customer, entity }];
    })
    .slice(0, CONTRACTS)
    .map((each, at) => ({ ...each, from, number: `HT${company.today.slice(0, 4)}-${String(at + 1).padStart(3, '0')}` }));
}

/** Names the contract on the documents that belong to it, before they are posted. */
export function nameContracts(
  company: DemoCompany,
  planned: readonly Planned[],
): (each: DemoCompany['documents'][number]) => Pick<NewDocument, 'contract'> {
  const byKey = new Map(planned.map((each) => [`${each.customer} ${each.entity}`, each]));
  return (each) => {
    const found = byKey.get(`${each.customer} ${each.entity}`);
    const named =
      found &&
      each.issuedOn >= found.from &&
      each.currency === company.company.currency &&
      (each.kind === 'invoice' || each.kind === 'credit_note');
    return named ? { contract: found.number } : {};
  };
}

const TITLES = ['年度供货合同', '设备采购合同', '配件框架协议', '系统集成合同'] as const;

export async function enterDemoContracts(ctx: Ctx, company: DemoCompany, planned: readonly Planned[]): Promise<void> {
  const { today } = company;
  const { currency } = company.company;
  const money = (minor: bigint) => ({ amount: formatMinor(minor, currency), currency });
  const terms = new Map(company.customers.map((each) => [each.code, each.termsDays]));
  for (const [at, each] of planned.entries()) {
    const invoiced = company.documents
      .filter(
        (one) =>
          one.kind === 'invoice' && one.customer === each.customer && one.entity === each.entity && one.issuedOn >= each.from,
      )
      .reduce((sum, one) => sum + one.amountMinor, 0n);
    // Most have room left; one in five was invoiced beyond its amount, one in four is a framework.
    const whole = ((at % 5 === 4 ? (invoiced * 9n) / 10n : (invoiced * 13n) / 10n) / 1_000_000n + 1n) * 1_000_000n;
    const kept = at % 2 === 0;
    const { id } = await enter(ctx, {
      customer: each.customer,
      entity: each.entity,
      number: each.number,
      title: TITLES[at % TITLES.length]!,
      signedOn: addDays(each.from, -12),
      startsOn: each.from,
      endsOn: addDays(today, at % 3 === 0 ? 39 : 165),
      ...(at % 4 === 2 ? {} : { amount: money(whole) }),
      terms: { kind: 'days', days: terms.get(each.customer) ?? 60 },
      ...(kept
        ? {
            retention: {
              sharePpm: 50_000,
              due:
                // One is kept back from delivery on and soon due.
                at === 4
                  ? { kind: 'after' as const, event: 'delivery' as const, months: 4 }
                  : { kind: 'after' as const, event: 'acceptance' as const, months: 12 },
            },
          }
        : {}),
      lateInterestPpmPerDay: 500,
      buyer: at % 3 === 1 ? 'large' : 'small',
      supplierIsSmall: true,
      milestones: [
        { key: 'advance', name: '预付款', kind: 'advance', sharePpm: 100_000, plannedOn: addDays(each.from, 7) },
        { key: 'delivery', name: '到货', kind: 'delivery', sharePpm: 500_000, plannedOn: addDays(each.from, 90), dueDays: 30 },
        {
          key: 'acceptance',
          name: '验收',
          kind: 'acceptance',
          sharePpm: 350_000,
          plannedOn: addDays(today, at % 4 === 0 ? -16 : 45),
          dueDays: 30,
        },
        { key: 'rest', name: '质保金', kind: 'other', sharePpm: 50_000 },
      ],
    });
    await milestone(ctx, { id, milestone: 'advance', doneOn: addDays(each.from, 9) }).catch(ignoreDraft);
    await milestone(ctx, { id, milestone: 'delivery', doneOn: addDays(each.from, 96), evidence: `签收单 QS-${at + 101}` }).catch(
      ignoreDraft,
    );
    if (kept && at % 4 === 0) await holdRetention(ctx, { id }).catch(ignoreDraft);
  }
  await goods(ctx, company, planned, money);
  await rebates(ctx, company, planned, money);
  await enterMargins(ctx, 'erp', null, margins(company));
}

/** A contract beyond the agreed terms waits for a second person, in the demo too. */
function ignoreDraft(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'contract_draft')) throw error;
}

type Wire = (minor: bigint) => { amount: string; currency: string };

async function goods(ctx: Ctx, company: DemoCompany, planned: readonly Planned[], money: Wire): Promise<void> {
  const [first, second] = planned;
  if (!first || !second) return;
  const opened = addDays(company.today, -150);
  const { id } = await openConsignment(ctx, {
    customer: first.customer,
    entity: first.entity,
    number: 'JS-001',
    kind: 'consignment',
    startsOn: opened,
  });
  const move = (kind: 'delivered' | 'returned' | 'counted', days: number, quantity: string, minor?: bigint) =>
    moveGoods(ctx, {
      id,
      kind,
      on: addDays(company.today, -days),
      lines: [{ goods: '备件包 A', quantity, ...(minor === undefined ? {} : { value: money(minor) }) }],
    });
  await move('delivered', 150, '40', 16_000_000n);
  await move('delivered', 40, '25', 10_500_000n);
  await move('returned', 33, '18');
  await move('counted', 20, '47');
  await openConsignment(ctx, {
    customer: second.customer,
    entity: second.entity,
    number: 'PD-001',
    kind: 'standing',
    startsOn: addDays(company.today, -200),
    endsOn: addDays(company.today, 165),
    standing: money(5_000_000n),
    // Set apart from the exposure here: the demo's figures are known by heart.
    counts: 'beside',
  });
}

async function rebates(ctx: Ctx, company: DemoCompany, planned: readonly Planned[], money: Wire): Promise<void> {
  const year = company.today.slice(0, 4);
  for (const [at, each] of planned.slice(2, 4).entries()) {
    await enterRebate(ctx, {
      customer: each.customer,
      entity: each.entity,
      number: `FL${year}-0${at + 1}`,
      startsOn: `${year}-01-01`,
      endsOn: `${year}-12-31`,
      basis: at === 0 ? 'invoiced' : 'received',
      method: at === 0 ? 'marginal' : 'whole',
      tiers: [
        { from: money(0n), ratePpm: 0 },
        { from: money(50_000_000n), ratePpm: 10_000 },
        { from: money(200_000_000n), ratePpm: 15_000 },
        { from: money(1_000_000_000n), ratePpm: 20_000 },
      ],
      overdueDays: 90,
    });
  }
}

/** Cost as a share of sales that belongs to the customer and drifts a little over the months. */
function margins(company: DemoCompany) {
  const from = monthStart(addMonths(company.today, -MARGIN_MONTHS));
  const until = monthStart(company.today);
  const sales = new Map<string, bigint>();
  for (const each of company.documents) {
    if (each.kind !== 'invoice' || each.issuedOn < from || each.issuedOn >= until) continue;
    const key = `${each.customer} ${each.issuedOn.slice(0, 7)} ${each.currency}`;
    sales.set(key, (sales.get(key) ?? 0n) + each.amountMinor);
  }
  const places = new Map(company.customers.slice(0, MARGIN_CUSTOMERS).map((each, at) => [each.code, at]));
  const rows = [...sales].flatMap(([key, salesMinor]) => {
    const [code = '', month = '', currency = ''] = key.split(' ');
    const place = places.get(code);
    if (place === undefined) return [];
    const costPpm = BigInt(760_000 + (place % 7) * 20_000 + Number(month.slice(5)) * 1_500);
    return [
      {
        customerCode: code,
        customerName: null,
        uscc: null,
        entity: null,
        month,
        salesMinor,
        costMinor: (salesMinor * costPpm) / 1_000_000n,
        currency,
      },
    ];
  });
  return rows
    .sort((a, b) => (`${a.customerCode}${a.month}` < `${b.customerCode}${b.month}` ? -1 : 1))
    .map((row, at) => ({ ...row, row: at + 1 }));
}
