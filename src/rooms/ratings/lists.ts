// Ratings side by side: the list of today, moves over a year, watching models.
import { Problem } from '#base/assert.ts';
import { addMonths, parseDay } from '#base/date.ts';
import { NOT_RATED } from '#engine/scorecard.ts';
import { defaultRates, GONE, transitions as matrix } from '#engine/transitions.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store-lists.ts';

const YEAR_MONTHS = 12;

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const { rules } = await rulebook(ctx, 'scorecard');
  const scale = [...rules.scale.map((step) => step.grade), NOT_RATED];
  const filter: store.RatingFilter = {
    ownerId: ownerScope(ctx),
    grade: input.grade ?? null,
    decidedBy: input.decidedBy ?? null,
    scale,
    moved: input.moved ?? null,
    since: input.since === undefined ? null : parseDay(input.since, 'since'),
    capped: input.capped ?? null,
    confidence: input.confidence ?? null,
    find: input.find?.trim() || null,
  };
  const most = input.limit ?? 50;
  const [rows, counted] = await Promise.all([
    store.listed(ctx.tx, filter, readDayMark(input.cursor), most + 1),
    store.countByGrade(ctx.tx, filter),
  ]);
  const page = rows.slice(0, most);
  const last = page.at(-1);
  const rank = (grade: string) => (scale.includes(grade) ? scale.indexOf(grade) : scale.length);
  const chosen = filter.grade === null ? counted : counted.filter((row) => row.grade === filter.grade);
  return {
    ratings: page.map((row) => ({
      customer: { code: row.code, name: row.name, owner: row.owner_name },
      grade: row.grade,
      score: row.score,
      asOf: row.as_of,
      gradeBefore: row.grade_before,
      changedOn: row.changed_on,
      decidedBy: row.decided_by,
      pdPpm: row.pd_ppm,
      completenessPpm: row.completeness_ppm,
      confidence: row.confidence,
      capped: row.capped,
    })),
    grades: counted.toSorted((a, b) => rank(a.grade) - rank(b.grade)),
    total: chosen.reduce((sum, row) => sum + row.customers, 0),
    next: rows.length > most && last ? dayMark(last.order_on, last.party_id) : null,
  };
};

/** Unasked: the year up to today, or from the first rating where there is no year yet. */
export const transitions: Action<typeof contract.transitions> = async (ctx, input) => {
  const to = input.to === undefined ? ctx.today : parseDay(input.to, 'to');
  const { first_on: first } = await store.firstRated(ctx.tx);
  const year = addMonths(to, -YEAR_MONTHS);
  const from =
    input.from === undefined ? (first !== null && first > year && first < to ? first : year) : parseDay(input.from, 'from');
  if (from >= to) {
    throw new Problem(400, 'date_out_of_range', 'the beginning lies before the end', {
      fields: [{ field: 'from', message: 'out of range' }],
    });
  }
  const { rules } = await rulebook(ctx, 'scorecard');
  const grades = rules.scale.map((step) => step.grade);
  const worst = grades.at(-1)!;
  const ownerId = ownerScope(ctx);
  const [moves, defaults] = await Promise.all([
    store.movesBetween(ctx.tx, from, to, ownerId),
    store.defaultsBetween(ctx.tx, from, to, worst, ownerId),
  ]);
  // A rating that did not change is not kept again every day: who has none since the beginning stands where he stood.
  const found = matrix(
    grades,
    moves.map((row) => ({
      from: row.from_grade,
      to: row.to_grade === null ? row.from_grade : row.to_grade === NOT_RATED ? GONE : row.to_grade,
      customers: row.customers,
    })),
  );
  const rates = defaultRates(
    grades.slice(0, -1).map((grade) => defaults.find((row) => row.grade === grade) ?? { grade, customers: 0, defaults: 0 }),
  );
  const { counts, sizes, up, same, down, gone } = found;
  return {
    from,
    to,
    grades,
    counts: counts.map((line) => [...line]),
    sizes: [...sizes],
    up,
    same,
    down,
    gone,
    defaults: rates.map((each) => ({ ...each, saidPpm: rules.scale.find((step) => step.grade === each.grade)?.pdPpm ?? null })),
  };
};

export const challengers: Action<typeof contract.challengers> = async (ctx) => {
  const { rules } = await rulebook(ctx, 'scorecard');
  const grades = rules.scale.map((step) => step.grade);
  const cells = await store.challengeCells(ctx.tx, ownerScope(ctx));
  const place = (grade: string) => (grades.includes(grade) ? grades.indexOf(grade) : grades.length);
  return {
    challengers: [...Map.groupBy(cells, (row) => row.challenger)].map(([challenger, rows]) => {
      const sum = (keep: (far: number) => boolean) =>
        rows.reduce((all, row) => (keep(place(row.grade) - place(row.champion_grade)) ? all + row.customers : all), 0);
      return {
        challenger,
        asOf: rows[0]!.as_of,
        customers: sum(() => true),
        same: sum((far) => far === 0),
        better: sum((far) => far < 0),
        worse: sum((far) => far > 0),
        cells: rows.map((row) => ({ champion: row.champion_grade, challenger: row.grade, customers: row.customers })),
      };
    }),
  };
};
