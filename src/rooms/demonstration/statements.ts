// Statements of the demo customers: three years of a few, made from their size; one hides its trouble in receivables, one lives on short debt.
import type { DemoCompany } from '#demo/company.ts';
import type { ReadStatement } from '#engine/statements/reading.ts';
import type { Ctx } from '#platform/context.ts';
import { record } from '#rooms/statements/recording.ts';

const CUSTOMERS = 10;
const YEARS = 3;
/** Sales of the latest year by size, in units of currency. */
export const SALES: Readonly<Record<string, number>> = {
  large: 900_000_000,
  medium: 160_000_000,
  small: 38_000_000,
  micro: 9_000_000,
};

type Shape = {
  readonly growth: number;
  readonly margin: number;
  readonly receivable: number;
  readonly shortDebt: number;
  readonly cashShare: number;
};
/** Growth, gross margin, share of sales that stands as receivables at the end of each year, short debt to sales, cash of profit. */
const SHAPES: readonly Shape[] = [
  { growth: 0.08, margin: 0.22, receivable: 0.17, shortDebt: 0.08, cashShare: 1.1 },
  { growth: 0.02, margin: 0.16, receivable: 0.21, shortDebt: 0.3, cashShare: 0.7 },
  { growth: 0.18, margin: 0.19, receivable: 0.28, shortDebt: 0.2, cashShare: -0.4 },
  { growth: -0.06, margin: 0.11, receivable: 0.24, shortDebt: 0.34, cashShare: 0.3 },
];

export async function enterStatements(ctx: Ctx, company: DemoCompany, parties: ReadonlyMap<string, string>): Promise<void> {
  const lastYear = Number(company.today.slice(0, 4)) - 1;
  for (const [at, customer] of company.customers.slice(0, CUSTOMERS).entries()) {
    const shape = SHAPES[at % SHAPES.length]!;
    const partyId = parties.get(customer.code)!;
    const statements: ReadStatement[] = [];
    let kept = 0;
    let cash = 0;
    for (let back = YEARS - 1; back >= 0; back -= 1) {
      const year = yearOf(
        shape,
        (SALES[customer.sizeClass] ?? SALES['small']!) / (1 + shape.growth) ** back,
        YEARS - back,
        kept,
        cash,
      );
      kept = year.kept;
      cash = year.cash;
      for (const [kind, amounts] of Object.entries(year.forms)) {
        statements.push({
          kind: kind as ReadStatement['kind'],
          endsOn: `${lastYear - back}-12-31`,
          months: 12,
          scope: 'parent',
          currency: company.company.currency,
          opinion: at % SHAPES.length === 2 ? 'emphasis' : 'unqualified',
          publishedOn: null,
          amounts: new Map(Object.entries(amounts).map(([line, units]) => [line, BigInt(Math.round(units)) * 100n])),
          roundingMinor: 100n,
          beside: null,
          compared: false,
          where: '',
        });
      }
    }
    await record(ctx, partyId, [partyId], statements, 'keyed', null);
  }
}

/** One year that agrees with itself: what is earned is kept, equity takes up what assets and debts leave. Units of currency, whole. */
function yearOf(shape: Shape, sales: number, turn: number, keptBefore: number, cashBefore: number) {
  const whole = Math.round;
  const revenue = whole(sales);
  const cost = whole(revenue * (1 - shape.margin + 0.01 * (turn - YEARS)));
  const [taxes, selling, admin] = [0.005, 0.04, 0.05].map((share) => whole(revenue * share)) as [number, number, number];
  const shortLoans = whole(revenue * shape.shortDebt);
  const interest = whole(shortLoans * 0.045);
  const profit = revenue - cost - taxes - selling - admin - interest;
  const tax = profit > 0 ? whole(profit * 0.25) : 0;
  const net = profit - tax;
  const receivable = whole(revenue * shape.receivable * (0.75 + 0.12 * turn));
  const inventories = whole(cost * 0.14);
  const fixed = whole(revenue * (shape.shortDebt > 0.25 ? 0.55 : 0.24));
  const payable = whole(cost * 0.12);
  const capital = whole(revenue * 0.2);
  const kept = keptBefore + net + (keptBefore === 0 ? whole(revenue * 0.05) : 0);
  const equity = capital + kept;
  // What is left over stands at the bank, or is owed to others.
  const rest = shortLoans + payable + equity - receivable - inventories - fixed;
  const cash = Math.max(whole(revenue * 0.03), rest);
  const otherPayables = cash - rest;
  const currentAssets = cash + receivable + inventories;
  const liabilities = shortLoans + payable + otherPayables;
  const operating = whole(net * shape.cashShare);
  const change = cash - cashBefore;
  return {
    kept,
    cash,
    forms: {
      balance: {
        cash,
        accounts_receivable: receivable,
        inventories,
        current_assets: currentAssets,
        fixed_assets: fixed,
        noncurrent_assets: fixed,
        total_assets: currentAssets + fixed,
        short_loans: shortLoans,
        accounts_payable: payable,
        other_payables: otherPayables,
        current_liabilities: liabilities,
        total_liabilities: liabilities,
        paid_in_capital: capital,
        retained_earnings: kept,
        total_equity: equity,
      },
      income: {
        revenue,
        cost,
        taxes_surcharges: taxes,
        selling_expense: selling,
        admin_expense: admin,
        finance_expense: interest,
        interest_expense: interest,
        operating_profit: profit,
        profit_before_tax: profit,
        income_tax: tax,
        net_profit: net,
      },
      cash: {
        sales_received: whole(revenue * (1.13 - shape.receivable / 4)),
        operating_cash: operating,
        financing_cash: change - operating,
        cash_change: change,
        opening_cash: cashBefore,
        closing_cash: cash,
      },
    },
  };
}
