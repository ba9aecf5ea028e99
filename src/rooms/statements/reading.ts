// Looking at statements: what is on record, the ratios of a period, and the whole analysis with what it is compared with.
import { Problem } from '#base/assert.ts';
import { formatMinor, parseMinor } from '#base/money.ts';
import { analyse } from '#engine/statements/analysis.ts';
import { articulate, type PeriodSet } from '#engine/statements/articulation.ts';
import { STATEMENT_KINDS } from '#engine/statements/lines.ts';
import { type Ratio, ratiosOf } from '#engine/statements/ratios.ts';
import { altmanOf, duPontOf } from '#engine/statements/scores.ts';
import { type Opinion, SCOPES, type Scope } from '#engine/statements/sheet-said.ts';
import { signalsOf } from '#engine/statements/signals.ts';
import { setsOf, trendOf } from '#engine/statements/trend.ts';
import { SIGNAL_NAMES } from '#engine/statements/words.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { PERIODS_MAX } from './contract.ts';
import { latestSet } from './known.ts';
import { periodDay, periodsOf, STATEMENTS_MAX } from './periods.ts';
import * as store from './store.ts';
import { nameOf, unmicro, wireAltman, wireCheck, wireFigure, wireRatio } from './wire.ts';

/** Other customers with a ratio, for one to stand among them. */
const STANDING_MIN = 3;

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const rows = await store.inForce(ctx.tx, await familyOf(ctx, party.party_id), null, STATEMENTS_MAX);
  return {
    statements: rows.map((row) => ({
      kind: row.kind,
      endsOn: row.ends_on,
      months: row.months,
      scope: row.scope,
      currency: row.currency,
      opinion: row.opinion,
      publishedOn: row.published_on,
      lines: Object.keys(row.amounts).length,
      source: row.source,
      fileName: row.file_name,
      by: row.entered_by,
      at: row.recorded_at.toISOString(),
    })),
  };
};

type Looked = { rows: store.StatementRow[]; scope: Scope; scopes: Scope[]; sets: PeriodSet[]; currency: string };

/** The statements of one scope as sets; consolidated where there are such, unless asked otherwise. Null where there is nothing. */
async function look(ctx: Ctx, family: readonly string[], asked: Scope | undefined, knownAt: Date | null): Promise<Looked | null> {
  const all = await store.inForce(ctx.tx, family, knownAt, STATEMENTS_MAX);
  const scopes = SCOPES.filter((each) => all.some((row) => row.scope === each));
  const scope = asked ?? scopes[0];
  const rows = all.filter((row) => row.scope === scope);
  if (scope === undefined || rows.length === 0) return null;
  // A company reports in one currency; where it changed, the latest counts.
  const currency = rows.reduce((latest, row) => (row.ends_on > latest.ends_on ? row : latest)).currency;
  return { rows, scope, scopes, sets: setsOf(periodsOf(rows.filter((row) => row.currency === currency))), currency };
}

function setOn(looked: Looked, period: string | undefined): PeriodSet {
  const day = period === undefined ? null : periodDay(period);
  const found = day === null ? latestSet(looked.sets) : looked.sets.find((set) => set.now.endsOn === day);
  if (!found)
    throw new Problem(
      404,
      'period_unknown',
      `there is no statement of ${day}; on record: ${looked.sets
        .map((set) => set.now.endsOn)
        .slice(-8)
        .join(', ')}`,
    );
  return found;
}

export const ratios: Action<typeof contract.ratios> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const looked = await look(ctx, family, input.scope, null);
  if (!looked) throw new Problem(404, 'statements_missing', `no statements of ${party.code} are on record; import them first`);
  const set = setOn(looked, input.period);
  return {
    customer: party.code,
    period: set.now.endsOn,
    months: set.now.months,
    scope: looked.scope,
    currency: looked.currency,
    ratios: await compared(ctx, family, party.industry, looked, set),
    altman: altmanOf(set, null).map((each) => wireAltman(each, looked.currency)),
    checks: articulate(set).map((check) => wireCheck(check, looked.currency)),
  };
};

/** The ratios of the same months of the year before, with what those were compared with. */
function ratiosBefore(sets: readonly PeriodSet[], set: PeriodSet): Ratio[] | null {
  const before = sets.find((each) => each.now === set.yearBefore);
  return before ? ratiosOf(before) : null;
}

/** Ratios with the year before, with where they stand among own customers, and against standard values of the industry. */
async function compared(ctx: Ctx, family: readonly string[], industry: string | null, looked: Looked, set: PeriodSet) {
  const now = ratiosOf(set);
  const before = ratiosBefore(looked.sets, set) ?? [];
  const said = now
    .filter((ratio) => ratio.micro !== null && ratio.direction !== 'none')
    .map((ratio) => ({ ratio: ratio.key, micro: ratio.micro! }));
  const [others, standards] = await Promise.all([
    said.length > 0 ? store.amongOthers(ctx.tx, family, set.now.endsOn, said) : [],
    industry === null ? [] : store.standards(ctx.tx, industry, Number(set.now.endsOn.slice(0, 4))),
  ]);
  return now.map((ratio) => {
    // Among one or two nobody stands anywhere.
    const standing = others.find((each) => each.ratio === ratio.key && each.others >= STANDING_MIN);
    const standard = standards.find((each) => each.ratio === ratio.key);
    const beaten = standing ? (ratio.direction === 'lower' ? standing.above : standing.below) : 0;
    return {
      ...wireRatio(ratio, looked.currency),
      before: unmicro(before.find((each) => each.key === ratio.key)?.micro ?? null),
      standing: standing
        ? { customers: standing.others, betterThanPpm: Math.round((beaten * 1_000_000) / standing.others) }
        : null,
      standard:
        standard && ratio.micro !== null
          ? { year: standard.year, source: standard.source, level: levelOf(ratio, standard) }
          : null,
    };
  });
}

const LEVELS = ['excellent', 'good', 'average', 'low', 'poor'] as const;

/** The best of the five levels that the ratio reaches; the book orders them from excellent to poor, whichever way is better. */
function levelOf(ratio: Ratio, standard: store.StandardRow): 'below_poor' | (typeof LEVELS)[number] {
  const higher = standard.excellent >= standard.poor;
  const reaches = (value: number) => (higher ? ratio.micro! >= value : ratio.micro! <= value);
  return LEVELS.find((level) => reaches(standard[level])) ?? 'below_poor';
}

export const report: Action<typeof contract.report> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const knownAt = input.knownAt === undefined ? null : new Date(input.knownAt);
  if (knownAt !== null && Number.isNaN(knownAt.getTime()))
    throw new Problem(400, 'instant_malformed', 'write a moment like 2026-11-22T08:00:00Z', {
      fields: [{ field: 'knownAt', message: 'malformed' }],
    });
  const looked = await look(ctx, family, input.scope, knownAt);
  const customer = { code: party.code, name: party.name };
  if (!looked) return { ...NOTHING, customer };
  const { currency, sets } = looked;
  const set = setOn(looked, input.period);
  const opinion = opinionOn(looked.rows, set.now.endsOn);
  const shown = sets
    .filter((each) => each.now.endsOn <= set.now.endsOn && (input.compare === 'all' || each.now.months === set.now.months))
    .slice(-PERIODS_MAX);
  const now = ratiosOf(set);
  const before = ratiosBefore(sets, set);
  const checks = articulate(set);
  const signals = signalsOf(set, now, before, checks, opinion);
  const altman = altmanOf(set, input.marketValue === undefined ? null : parseMinor(input.marketValue, currency));
  const duPont = duPontOf(set);
  const figures = (of: readonly { line: string; on: string; minor: bigint }[]) =>
    of.map((figure) => wireFigure(figure, currency));
  const money = (minor: bigint | null) => (minor === null ? null : formatMinor(minor, currency));
  const byPeriod = shown.map((each) => new Map(ratiosOf(each).map((ratio) => [ratio.key, unmicro(ratio.micro)])));
  return {
    customer,
    currency,
    scope: looked.scope,
    scopes: looked.scopes,
    period: set.now.endsOn,
    months: set.now.months,
    opinion,
    periods: sets
      .map(({ now: period }) => ({
        endsOn: period.endsOn,
        months: period.months,
        kinds: STATEMENT_KINDS.filter((kind) => period[kind] !== null),
      }))
      .reverse(),
    shown: shown.map((each) => each.now.endsOn),
    tables: STATEMENT_KINDS.map((kind) => ({
      kind,
      rows: trendOf(kind, shown).map((row) => ({
        line: row.line.key,
        name: nameOf(row.line.key),
        depth: row.line.depth,
        cells: row.cells.map((cell) => ({
          amount: money(cell.minor),
          share: unmicro(cell.shareMicro),
          change: unmicro(cell.changeMicro),
        })),
      })),
    })).filter((table) => table.rows.length > 0),
    ratios: await compared(ctx, family, party.industry, looked, set),
    trends: now.map((ratio) => ({ key: ratio.key, values: byPeriod.map((period) => period.get(ratio.key) ?? null) })),
    checks: checks.map((check) => wireCheck(check, currency)),
    signals: signals.map((signal) => ({
      code: signal.code,
      name: SIGNAL_NAMES[signal.code],
      grave: signal.grave,
      actual: unmicro(signal.actualMicro),
      threshold: unmicro(signal.thresholdMicro),
      figures: figures(signal.figures),
    })),
    altman: altman.map((each) => wireAltman(each, currency)),
    duPont: {
      roe: unmicro(duPont.roe.micro),
      netMargin: unmicro(duPont.netMargin.micro),
      assetTurnover: unmicro(duPont.assetTurnover.micro),
      multiplier: unmicro(duPont.multiplierMicro),
      figures: figures([...duPont.netMargin.figures, ...duPont.assetTurnover.figures, ...duPont.roe.figures]),
    },
    analysis: analyse({ set, currency, ratios: now, before, checks, signals, altman }).map((sentence) => ({
      ...sentence,
      figures: figures(sentence.figures),
    })),
  };
};

/** The gravest opinion said of the statements of a day. */
function opinionOn(rows: readonly store.StatementRow[], day: string): Opinion | null {
  const said = rows.filter((row) => row.ends_on === day && row.opinion !== null).map((row) => row.opinion!);
  const order: Opinion[] = ['disclaimer', 'adverse', 'qualified', 'emphasis', 'unaudited', 'unqualified'];
  return order.find((each) => said.includes(each)) ?? null;
}

const NOTHING = {
  currency: null,
  scope: null,
  scopes: [],
  period: null,
  months: null,
  opinion: null,
  periods: [],
  shown: [],
  tables: [],
  ratios: [],
  trends: [],
  checks: [],
  signals: [],
  altman: [],
  duPont: null,
  analysis: [],
};
