// The ledger page at 100,000 customers and 1,000,000 open items: today by every column, filtered, later pages; and another day.
import { addDays } from '#base/date.ts';
import { LEDGER_SORTS } from '#rooms/receivables/contract.ts';
import { ledgerPageReference } from './ledger-page.reference.ts';
import { alternate, type Bench, median, ms, quantile, round, timed } from './measure.ts';
import { seed } from './seed.ts';
import { openStage } from './stage.ts';

const CUSTOMERS = 100_000;
const ITEMS_EACH = 10;
const ROUNDS = 15;
const SIDE_ROUNDS = 5;

/** Filters as people set them on the page. */
const FILTERS: readonly Record<string, unknown>[] = [
  { overdueOnly: true },
  { minUtilisationPct: 80 },
  { overLimit: true },
  { frozen: true },
  { grade: 'BB,B' },
  { owner: '张伟' },
  { text: '宁波' },
  { text: 'C0123' },
  { currency: 'CNY' },
];

export const ledgerPage: Bench = async ({ rows, data, say }) => {
  const stage = await openStage(data);
  try {
    const customers = rows ?? CUSTOMERS;
    const there = await stage.owner.query('select count(*)::int as n from exposure.accounts');
    const seeded = there.rows[0].n === 0 ? await seed(stage, { customers, openItems: customers * ITEMS_EACH }) : null;
    if (seeded) say(`seeded in ${ms(seeded.seedMs)}, turned in ${ms(seeded.turnMs)}`);
    const page = (input: Record<string, unknown>) =>
      stage.house.door.call({ operation: 'receivables.ledger', tenantId: stage.tenant.id, actor: stage.manager, input });
    const plain = await stage.plain({ pipeline: true });

    const main = await alternate(
      ROUNDS,
      () => page({}),
      () => ledgerPageReference(plain, stage.tenant.id, 0, 50),
    );
    const all: number[] = [...main.ours];
    const more: { what: string; value: string }[] = [];
    const side = async (what: string, input: Record<string, unknown>, today = true) => {
      await page(input);
      const times: number[] = [];
      for (let turn = 0; turn < SIDE_ROUNDS; turn++) times.push(await timed(() => page(input)));
      if (today) all.push(...times);
      more.push({ what, value: ms(median(times)) });
      say(`${what}: ${ms(median(times))}`);
    };
    for (const sort of LEDGER_SORTS) await side(`sorted by ${sort}`, { sort, descending: true });
    for (const filter of FILTERS) await side(`filtered ${JSON.stringify(filter)}`, filter);
    await side('page 20', { offset: 950 });
    await side('page 1,000', { offset: 49_950 });
    await side('by name, page 200', { sort: 'name', offset: 9_950 });
    const past = addDays(stage.today, -1);
    await stage.owner.query('delete from receivables.day_book_rows');
    await stage.owner.query('delete from receivables.day_books');
    const first = await timed(() => page({ asOf: past }));
    more.push({ what: 'another day, first page', value: ms(first) });
    more.push({ what: 'another day, next page', value: ms(await timed(() => page({ asOf: past, offset: 50 }))) });
    more.push({ what: 'another day, by name', value: ms(await timed(() => page({ asOf: past, sort: 'name' }))) });
    more.unshift(
      { what: 'today, all of these, p50', value: ms(median(all)) },
      { what: 'today, all of these, p95', value: ms(quantile(all, 0.95)) },
      { what: 'default page p95', value: ms(quantile(main.ours, 0.95)) },
    );
    if (seeded) more.push({ what: 'turning every account', value: ms(seeded.turnMs) });
    const ours = median(main.ours);
    const reference = median(main.reference);
    return {
      name: 'ledger-page',
      ours: round(ours),
      reference: round(reference),
      ratio: round(ours / reference, 2),
      unit: 'ms',
      more,
    };
  } finally {
    await stage.close();
  }
};
