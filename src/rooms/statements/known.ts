// What other rooms ask: the readings of many customers from their statements, VAT lists and bank statements, as known on a day.
import { addDays, type Day, monthStart, startOfDay } from '#base/date.ts';
import { type BankFacts, bankReadings, NO_BANK } from '#engine/bank-profile.ts';
import { CATALOGUE, ratioValue, STATEMENT_PREFIX } from '#engine/indicator-catalogue.ts';
import { type Readings, unknown } from '#engine/indicator-reading.ts';
import type { PeriodSet } from '#engine/statements/articulation.ts';
import { ratiosOf } from '#engine/statements/ratios.ts';
import { SCOPES } from '#engine/statements/sheet-said.ts';
import { setsOf } from '#engine/statements/trend.ts';
import { NO_VAT, type VatFacts, vatReadings } from '#engine/vat-profile.ts';
import { RETURN_KEYS, returnReadings, type VatReturn } from '#engine/vat-return.ts';
import type { Ctx } from '#platform/context.ts';
import { periodsOf, revenueOf } from './periods.ts';
import type { StatementRow } from './store.ts';
import * as store from './store-known.ts';
import * as returnsStore from './store-vat.ts';

export type ListsKept = Awaited<ReturnType<typeof store.listsKept>>;

/** Whether anybody has statements or lists; asked once a run. */
export function listsKept(ctx: Ctx): Promise<ListsKept> {
  return store.listsKept(ctx.tx);
}

const NO_STATEMENT: Readings = Object.fromEntries(
  CATALOGUE.filter((each) => each.source === 'statement').map((each) => [each.key, unknown('no_statement')]),
);
const NO_SIDES = { invoiced: new Map<Day, bigint>(), revenue: new Map<Day, bigint>() };
const NOTHING: Readings = { ...NO_STATEMENT, ...vatReadings(NO_VAT), ...bankReadings(NO_BANK), ...returnReadings([], NO_SIDES) };

/**
 * Readings of these customers by party id; amounts in the company's currency. `knownAt`: only what was recorded by then. A customer without any
 * statement or list is answered with the reasons.
 */
export async function listReadings(
  ctx: Ctx,
  partyIds: readonly string[],
  asOf: Day,
  knownAt: Date | null,
  kept: ListsKept,
): Promise<(partyId: string) => Readings> {
  const known = { partyIds, asOf, knownAt, currency: ctx.tenant.currency };
  const dayEnd = new Date(startOfDay(addDays(asOf, 1), ctx.tenant.timeZone));
  const statements = kept.statements ? await store.statementsKnown(ctx.tx, known, dayEnd) : [];
  const vat = kept.vat ? await vatFactsOf(ctx, known) : new Map<string, VatFacts>();
  const bank = kept.bank ? await bankFactsOf(ctx, known) : new Map<string, BankFacts>();
  const declared = kept.returns ? await returnsStore.returnsKnown(ctx.tx, known, dayEnd) : [];
  const invoices = kept.returns && kept.vat ? await returnsStore.invoicedByMonth(ctx.tx, known) : [];
  const declaredOf = Map.groupBy(declared, (row) => row.stands_as);
  const invoicesOf = Map.groupBy(invoices, (row) => row.party_id);
  const statementsOf = Map.groupBy(statements, (row) => row.stands_as);
  return (partyId) => {
    const [rows, list, lines, returns] = [
      statementsOf.get(partyId),
      vat.get(partyId),
      bank.get(partyId),
      declaredOf.get(partyId),
    ];
    if (!rows && !list && !lines && !returns) return NOTHING;
    return {
      ...NOTHING,
      ...(rows ? ratioReadings(rows) : {}),
      ...(list ? vatReadings(list) : {}),
      ...(lines ? bankReadings(lines) : {}),
      ...(returns
        ? returnReadings(returns.map(returnOf), {
            invoiced: invoicedOf(invoicesOf.get(partyId) ?? []),
            revenue: new Map([...revenueOf(rows ?? [], ctx.tenant.currency)].map(([on, each]) => [on, each.minor])),
          })
        : {}),
    };
  };
}

export function returnOf(row: { ends_on: Day; months: 1 | 3; amounts: Record<string, string> }): VatReturn {
  return {
    endsOn: row.ends_on,
    months: row.months,
    amounts: new Map(
      RETURN_KEYS.flatMap((key) => (row.amounts[key] === undefined ? [] : [[key, BigInt(row.amounts[key])] as const])),
    ),
  };
}

/** A list that begins or ends within this many days of a month's edge has the whole month. */
const EDGE_DAYS = 6;

/** Invoiced sales by month end; the months at the ends of a list count only where the list has all of them. */
export function invoicedOf(rows: readonly returnsStore.InvoicedRow[]): Map<Day, bigint> {
  return new Map(
    rows
      .filter(
        (row) =>
          row.first_on <= addDays(monthStart(row.month_end), EDGE_DAYS) && row.last_on >= addDays(row.month_end, -EDGE_DAYS),
      )
      .map((row) => [row.month_end, row.net_minor]),
  );
}

/** The latest year where one is whole, else the latest period; the consolidated statements where there are such. */
function ratioReadings(rows: readonly StatementRow[]): Readings {
  const scope = SCOPES.find((each) => rows.some((row) => row.scope === each));
  const sets = setsOf(periodsOf(rows.filter((row) => row.scope === scope)));
  const set = latestSet(sets);
  if (!set) return {};
  return Object.fromEntries(
    ratiosOf(set).map((ratio) => {
      const on = set.now.endsOn;
      return [
        STATEMENT_PREFIX + ratio.key,
        ratio.micro === null
          ? unknown('ratio_missing', ratio.missing ? { line: ratio.missing.line, why: ratio.missing.code } : {}, on)
          : {
              value: ratioValue(ratio.key, ratio.micro),
              inputs: Object.fromEntries(ratio.figures.map((each) => [`${each.line} ${each.on}`, each.minor])),
              on,
            },
      ];
    }),
  );
}

/** The latest year where one is whole, else the latest period. */
export function latestSet(sets: readonly PeriodSet[]): PeriodSet | undefined {
  return sets.findLast((set) => set.now.months === 12 && set.now.balance !== null && set.now.income !== null) ?? sets.at(-1);
}

export async function vatFactsOf(ctx: Ctx, known: store.Known): Promise<Map<string, VatFacts>> {
  const [slots, partners] = await Promise.all([store.vatSlots(ctx.tx, known), store.vatPartners(ctx.tx, known)]);
  const partnersOf = Map.groupBy(partners, (row) => row.party_id);
  return new Map(
    [...Map.groupBy(slots, (row) => row.party_id)].map(([partyId, rows]): [string, VatFacts] => [
      partyId,
      {
        firstOn: rows[0]!.first_on,
        lastOn: rows[0]!.last_on,
        slots: rows.map((row) => ({
          direction: row.direction,
          slot: row.slot,
          netMinor: row.net_minor,
          lines: row.lines,
          voids: row.voids,
          reds: row.reds,
          redMinor: row.red_minor,
          months: row.months,
        })),
        partners: (partnersOf.get(partyId) ?? []).map((row) => ({
          direction: row.direction,
          partners: row.partners,
          totalMinor: row.total_minor,
          topMinor: row.top_minor,
          top5Minor: row.top5_minor,
        })),
      },
    ]),
  );
}

export async function bankFactsOf(ctx: Ctx, known: store.Known): Promise<Map<string, BankFacts>> {
  const [slots, payers, closings] = await Promise.all([
    store.bankSlots(ctx.tx, known),
    store.bankPayers(ctx.tx, known),
    store.bankClosings(ctx.tx, known),
  ]);
  const payersOf = new Map(payers.map((row) => [row.party_id, row]));
  const closingsOf = Map.groupBy(closings, (row) => row.party_id);
  return new Map(
    [...Map.groupBy(slots, (row) => row.party_id)].map(([partyId, rows]): [string, BankFacts] => {
      const paid = payersOf.get(partyId);
      return [
        partyId,
        {
          firstOn: rows[0]!.first_on,
          lastOn: rows[0]!.last_on,
          slots: rows.map((row) => ({
            slot: row.slot,
            class: row.class,
            inMinor: row.in_minor,
            outMinor: row.out_minor,
            lines: row.lines,
            months: row.months,
          })),
          payers: paid
            ? { partners: paid.partners, totalMinor: paid.total_minor, topMinor: paid.top_minor, top5Minor: paid.top5_minor }
            : null,
          closings: (closingsOf.get(partyId) ?? []).map((row) => ({
            account: row.account,
            on: row.on_day,
            balanceMinor: row.balance_minor,
          })),
        },
      ];
    }),
  );
}
