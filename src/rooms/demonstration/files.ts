// The files of the demo customers: what a salesperson enters of a licence, some of it verified, some missing, some papers about to expire.
import { addDays, addMonths, type Day } from '#base/date.ts';
import type { DemoCompany } from '#demo/company.ts';
import * as people from '#platform/auth/store.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { addRecord, ask, daily, keepPaper, saveContact, takeOverFacts } from '#rooms/dossiers/actions.ts';

/** Every customer has facts; the first so many also papers, contacts and a request, which are dearer to make. */
const WITH_PAPERS = 24;
const WITH_CONTACTS = 12;
const SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜';
const GIVEN = ['建国', '志强', '海燕', '丽华', '文斌', '晓东', '春梅', '立新', '国庆', '雪峰'];
const BANKS = ['中国工商银行', '中国建设银行', '中国农业银行', '中国银行', '交通银行', '招商银行'];
const OWNERSHIP = ['private', 'private', 'private', 'state', 'foreign', 'listed'];
const CAPITAL: Readonly<Record<string, number>> = { large: 20_000, medium: 5_000, small: 1_000, micro: 200 };
const STAFF: Readonly<Record<string, number>> = { large: 1_600, medium: 420, small: 90, micro: 14 };

/** A whole number from a text, the same on every machine. */
function pick(text: string, of: number): number {
  let state = 7;
  for (const char of text) state = (state * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return state % of;
}

export async function enterFiles(ctx: Ctx, company: DemoCompany, parties: ReadonlyMap<string, string>): Promise<void> {
  const clerk = await person(ctx, company, 'receivables_clerk');
  const analyst = await person(ctx, company, 'analyst');
  const manager = await person(ctx, company, 'credit_manager');
  const origin = {
    source: 'registry',
    sourceNote: '国家企业信用信息公示系统',
    paperId: null,
    requestId: null,
    makerId: clerk.id,
    by: clerk.name,
  };
  const rows = company.customers.flatMap((each) => {
    const seed = each.code;
    const known = 3 + pick(`${seed}known`, 11);
    const name = `${SURNAMES[pick(seed, SURNAMES.length)]}${GIVEN[pick(`${seed}g`, GIVEN.length)]}`;
    const capital = (CAPITAL[each.sizeClass] ?? 500) * (1 + pick(`${seed}c`, 4)) * 10_000;
    const entries: [string, unknown][] = [
      ['founded_on', each.foundedOn],
      ['legal_representative', name],
      ['registered_capital', { amount: `${capital}.00`, currency: company.company.currency }],
      ['size_class', each.sizeClass],
      [
        'registered_address',
        `${each.province}${each.city === each.province ? '' : each.city}经济开发区 ${1 + pick(`${seed}a`, 200)} 号`,
      ],
      ['taxpayer_class', each.sizeClass === 'micro' ? 'small_scale' : 'general'],
      ['ownership', OWNERSHIP[pick(`${seed}o`, OWNERSHIP.length)]],
      ['staff', String((STAFF[each.sizeClass] ?? 50) + pick(`${seed}s`, 60))],
      ['scope_of_business', `${each.industry.name.zh}；金属材料销售`],
      ['bank', `${BANKS[pick(`${seed}b`, BANKS.length)]}${each.city}分行`],
      ['bank_account', `6222${String(1_000_000_000 + pick(`${seed}n`, 1_000_000)).padStart(12, '0')}`],
      ['paid_in_capital', { amount: `${Math.floor(capital * 0.6)}.00`, currency: company.company.currency }],
      ['annual_sales', { amount: `${capital * 3}.00`, currency: company.company.currency }],
    ];
    return entries.slice(0, known).map(([field, value], at) => ({
      partyId: parties.get(each.code)!,
      entry: { field, value, validFrom: each.customerSince < ctx.today ? each.customerSince : ctx.today },
      verified: at < known - 2,
    }));
  });
  await takeOverFacts(ctx, rows, origin, analyst);
  for (const [at, each] of company.customers.slice(0, WITH_PAPERS).entries()) {
    const partyId = parties.get(each.code)!;
    const expiresOn = expiryOf(ctx.today, at);
    const content = Buffer.from(
      `营业执照（演示）\n\n名称：${each.name.zh}\n统一社会信用代码：${each.uscc}\n成立日期：${each.foundedOn}\n`,
    );
    const about = { kind: 'licence', issuedOn: each.foundedOn, expiresOn, note: null };
    await keepPaper(ctx, partyId, about, { name: `${each.code}-营业执照.txt`, content }, { ...origin, source: 'document' });
  }
  for (const each of company.customers.slice(0, WITH_CONTACTS)) {
    const owner = await people.userByLogin(ctx.tx, each.owner);
    const name = `${SURNAMES[pick(`${each.code}k`, SURNAMES.length)]}${GIVEN[pick(`${each.code}l`, GIVEN.length)]}`;
    await saveContact(as(ctx, owner?.user_id ?? null, owner?.display_name ?? ''), {
      customer: each.code,
      name,
      position: '财务经理',
      // 13800000000 to 13800000009: two customers of the twelve share a number, as a fraud would.
      phone: `1380000${String(1_000 + pick(`${each.code}p`, 10)).padStart(4, '0')}`,
      email: `finance@${each.code.toLowerCase()}.example.com`,
      purpose: 'credit',
      basis: 'contract',
    });
  }
  const asking = as(ctx, manager.id, manager.name);
  for (const each of company.customers.slice(2, 8)) {
    await ask(asking, {
      customer: each.code,
      of: 'sales',
      items: ['paper:statements', 'fact:annual_sales'],
      dueOn: addDays(ctx.today, 5),
      note: '年度授信复审',
    });
  }
  await addRecord(as(ctx, clerk.id, clerk.name), {
    customer: company.customers[1]!.code,
    kind: 'lawsuit',
    source: '中国裁判文书网',
    sourceKey: '（2026）苏02民初118号',
    happenedOn: addDays(ctx.today, -60),
    amount: { amount: '860000.00', currency: company.company.currency },
    summary: '买卖合同纠纷，被告，一审审理中',
  });
  await daily(ctx);
}

/** Some long gone, some within the month, most far away. */
function expiryOf(today: Day, at: number): Day {
  return at % 6 === 0 ? addDays(today, 5 + at) : at % 11 === 3 ? addDays(today, -12) : addMonths(today, 24 + at);
}

export async function person(ctx: Ctx, company: DemoCompany, role: string): Promise<{ id: string; name: string }> {
  const found = company.staff.find((each) => each.role === role);
  const user = found ? await people.userByLogin(ctx.tx, found.login) : null;
  return { id: user?.user_id ?? '', name: user?.display_name ?? '' };
}

/** The same transaction, as done by one of the company's own people. */
export function as(ctx: Ctx, id: string | null, name: string): Ctx {
  const actor: Actor = { kind: 'system', id, name, roles: [], scope: { kind: 'all' } };
  return { ...ctx, actor };
}
