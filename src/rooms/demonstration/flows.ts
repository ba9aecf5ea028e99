// Bank statements, invoice lists and VAT returns of four demo customers: three are what they seem, the one that hides its trouble moves money in circles.

import { addDays, addMonths, type Day, daysBetween, monthEnd, monthStart } from '#base/date.ts';
import type { DemoCompany } from '#demo/company.ts';
import { type Random, randomStream } from '#demo/random.ts';
import { type BankClass, bankClassOf } from '#engine/bank-profile.ts';
import type { BankLine } from '#engine/bank-reading.ts';
import type { ReturnLine, VatReturn } from '#engine/vat-return.ts';
import type { Ctx } from '#platform/context.ts';
import { enterVatInvoices, type VatInvoiceRow } from '#rooms/dossiers/records.ts';
import { recordBank } from '#rooms/statements/lists.ts';
import { record as recordReturns } from '#rooms/statements/vat-returns.ts';
import { SALES } from './statements.ts';

const CUSTOMERS = 4;
/** The third of them sells less than its books say, and shows it. */
const HIDES = 2;
const BOOKED_TOO_MUCH = 1.3;
/** Month by month, of an average month: less around the Spring Festival, most before the winter. */
const SEASON = [0.8, 0.55, 0.95, 1.05, 1.1, 1.0, 0.9, 0.95, 1.15, 1.2, 1.25, 1.1];
const BUYERS = [
  '启明机电',
  '华强五金',
  '润泽贸易',
  '东海工程',
  '兴隆建材',
  '立新制造',
  '恒通物资',
  '安达设备',
  '新源电气',
  '凯达商行',
];
const SELLERS = ['江北钢材', '中原铜业', '永固标准件', '南方化工', '利民包装', '顺达物流'];
/** Shares of buyers and sellers, the largest first. */
const SHARES = [0.26, 0.18, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04, 0.03, 0.03];
const RATE = 13n;

export async function enterFlows(ctx: Ctx, company: DemoCompany, parties: ReadonlyMap<string, string>): Promise<void> {
  const { today } = company;
  const from: Day = `${Number(today.slice(0, 4)) - 1}-01-01`;
  const invoices: VatInvoiceRow[] = [];
  for (const [at, customer] of company.customers.slice(0, CUSTOMERS).entries()) {
    const partyId = parties.get(customer.code)!;
    const random = randomStream('flows', customer.code);
    const yearly = (SALES[customer.sizeClass] ?? SALES['small']!) / (at === HIDES ? BOOKED_TOO_MUCH : 1.02);
    const months: Month[] = [];
    for (let first = from; monthEnd(first) < today; first = addMonths(first, 1)) {
      const month = Number(first.slice(5, 7)) - 1;
      months.push({ first, sales: (yearly / 12) * SEASON[month]! * random.between(0.94, 1.06) });
    }
    const of = months.flatMap((month) => invoicesOf(customer.code, month, at, random));
    invoices.push(...of);
    await recordReturns(ctx, partyId, returnsOf(months, of), 'file', { fileName: '增值税申报表.xlsx', sha256: '' });
    const lines = bankLines(months.slice(-12), at === HIDES, today, customer.name.zh, random);
    await recordBank(
      ctx,
      partyId,
      { fileName: '基本户流水.xlsx', sha256: '' },
      { account: `3302${String(1000 + at)}`, currency: company.company.currency, lines },
    );
  }
  await enterVatInvoices(ctx, null, invoices);
}

type Month = { readonly first: Day; readonly sales: number };

function invoicesOf(code: string, { first, sales }: Month, at: number, random: Random): VatInvoiceRow[] {
  const out: VatInvoiceRow[] = [];
  const add = (direction: 'out' | 'in', otherSide: string, units: number, isVoid = false) => {
    const netMinor = BigInt(Math.round(units)) * 100n;
    const taxMinor = (netMinor * RATE) / 100n;
    out.push({
      row: out.length + 1,
      customer: code,
      direction,
      number: `${first.replaceAll('-', '').slice(2, 6)}${direction === 'out' ? '1' : '2'}${String(at)}${String(out.length).padStart(4, '0')}`,
      otherSide,
      issuedOn: addDays(first, out.length === 0 ? 1 : random.int(2, 26)),
      netMinor,
      taxMinor,
      grossMinor: netMinor + taxMinor,
      currency: null,
      isVoid,
    });
  };
  for (const [place, name] of BUYERS.entries())
    if (place < 10 - at) add('out', name, sales * SHARES[place]! * random.between(0.8, 1.2));
  for (const [place, name] of SELLERS.entries()) add('in', name, sales * 0.8 * SHARES[place]! * random.between(0.9, 1.1));
  if (random.chance(at === HIDES ? 0.9 : 0.25)) add('out', random.pick(BUYERS), sales * 0.04, true);
  if (random.chance(at === HIDES ? 0.7 : 0.15)) add('out', random.pick(BUYERS), -sales * 0.03);
  // The last day of the month closes the list.
  const last = out[9 - at];
  return out.map((row) => (row === last ? { ...row, issuedOn: monthEnd(first) } : row));
}

function returnsOf(months: readonly Month[], invoices: readonly VatInvoiceRow[]): VatReturn[] {
  return months.map(({ first }) => {
    const of = invoices.filter((row) => !row.isVoid && monthStart(row.issuedOn) === first);
    const sum = (direction: 'out' | 'in', part: 'netMinor' | 'taxMinor') =>
      of.filter((row) => row.direction === direction).reduce((total, row) => total + row[part], 0n);
    const [sales, output, input] = [sum('out', 'netMinor'), sum('out', 'taxMinor'), sum('in', 'taxMinor')];
    const deducted = input < output ? input : output;
    const amounts: [ReturnLine, bigint][] = [
      ['sales_general', sales],
      ['output_tax', output],
      ['input_tax', input],
      ['deducted', deducted],
      ['payable_general', output - deducted],
      ['payable', output - deducted],
    ];
    return { endsOn: monthEnd(first), months: 1, amounts: new Map(amounts) };
  });
}

type Move = { readonly on: Day; readonly units: number; readonly who: string; readonly what: string };

function bankLines(months: readonly Month[], hides: boolean, today: Day, firm: string, random: Random): BankLine[] {
  const moves: Move[] = [];
  const move = (on: Day, units: number, who: string, what: string) => {
    if (on < today) moves.push({ on, units: Math.round(units * 100) / 100, who, what });
  };
  for (const { first, sales } of months) {
    const day = (low: number, high: number) => addDays(first, random.int(low, high));
    for (const [place, name] of BUYERS.slice(0, 8).entries()) {
      move(day(0, 13), sales * 0.6 * SHARES[place]! * random.between(0.9, 1.1), name, '货款');
      move(day(14, 27), sales * 0.53 * SHARES[place]! * random.between(0.9, 1.1), name, '货款');
    }
    for (const [place, name] of SELLERS.entries())
      move(day(3, 26), -sales * 0.84 * SHARES[place]! * random.between(0.9, 1.1), name, '采购款');
    move(addDays(first, 9), -sales * 0.09, '员工', '代发工资');
    move(addDays(first, 14), -sales * 0.03, '税务局', '增值税');
    move(addDays(first, 20), -sales * 0.02, '宁波银行', '归还贷款本息');
    if (random.chance(0.12)) move(day(5, 25), -sales * 0.02, BUYERS[6]!, '退票');
    if (hides && Number(first.slice(5, 7)) % 3 === 0) {
      // What the quarter's end is to show comes from a friend and goes back to him.
      const units = Math.round(sales * 0.9);
      move(addDays(monthEnd(first), -1), units, '鼎信投资', '往来款');
      move(addDays(monthEnd(first), 3), -units, '鼎信投资', '往来款');
    }
  }
  moves.sort((a, b) => daysBetween(b.on, a.on));
  const least = lowestOf(moves);
  let balance = BigInt(Math.round((months[0]!.sales * 0.12 - Math.min(0, least)) * 100));
  return moves.map((each, place): BankLine => {
    const minor = BigInt(Math.round(each.units * 100));
    balance += minor;
    const name: BankClass = bankClassOf(each.what, each.who, minor > 0n, firm);
    return {
      on: each.on,
      place,
      inMinor: minor > 0n ? minor : 0n,
      outMinor: minor < 0n ? -minor : 0n,
      balanceMinor: balance,
      otherSide: name === 'wages' ? '' : each.who,
      purpose: each.what,
      class: name,
    };
  });
}

/** The lowest the sum of the moves gets. */
function lowestOf(moves: readonly Move[]): number {
  let sum = 0;
  let least = 0;
  for (const each of moves) {
    sum += each.units;
    if (sum < least) least = sum;
  }
  return least;
}
