// The book over thirty days: exposure, overdue, utilisation, DSO, what moved since yesterday. Kept while nothing changes.
import { addDays, type Day, daysBetween } from '#base/date.ts';
import { formatMinor, wireMoney } from '#base/money.ts';
import { formatPpmAsPercent, ratioPpm } from '#base/ratio.ts';
import { dso, herfindahl } from '#engine/portfolio.ts';
import { type Ctx, ownerScope } from '#platform/context.ts';
import * as store from './store.ts';

const DAYS = 30;
/** Days of sales that DSO looks back on. */
const SALES_DAYS = 90;
/** Books kept in this process: one a company and salesperson. */
const KEPT_MAX = 500;

type Kept = { readonly state: string; readonly figures: Figures };
const kept = new Map<string, Kept>();

export type Figures = Awaited<ReturnType<typeof figuresOf>>;

/**
 * The figures of the asker's book as of today. Read again only where an entry, a cap or the day has changed since this process last did: the state of the book
 * is one cheap statement over its accounts.
 */
export async function figures(ctx: Ctx): Promise<Figures> {
  const ownerId = ownerScope(ctx);
  const book: store.Book = {
    currency: ctx.tenant.currency,
    ownerId,
    from: addDays(ctx.today, 1 - DAYS),
    to: ctx.today,
  };
  const key = `${ctx.tenant.id} ${ownerId} ${book.currency}`;
  const { state: balances } = await store.bookState(ctx.tx, book);
  const state = `${book.to} ${balances}`;
  const known = kept.get(key);
  if (known?.state === state) return known.figures;
  const made = await figuresOf(ctx, book);
  kept.delete(key);
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value!);
  kept.set(key, { state, figures: made });
  return made;
}

async function figuresOf(ctx: Ctx, book: store.Book) {
  const { tx } = ctx;
  const salesFrom = addDays(book.from, 1 - SALES_DAYS);
  const [moves, limitMoves, sales, moved, parties, high] = await Promise.all([
    store.moves(tx, book),
    store.limitDays(tx, book),
    store.salesDays(tx, { ...book, from: salesFrom }),
    store.movedSince(tx, book, book.to),
    store.exposureByParty(tx, book),
    store.above90(tx, book),
  ]);
  const of = (what: store.MoveRow['what']) =>
    running(
      book,
      moves.filter((row) => row.what === what),
    );
  const [exposure, open, overdue, capped] = [of('exposure'), of('open'), of('overdue'), of('capped')];
  const limit = running(book, limitMoves);
  const sold = salesWindows(salesFrom, sales);
  const used = capped.map((minor, at) => ratioPpm(minor, limit[at]!));
  const outstanding = open.map((minor, at) => dso(minor, sold[at]!, SALES_DAYS));

  const money = (minor: bigint) => wireMoney(minor, book.currency);
  const plain = (minor: bigint) => formatMinor(minor, book.currency);
  const series = <T>(values: readonly T[], text: (value: NonNullable<T>) => string) =>
    values.flatMap((value, at) =>
      value === null || value === undefined ? [] : [{ day: addDays(book.from, at), value: text(value) }],
    );
  const now = DAYS - 1;
  const before = DAYS - 2;
  const some = moves.length > 0;
  const total = parties.reduce((sum, row) => sum + row.minor, 0n);
  const [top] = parties;
  return {
    figures: {
      exposure: {
        value: money(exposure[now]!),
        yesterday: some ? money(exposure[before]!) : null,
        series: series(exposure, plain),
      },
      overdue: {
        value: money(overdue[now]!),
        yesterday: some ? money(overdue[before]!) : null,
        sharePpm: ratioPpm(overdue[now]!, open[now]!),
        series: series(overdue, plain),
      },
      utilisation: {
        ppm: used[now]!,
        yesterdayPpm: used[before]!,
        limit: money(limit[now]!),
        above90: high.customers,
        series: series(used, (ppm) => formatPpmAsPercent(ppm)),
      },
      dso: {
        days: tenth(outstanding[now]!),
        yesterdayDays: tenth(outstanding[before]!),
        series: series(outstanding, (value) => value.toFixed(1)),
      },
    },
    change: {
      from: money(exposure[before]!),
      to: money(exposure[now]!),
      steps: stepsOf(moved).map(([kind, minor]) => ({ kind, amount: money(minor) })),
    },
    concentration: {
      hhi: herfindahl(parties.map((row) => row.minor)),
      topSharePpm: top ? ratioPpm(top.minor, total) : null,
      topName: top?.name ?? null,
    },
  };
}

function tenth(days: number | null): number | null {
  return days === null ? null : Math.round(days * 10) / 10;
}

/** Moves by day → the sum at the end of each day of the window; what lies before it is in its first day. */
function running(book: store.Book, moves: readonly store.AmountRow[]): bigint[] {
  const byDay = Array.from({ length: DAYS }, () => 0n);
  for (const move of moves) {
    const at = Math.max(0, daysBetween(book.from, move.on_day));
    if (at < DAYS) byDay[at]! += move.minor;
  }
  let sum = 0n;
  return byDay.map((minor) => {
    sum += minor;
    return sum;
  });
}

/** Sales of the last SALES_DAYS days at the end of each day of the window. */
function salesWindows(from: Day, sales: readonly store.AmountRow[]): bigint[] {
  const byDay = Array.from({ length: SALES_DAYS + DAYS - 1 }, () => 0n);
  for (const row of sales) byDay[daysBetween(from, row.on_day)]! += row.minor;
  return Array.from({ length: DAYS }, (_, at) => {
    let sum = 0n;
    for (let day = at; day < at + SALES_DAYS; day += 1) sum += byDay[day]!;
    return sum;
  });
}

const STEPS = ['invoices', 'payments', 'deliveries', 'orders_reserved', 'orders_released', 'bills', 'other'] as const;
type Step = (typeof STEPS)[number];

function stepOf(row: store.MovedRow): Step {
  if (row.part === 'reserved') return row.rises ? 'orders_reserved' : 'orders_released';
  if (row.part === 'delivered') return 'deliveries';
  if (row.source_kind.startsWith('bill')) return 'bills';
  if (row.source_kind === 'invoice') return 'invoices';
  // A receipt that is applied later leaves the unapplied money and the open item in equal parts.
  return row.source_kind === 'receipt' ? 'payments' : 'other';
}

function stepsOf(moved: readonly store.MovedRow[]): [Step, bigint][] {
  const sums = new Map<Step, bigint>();
  for (const row of moved) {
    const step = stepOf(row);
    sums.set(step, (sums.get(step) ?? 0n) + row.minor);
  }
  return STEPS.flatMap((step): [Step, bigint][] => {
    const minor = sums.get(step);
    return minor === undefined || minor === 0n ? [] : [[step, minor]];
  });
}
