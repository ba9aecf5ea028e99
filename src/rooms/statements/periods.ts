// Rows of statements → periods, as the engine takes them; and which period somebody means.
import { Problem } from '#base/assert.ts';
import { type Day, isDay } from '#base/date.ts';
import type { Amounts, Period } from '#engine/statements/articulation.ts';
import { periodIn } from '#engine/statements/periods-said.ts';
import type { Scope } from '#engine/statements/sheet-said.ts';
import type { StatementRow } from './store.ts';

/** Statements of one customer that are looked at: forty years of quarters in both scopes. */
export const STATEMENTS_MAX = 1_000;

export function amountsOf(kept: Readonly<Record<string, string>>): Amounts {
  return new Map(Object.entries(kept).map(([line, minor]) => [line, BigInt(minor)]));
}

/** One period a day, oldest first; rows of one scope. */
export function periodsOf(rows: readonly StatementRow[]): Period[] {
  return [...Map.groupBy(rows, (row) => row.ends_on)]
    .map(([endsOn, of]): Period => {
      const amounts = (kind: StatementRow['kind']): Amounts | null => {
        const row = of.find((each) => each.kind === kind);
        return row ? amountsOf(row.amounts) : null;
      };
      const beside = of.flatMap((row) => (row.beside ? [[row.kind, amountsOf(row.beside)] as const] : []));
      return {
        endsOn,
        months: (of.find((each) => each.kind === 'income') ?? of[0]!).months,
        balance: amounts('balance'),
        income: amounts('income'),
        cash: amounts('cash'),
        roundingMinor: of.reduce((most, row) => (row.rounding_minor > most ? row.rounding_minor : most), 1n),
        ...(beside.length > 0 ? { beside: Object.fromEntries(beside) } : {}),
      };
    })
    .sort((a, b) => (a.endsOn < b.endsOn ? -1 : 1));
}

/** 2022-12-31, 2022, 2022Q3, 2022-09 → the last day of the period. */
export function periodDay(text: string): Day {
  if (isDay(text)) return text;
  const found = /^(19|20)\d\d$/.test(text) ? `${text}-12-31` : periodIn(text)?.endsOn;
  if (found === undefined)
    throw new Problem(400, 'period_unreadable', `${JSON.stringify(text)} is no period: write 2022-12-31, 2022 or 2022Q3`, {
      fields: [{ field: 'period', message: 'malformed' }],
    });
  return found;
}

/** Revenue of calendar years, newest first: of the legal entity where it reported alone, for it is the entity that declares. */
export function revenueOf(rows: readonly StatementRow[], currency: string): Map<Day, { minor: bigint; scope: Scope }> {
  const out = new Map<Day, { minor: bigint; scope: Scope }>();
  const years = rows.filter(
    (row) => row.kind === 'income' && row.months === 12 && row.currency === currency && row.ends_on.endsWith('12-31'),
  );
  for (const scope of ['consolidated', 'parent'] as const)
    for (const row of years.filter((each) => each.scope === scope)) {
      const amount = row.amounts['revenue'] ?? row.amounts['total_revenue'];
      if (amount !== undefined) out.set(row.ends_on, { minor: BigInt(amount), scope });
    }
  return new Map([...out].sort(([a], [b]) => (a < b ? 1 : -1)));
}
