// Which cards in force read which indicators.
import type { Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';

type Words = { readonly zh: string; readonly en: string };
const CARD: Words = { zh: '评级卡', en: 'The rating card' };

/** By key: the cards in force whose bands, caps, criteria or history read it. */
export async function cardsReading(ctx: Ctx): Promise<ReadonlyMap<string, readonly Words[]>> {
  const { rules } = await rulebook(ctx, 'scorecard');
  const keys = new Set([
    ...rules.indicators.map((each) => each.key),
    ...rules.caps.flatMap((each) => each.when.map((condition) => condition.indicator)),
    ...rules.hardCriteria.flatMap((each) => each.needs.map((condition) => condition.indicator)),
    rules.history.indicator,
  ]);
  return new Map([...keys].map((key) => [key, [CARD]]));
}
