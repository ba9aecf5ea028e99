// The demo company's investigations: one verified with a reference, one that waits with bad news, one half written on the way.
import { addDays } from '#base/date.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import {
  answerReference,
  askReference,
  check,
  checkReference,
  keepPhoto,
  open,
  save,
  submit,
} from '#rooms/investigations/actions.ts';
import type { DemoCompany } from '../../../demo/company.ts';
import { picture } from '../../../demo/pictures.ts';
import { as, person } from './files.ts';

type Answers = Readonly<Record<string, string>>;

const GOOD: Answers = {
  address_matches: '1',
  premises_owned: '1',
  machines: '2',
  capacity: '82',
  electricity: '4.5',
  stock: '2',
  management_who: '总经理、财务经理',
  management_experience: '1',
  management_stable: '1',
  management_open: '2',
  management_plan: '2',
  market_rank: '2',
  demand: '2',
  customers_spread: '2',
  owners: '甬拓控股集团 100%',
  ownership_clear: '1',
  related_trade: '1',
  guarantees: '2',
  related_list: '甬拓液压件、甬拓模具',
  finance_who: '财务经理',
  books: '1',
  bank_credit: '1',
  private_loans: '2',
  tax_on_time: '1',
  employees: '312',
  wages: '1',
  turnover: '2',
  suppliers: '三家特钢厂，月结 60 天',
  supplier_terms: '1',
  buyers: '整机厂为主',
  buyer_quality: '2',
  lawsuits: '2',
};
const BAD: Answers = {
  ...GOOD,
  premises_owned: '4',
  machines: '3',
  capacity: '35',
  electricity: '-41',
  stock: '4',
  management_experience: '4',
  management_open: '3',
  owners: '登记为麦某 100%，现场另有人做主',
  ownership_clear: '2',
  related_list: '',
  books: '3',
  private_loans: '1',
  employees: '18',
  wages: '2',
  suppliers: '说不清，称多为现款',
  supplier_terms: '3',
  buyer_quality: '3',
};
const GOOD_NOTES: Answers = { electricity: '电费单为 10 月份', stock: '成品库约两个月销量' };
const BAD_NOTES: Answers = { electricity: '9、10 月电费单', stock: '称仓库钥匙不在', private_loans: '称向朋友周转' };

/** By the salesperson of each customer; pictures are drawings. */
export async function enterInvestigations(ctx: Ctx, company: DemoCompany): Promise<void> {
  const of = (kind: string) => company.customers.find((each) => each.kind === kind);
  const [steady, fraud, sliding] = [of('squeeze'), of('bust_out'), of('slide')];
  const manager = await person(ctx, company, 'credit_manager');
  const analyst = await person(ctx, company, 'analyst');
  const checking = as(ctx, manager.id, manager.name);
  const sellerOf = async (login: string): Promise<Ctx> => {
    const user = await people.userByLogin(ctx.tx, login);
    return as(ctx, user?.user_id ?? null, user?.display_name ?? login);
  };
  const written = async (code: string, login: string, answers: Answers, daysAgo: number, conclusion?: string) => {
    const seller = await sellerOf(login);
    const { id } = await open(seller, { customer: code, template: 'standard', visitOn: addDays(ctx.today, -daysAgo) });
    const notes = answers === BAD ? BAD_NOTES : GOOD_NOTES;
    const findings = Object.entries(answers).map(([question, value]) => ({
      question,
      value,
      ...(notes[question] ? { note: notes[question] } : {}),
    }));
    const { version } = await save(seller, { id, version: 1, findings, ...(conclusion ? { conclusion } : {}) });
    return { id, version, seller };
  };
  if (steady) {
    const conclusion = '生产正常、账务规范，晚付因其下游拉长账期。额度维持，账期不再放宽，按月看回款。';
    const { id, version, seller } = await written(steady.code, steady.owner, GOOD, 38, conclusion);
    await keepPhoto(seller, { id, question: 'premises_photo' }, { name: '厂区.png', content: picture('works') });
    await keepPhoto(
      seller,
      { id, question: 'stock_photo', caption: '成品库' },
      { name: '成品库.png', content: picture('warehouse') },
    );
    const proposed = { amount: '6000000.00', currency: company.company.currency };
    const last = await save(seller, { id, version, proposed, proposedTermsDays: 60 });
    await submit(seller, { id, version: last.version });
    await check(checking, { id, version: last.version + 1, outcome: 'verified' });
    await askPartners(checking, as(ctx, analyst.id, analyst.name), steady.code, company.company.currency);
  }
  if (fraud) {
    const conclusion = '场地借用、库存不给看，用电与采购量对不上，疑点多，建议停止发货。';
    const { id, version, seller } = await written(fraud.code, fraud.owner, BAD, 3, conclusion);
    await keepPhoto(seller, { id, question: 'premises_photo' }, { name: '大门.png', content: picture('works') });
    await submit(seller, { id, version });
  }
  if (sliding) {
    const begun = Object.fromEntries(Object.entries(GOOD).slice(0, 8));
    await written(sliding.code, sliding.owner, begun, 0);
  }
}

async function askPartners(asking: Ctx, checking: Ctx, customer: string, currency: string): Promise<void> {
  const first = await askReference(asking, { customer, partner: '宁波东港特钢有限公司', relation: 'supplier' });
  await answerReference(asking, {
    link: first.link.split('/').at(-1)!,
    monthsTrading: 52,
    credit: { amount: '3000000.00', currency },
    termsDays: 60,
    highest: { amount: '2870000.00', currency },
    slowDays: 12,
    again: 'yes',
    remark: '今年回款比往年慢些，沟通及时。',
  });
  await checkReference(checking, { id: first.id, version: 2, outcome: 'verified' });
  await askReference(asking, { customer, partner: '浙江甬江模具材料厂', relation: 'supplier', note: '烦请百忙中填写，谢谢。' });
}
