// Who is who and who belongs where in the demo company: three suspected pairs, related parties, a planned move, a hand-over to be signed.
import { addDays } from '#base/date.ts';
import type { DemoCompany } from '#demo/company.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, ensureParties, look, save } from '#rooms/customers/actions.ts';
import { linkToGroup, saveRelation } from '#rooms/customers/belonging.ts';
import { proposeHandover } from '#rooms/customers/handovers.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { as, person } from './files.ts';

/** Brand of a customer of the stories, and the twin that came under another code: sure, doubtful, and one that is another firm. */
const TWINS = [
  {
    brand: '顺灏',
    code: 'CRM-2207',
    name: '顺灏电器配件（佛山）有限责任公司',
    region: '广东佛山',
    invoices: ['38600.00', '21450.00'],
  },
  { brand: '中穗', code: 'CRM-2231', name: '郑州中惠粮油机械有限公司', region: '河南郑州', invoices: ['12800.00'] },
  // A real neighbour with a mistyped credit code: region, code and trade differ.
  {
    brand: '津渤',
    code: 'CRM-2240',
    name: '津渤管业有限公司',
    region: '河北沧州',
    uscc: '91130900MA0CQ2W78X',
    invoices: ['64200.00'],
  },
] as const;
const TERMS_DAYS = 30;
const MOVE_AHEAD_DAYS = 21;
const STARTS_AHEAD_DAYS = 9;
const HANDED_OVER = 6;

export async function enterBelonging(ctx: Ctx, company: DemoCompany): Promise<void> {
  const manager = await person(ctx, company, 'credit_manager');
  const managing = as(ctx, manager.id, manager.name);
  const of = (brand: string) => company.customers.filter((each) => each.name.zh.includes(brand));
  await enterTwins(ctx, company);
  await look(ctx);

  const [first, second, third] = of('甬拓');
  if (first && second && third) {
    const since = addDays(first.customerSince, 30);
    await saveRelation(managing, {
      customer: first.code,
      kind: 'shareholder',
      otherName: '甬拓控股集团',
      sharePercent: 72.5,
      from: since,
    });
    await saveRelation(managing, {
      customer: first.code,
      kind: 'guarantee',
      other: second.code,
      from: since,
      note: '最高额保证 300 万元',
    });
    await saveRelation(managing, { customer: third.code, kind: 'guarantee', other: first.code, from: since });
  }
  const [joins] = of('鸠湾');
  const [member] = company.groups.filter((each) => each.name.zh.includes('徽启'));
  if (joins && member)
    await linkToGroup(managing, { customer: joins.code, group: member.code, from: addDays(ctx.today, MOVE_AHEAD_DAYS) });

  const sellers = company.staff.filter((each) => each.role === 'sales');
  const [gives, takes] = sellers.filter((each) => company.customers.some((one) => one.owner === each.login)).slice(-2);
  if (!gives || !takes) return;
  const customers = company.customers
    .filter((each) => each.owner === gives.login)
    .slice(0, HANDED_OVER)
    .map((each) => each.code);
  await proposeHandover(managing, {
    from: gives.login,
    to: takes.login,
    startsOn: addDays(ctx.today, STARTS_AHEAD_DAYS),
    customers,
    note: '区域调整',
  });
}

async function enterTwins(ctx: Ctx, company: DemoCompany): Promise<void> {
  const { currency, entities } = company.company;
  const twins = TWINS.filter((twin) => company.customers.some((each) => each.name.zh.includes(twin.brand)));
  const { ids } = await ensureParties(
    ctx,
    'crm',
    twins.map((each) => ({
      code: each.code,
      name: each.name,
      uscc: null,
      salesperson: null,
      entity: null,
      termsDays: TERMS_DAYS,
    })),
  );
  for (const each of twins)
    await save(ctx, { code: each.code, name: each.name, region: each.region, ...('uscc' in each ? { uscc: each.uscc } : {}) });
  const codes = entities.map((each) => each.code);
  const [entityId] = (await ensureEntities(ctx, codes, currency)).values();
  const documents = twins.flatMap((twin) =>
    twin.invoices.map((amount, at) => ({
      kind: 'invoice' as const,
      partyId: ids.get(twin.code)!,
      entityId: entityId!,
      number: `${twin.code}-${at + 1}`,
      issuedOn: addDays(ctx.today, -12 + at),
      postedOn: addDays(ctx.today, -12 + at),
      dueOn: addDays(ctx.today, TERMS_DAYS - 12 + at),
      amountMinor: BigInt(amount.replace('.', '')),
      currency,
    })),
  );
  await postDocuments(ctx, { source: 'crm', importId: null, documents, applications: [] });
}
