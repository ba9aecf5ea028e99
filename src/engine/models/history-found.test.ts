// Who a row's customer is and when its outcome was known, found in a table by evidence; and nothing of it is a look ahead.
import { expect, test } from 'vitest';
import { withHistory } from './history.ts';
import { findHistory } from './history-found.ts';
import { areaUnder } from './metrics.ts';
import { Seeded } from './seeded.ts';
import { ColumnBuilder, type ModelTable } from './table.ts';
import { splitsOf } from './train.ts';

type Made = { readonly table: ModelTable; readonly bad: Uint8Array };

const dayText = (days: number) => new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10);

/** 60 customers, 30 invoices each, ten at a time, a day apart; `late` says whether an invoice is paid late. Nobody pays before twelve days. */
function invoices(late: (who: number, turn: number, chance: Seeded) => boolean): Made {
  const chance = new Seeded(5);
  const rows: (string | number)[][] = [];
  for (let turn = 0; turn < 30; turn += 1) {
    for (let who = 0; who < 60; who += 1) {
      const day = Math.floor(turn / 10) * 100 + (turn % 10) + (who % 20);
      const isLate = late(who, turn, chance);
      const taken = isLate ? 32 + chance.below(40) : 12 + chance.below(18);
      rows.push([`K-${who}`, dayText(day), dayText(day + 30), dayText(day + taken), taken, chance.below(900), isLate ? 1 : 0]);
    }
  }
  const builders = ['buyer', 'invoiced', 'due', 'settled', 'days taken', 'amount'].map((name) => new ColumnBuilder(name));
  for (const row of rows) for (const [at, builder] of builders.entries()) builder.push(row[at]!);
  return {
    table: { rows: rows.length, columns: builders.map((builder) => builder.done()) },
    bad: Uint8Array.from(rows, (row) => row[6] as number),
  };
}

const holding = { kind: 'time', column: 'invoiced', testShare: 0.3 } as const;
const found = ({ table, bad }: Made, notNames: readonly string[] = []) =>
  findHistory(table, bad, splitsOf(table, bad, holding, 1)[0]!.train, 'invoiced', new Set(notNames));

test('the column whose names recur with outcomes of their own is the customer; the day that tells the outcome is when it was known', () => {
  const made = invoices((who, _, chance) => chance.next() < (who % 3 === 0 ? 0.7 : 0.1));
  expect(found(made)).toMatchObject({
    entity: 'buyer',
    time: 'invoiced',
    known: 'settled',
    names: 60,
    laterKnown: ['days taken'],
  });
  // Left out by its user, or of customers who are all alike: a name is not used.
  expect(found(made, ['buyer'])).toBeNull();
  expect(found(invoices((_who, _turn, chance) => chance.next() < 0.3))).toBeNull();
  // The due day is a term, and tells nothing of the outcome.
  const { table, bad } = made;
  expect(found({ table: { ...table, columns: table.columns.filter((each) => each.name !== 'settled') }, bad })).toBeNull();
});

test('ten invoices that end alike teach nothing of each other while all are open: a planted look ahead is not taken', () => {
  // What becomes of ten invoices is settled by chance, alike for all ten; who looked ahead would foresee it from the second on.
  const fates = new Map<string, boolean>();
  const made = invoices((who, turn, chance) => {
    const ten = `${who} ${Math.floor(turn / 10)}`;
    if (!fates.has(ten)) fates.set(ten, chance.next() < 0.4);
    return fates.get(ten)!;
  });
  const shareTells = (known: string) => {
    const { columns } = withHistory(made.table, made.bad, null, { entity: 'buyer', time: 'invoiced', known });
    const { values } = columns.find((each) => each.name === 'buyer.bad_share') as { values: Float64Array };
    const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
    return areaUnder(
      rows.map((row) => values[row]!),
      Uint8Array.from(rows, (row) => made.bad[row]!),
    );
  };
  expect(Math.abs(shareTells('settled')! - 0.5)).toBeLessThan(0.08);
  expect(shareTells('invoiced')).toBeGreaterThan(0.75);
});
