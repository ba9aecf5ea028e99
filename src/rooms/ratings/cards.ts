// What a card makes of own customers before it is in force: a sample for the page, everybody for a saved draft.
import { notchesBetween } from '#engine/rating-standing.ts';
import { NOT_RATED, type Scorecard } from '#engine/scorecard.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { dayNotLater, partiesInAll } from '#rooms/indicators/actions.ts';
import { draftBody, readRules, rulebook } from '#rooms/policies/actions.ts';
import * as contract from './contract.ts';
import { bookOf, customersOf, know, looksBeyond, rateChunk, scoreOf } from './rating.ts';
import * as store from './store.ts';
import * as standing from './store-standing.ts';

const MOVES_MAX = 200;

export const sample: Action<typeof contract.sample> = async (ctx, input) => {
  const [{ rules }, portfolio] = await Promise.all([rulebook(ctx, 'scorecard'), partiesInAll(ctx)]);
  const chosen = input.customer === undefined ? null : (await resolveParty(ctx, input.customer)).party_id;
  const ids = chosen ? [chosen] : (await store.sampleOf(ctx.tx, contract.SAMPLE_MAX)).map((row) => row.party_id);
  const keys = new Set<string>();
  const rows: { partyId: string; code: string; name: string; values: Readonly<Record<string, { value: number | null }>> }[] = [];
  // Everything of the catalogue, so that whoever builds sees what he may choose from.
  for await (const chunk of customersOf(ctx, ctx.today, ids, true)) {
    for (const { account, values } of await know(ctx, rules, chunk, ctx.today)) {
      for (const key of Object.keys(values)) keys.add(key);
      rows.push({ partyId: account.partyId, code: account.code, name: account.name, values });
    }
  }
  const partyIds = rows.map((row) => row.partyId);
  const [segments, grades] = await Promise.all([
    standing.segmentsOn(ctx.tx, partyIds, ctx.today),
    store.gradesOn(ctx.tx, partyIds, ctx.today, false),
  ]);
  const segmentOf = new Map(segments.map((row) => [row.party_id, row.segment]));
  const gradeOf = new Map(grades.map((row) => [row.party_id, row.grade]));
  const order = [...keys];
  return {
    asOf: ctx.today,
    portfolio,
    keys: order,
    customers: rows.map((row) => ({
      code: row.code,
      name: row.name,
      segment: segmentOf.get(row.partyId) ?? null,
      grade: gradeOf.get(row.partyId) ?? null,
      values: order.map((key) => row.values[key]?.value ?? null),
    })),
    segments: [...new Set(segmentOf.values())].sort(),
  };
};

export const tryCard: Action<typeof contract.tryCard> = async (ctx, input) => {
  const asOf = dayNotLater(ctx, input.asOf);
  const [before, after] = [(await rulebook(ctx, 'scorecard')).rules, readRules('scorecard', await draftBody(ctx, input.draft))];
  return compare(ctx, before, after, asOf);
};

async function compare(ctx: Ctx, before: Scorecard, after: Scorecard, asOf: string) {
  const [was, will] = [await bookOf(ctx, before), await bookOf(ctx, after)];
  const counts = new Map<string, { before: number; after: number }>();
  const count = (grade: string, side: 'before' | 'after') => {
    const line = counts.get(grade) ?? { before: 0, after: 0 };
    line[side] += 1;
    counts.set(grade, line);
  };
  type Move = Awaited<ReturnType<Action<typeof contract.tryCard>>>['moves'][number];
  let moves: Move[] = [];
  const furthest = (list: readonly Move[]) => list.toSorted((a, b) => far(b) - far(a)).slice(0, MOVES_MAX);
  const total = { up: 0, same: 0, down: 0, customers: 0 };
  for await (const chunk of customersOf(ctx, asOf, null, looksBeyond(was) || looksBeyond(will))) {
    const [old, fresh] = [await rateChunk(ctx, was, chunk, asOf), await rateChunk(ctx, will, chunk, asOf)];
    for (const [at, { account, rating }] of old.entries()) {
      const next = fresh[at]!.rating;
      const [from, to] = [rating.gradeComputed, next.gradeComputed];
      total.customers += 1;
      count(from, 'before');
      count(to, 'after');
      // On scales of different grades the place counts from the top.
      const notches = notchesBetween(before.scale, from, to) ?? notchesBetween(after.scale, from, to);
      if (from === to) total.same += 1;
      else if ((notches ?? (from === NOT_RATED ? 1 : -1)) > 0) total.up += 1;
      else total.down += 1;
      if (from !== to)
        moves.push({
          customer: account.code,
          name: account.name,
          from,
          to,
          scoreFrom: scoreOf(rating),
          scoreTo: scoreOf(next),
          notches,
        });
    }
    if (moves.length > MOVES_MAX * 10) moves = furthest(moves);
    ctx.progress(total.customers, null, '试算');
  }
  const order = [...new Set([...after.scale, ...before.scale].map((step) => step.grade))];
  const grades = [...order, NOT_RATED].flatMap((grade) => {
    const line = counts.get(grade);
    return line ? [{ grade, ...line }] : [];
  });
  return { asOf, ...total, grades, moves: furthest(moves) };
}

const far = (move: { readonly notches: number | null }): number => Math.abs(move.notches ?? 0);
