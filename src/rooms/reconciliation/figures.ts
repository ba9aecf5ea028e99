// The figures of letters, gathered from the ledger as of the last day of a period: one statement an account, entity and currency.
import { Problem } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { sumMinor } from '#base/money.ts';
import { movementKind, type StatementFacts, type StatementItem } from '#engine/account-statement.ts';
import type { Ctx } from '#platform/context.ts';
import { disputedThen } from '#rooms/receivables/disputed.ts';
import type { CandidateRow, LineRow, MovedRow, StandingRow } from './store-figures.ts';
import * as store from './store-figures.ts';

/** Of all letters asked for at once; a letter prints each of them. */
const ROWS_MAX = 200_000;
const ACCOUNTS_CHUNK = 100;

export type Balance = { readonly account: CandidateRow; readonly entityId: string; readonly facts: StatementFacts };

/**
 * Balances of accounts by entity, as of `to`, with what moved since `from`. Left out is what neither owed nor moved. Who makes a letter
 * of it holds the lines of the accounts, so that nothing is posted between two of the statements.
 */
export async function balancesOf(ctx: Ctx, accounts: readonly CandidateRow[], from: Day, to: Day): Promise<Balance[]> {
  checkPeriod(ctx, from, to);
  const entities = new Map((await store.entitiesById(ctx.tx)).map((each) => [each.entity_id, each]));
  const balances: Balance[] = [];
  const disputed = new Map(
    (await disputedThen(ctx, { day: to, knownAt: null })).map((row) => [row.document_id, row.disputed_minor]),
  );
  for (let at = 0; at < accounts.length; at += ACCOUNTS_CHUNK) {
    const chunk = accounts.slice(at, at + ACCOUNTS_CHUNK);
    const ids = chunk.map((each) => each.account_id);
    const partyIds = chunk.map((each) => each.party_id);
    const [moved, lines, standing, retained, consigned] = await Promise.all([
      store.moved(ctx.tx, ids, from, to),
      store.lines(ctx.tx, ids, from, to, ROWS_MAX),
      store.standing(ctx.tx, ids, to, ROWS_MAX),
      store.retained(ctx.tx, partyIds),
      store.consigned(ctx.tx, partyIds, to),
    ]);
    const heldBack = new Set(retained.map((each) => each.document_id));
    const goods = new Map(consigned.map((each) => [`${each.party_id} ${each.entity_id} ${each.currency}`, each.minor]));
    if (lines.length > ROWS_MAX || standing.length > ROWS_MAX) throw tooMuch();
    const [movedOf, linesOf, standingOf] = [byBalance(moved), byBalance(lines), byBalance(standing)];
    for (const account of chunk) {
      const own = new Set(
        [...movedOf.keys(), ...linesOf.keys(), ...standingOf.keys()].filter((each) => each.startsWith(account.account_id)),
      );
      for (const balanceKey of [...own].sort()) {
        const entityId = balanceKey.slice(account.account_id.length + 1);
        const entity = entities.get(entityId);
        if (!entity) continue;
        const facts = factsOf(
          account,
          entity,
          { from, to },
          movedOf.get(balanceKey) ?? [],
          linesOf.get(balanceKey) ?? [],
          standingOf.get(balanceKey) ?? [],
          { heldBack, disputed, consignedMinor: goods.get(`${account.party_id} ${entityId} ${account.currency}`) ?? null },
        );
        if (hasAnything(facts)) balances.push({ account, entityId, facts });
      }
    }
  }
  return balances;
}

function factsOf(
  account: CandidateRow,
  entity: { code: string; name: string },
  period: { from: Day; to: Day },
  moved: readonly MovedRow[],
  lines: readonly LineRow[],
  standing: readonly StandingRow[],
  beside: { heldBack: ReadonlySet<string>; disputed: ReadonlyMap<string, bigint>; consignedMinor: bigint | null },
): StatementFacts {
  const part = (name: StandingRow['part']) => standing.filter((row) => row.part === name);
  const retention = part('open').filter((row) => beside.heldBack.has(row.document_id));
  return {
    entity: { code: entity.code, name: entity.name },
    customer: { code: account.code, name: account.name },
    currency: account.currency,
    ...period,
    openingMinor: sumMinor(moved.map((row) => row.opening)),
    moved: moved.map((row) => ({ kind: row.kind, minor: row.moved })),
    lines: lines.map((row) => ({ on: row.on_day, kind: movementKind(row.kind), number: row.number, minor: row.minor })),
    items: part('open').map((row) => ({ ...itemOf(row), disputedMinor: beside.disputed.get(row.document_id) })),
    unapplied: part('unapplied').map(itemOf),
    billsMinor: sumMinor(part('bills').map((row) => row.minor)),
    deliveredMinor: sumMinor(part('delivered').map((row) => row.minor)),
    consignedMinor: beside.consignedMinor,
    retentionMinor: retention.length > 0 ? sumMinor(retention.map((row) => row.minor)) : null,
  };
}

function itemOf(row: StandingRow): StatementItem {
  return {
    documentId: row.document_id,
    kind: row.kind,
    number: row.number,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    amountMinor: row.amount_minor,
    openMinor: row.minor,
  };
}

function hasAnything(facts: StatementFacts): boolean {
  return (
    facts.items.length + facts.unapplied.length + facts.lines.length > 0 || facts.openingMinor !== 0n || facts.billsMinor !== 0n
  );
}

function byBalance<Row extends { account_id: string; entity_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => `${row.account_id} ${row.entity_id}`);
}

function checkPeriod(ctx: Ctx, from: Day, to: Day): void {
  const refuse = (message: string) =>
    new Problem(400, 'period_malformed', message, { fields: [{ field: 'to', message: 'not a period' }] });
  if (from > to) throw refuse('the period ends before it begins');
  if (to > ctx.today) throw refuse('the period ends in the future; a balance is confirmed as of a day that has passed');
}

function tooMuch(): Problem {
  return new Problem(
    422,
    'letters_too_large',
    `these letters have more than ${ROWS_MAX} lines; choose a shorter period or fewer customers`,
  );
}
