// Everybody rated as of a day at 100,000 customers and 1,000,000 invoices: the run of a day, the night after, a past day.
import { addDays } from '#base/date.ts';
import { type Bench, ms, round, timed } from './measure.ts';
import { portfolioRatingReference } from './portfolio-rating.reference.ts';
import { seed } from './seed.ts';
import { openStage } from './stage.ts';

const CUSTOMERS = 100_000;
const ITEMS_EACH = 10;
const PAST_DAYS = 180;

export const portfolioRating: Bench = async ({ rows, data, say }) => {
  const stage = await openStage(data);
  try {
    const customers = rows ?? CUSTOMERS;
    const there = await stage.owner.query('select count(*)::int as n from exposure.accounts');
    const seeded = there.rows[0].n === 0 ? await seed(stage, { customers, openItems: customers * ITEMS_EACH }) : null;
    if (seeded) say(`seeded in ${ms(seeded.seedMs)}, turned in ${ms(seeded.turnMs)}`);
    const run = (asOf: string) =>
      stage.house.door.call({ operation: 'ratings.run', tenantId: stage.tenant.id, actor: stage.manager, input: { asOf } });
    const ours = await timed(() => run(stage.today));
    say(`the run of today: ${ms(ours)}`);
    const again = await timed(() => run(stage.today));
    const past = await timed(() => run(addDays(stage.today, -PAST_DAYS)));
    const plain = await stage.plain({});
    const reference = await timed(() => portfolioRatingReference(plain, stage.tenant.id, stage.today));
    return {
      name: 'portfolio-rating',
      ours: round(ours / 1_000),
      reference: round(reference / 1_000),
      ratio: round(ours / reference, 2),
      unit: 's',
      more: [
        { what: 'again, nothing changed', value: ms(again) },
        { what: `as of ${PAST_DAYS} days ago`, value: ms(past) },
      ],
    };
  } finally {
    await stage.close();
  }
};
