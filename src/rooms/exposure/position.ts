// The balances of a customer as they stand; as of another day or as known at a moment folded from the entries, his groups as they stood then.
import type { Day } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import { type CapStep, exposureOf, type Part, turn } from '#engine/account.ts';
import { type AsOf, asOfOf, isNow } from '#platform/as-of.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { positionOf, readLines, type Shown, worth } from './actions.ts';
import { capStepsThen } from './caps-then.ts';
import type * as contract from './contract.ts';
import { ratesInForce } from './rates.ts';
import * as store from './store.ts';
import * as past from './store-past.ts';
import { unvalued } from './store-rates.ts';

/**
 * The accounts of a party and of the groups above it as they were. Asked for a day alone, limits are those that are said of that day now; as
 * known at a moment, those that were known. `unvalued`: foreign currencies that were owed in and had no rate then.
 */
async function nodesOn(
  ctx: Ctx,
  partyId: string,
  asOf: AsOf,
): Promise<{ readonly nodes: readonly Shown[]; readonly unvalued: readonly string[] }> {
  const { tx } = ctx;
  const [own, line, rates] = await Promise.all([
    store.accountsOfParties(tx, [partyId]),
    past.groupsOn(tx, partyId, asOf),
    ratesInForce(ctx, asOf.day, asOf.knownAt),
  ]);
  const groups = [
    ...(await store.accountsOfParties(
      tx,
      line.map((row) => row.party_id),
    )),
  ].filter((row) => row.kind === 'group');
  const groupIds = [...new Set(groups.map((row) => row.party_id))];
  const members = groupIds.length > 0 ? await past.membersOn(tx, groupIds, asOf) : [];
  const below = await store.accountsOfParties(tx, [...new Set(members.map((row) => row.party_id))]);
  const leaves = new Map([...own, ...below].filter((row) => row.kind === 'own').map((row) => [row.account_id, row]));
  const mine = own.filter((row) => row.kind !== 'group');
  const shown = [...mine, ...groups];
  const [folds, steps, paid] = await Promise.all([
    past.foldOn(tx, [...leaves.keys()], asOf),
    stepsThen(ctx, asOf, shown),
    past.lastPaidOn(
      tx,
      mine.map((row) => row.account_id),
      asOf,
    ),
  ]);
  const foldsOf = Map.groupBy(folds, (row) => row.account_id);
  const membersOf = Map.groupBy(members, (row) => row.group_id);
  const paidOf = new Map(paid.map((row) => [row.account_id, row.on]));
  for (const leaf of leaves.values()) {
    const rate = rates.get(leaf.currency);
    foldInto(leaf, foldsOf.get(leaf.account_id) ?? [], asOf.day);
    leaf.rate_num = leaf.currency === ctx.tenant.currency ? null : (rate?.num ?? null);
    leaf.rate_den = leaf.currency === ctx.tenant.currency ? null : (rate?.den ?? null);
  }
  const leavesOf = Map.groupBy(leaves.values(), (row) => row.party_id);
  const home = ctx.tenant.currency;
  for (const node of shown) {
    const under =
      node.kind === 'own'
        ? []
        : node.kind === 'total'
          ? mine.filter((row) => row.kind === 'own')
          : (membersOf.get(node.party_id) ?? []).flatMap((row) => leavesOf.get(row.party_id) ?? []);
    if (node.kind !== 'own') {
      foldInto(node, [], asOf.day);
      node.children_minor = under.reduce((sum, leaf) => sum + countsOn(node, leaf, home), 0n);
      node.exposure_minor = node.children_minor;
    }
    const capped = turn({ dueDays: [], capSteps: steps.get(node.account_id) ?? [], asOf: asOf.day });
    node.cap_mode = capped.mode;
    node.cap_minor = capped.capMinor;
    node.cap_expired_on = capped.expiredOn;
    node.last_paid_on = paidOf.get(node.account_id) ?? null;
  }
  const without = mine.filter(
    (row) => row.kind === 'own' && row.currency !== ctx.tenant.currency && row.exposure_minor !== 0n && row.rate_num === null,
  );
  return { nodes: shown, unvalued: without.map((row) => row.currency) };
}

function stepsThen(ctx: Ctx, asOf: AsOf, shown: readonly Shown[]): Promise<ReadonlyMap<string, readonly CapStep[]>> {
  return asOf.knownAt === null ? stepsOn(ctx, shown) : capStepsThen(ctx, asOf, shown);
}

async function stepsOn(ctx: Ctx, shown: readonly Shown[]): Promise<ReadonlyMap<string, readonly CapStep[]>> {
  const ids = shown.map((row) => row.account_id);
  return Map.groupBy(await store.capSteps(ctx.tx, ids), (row) => row.account_id);
}

/** A group's node in another currency counts what is owed in it; the one in ours counts all. */
function countsOn(node: Shown, leaf: Shown, home: string): bigint {
  if (node.currency === leaf.currency) return leaf.exposure_minor;
  return node.currency === home ? worth(leaf) : 0n;
}

const PARTS: readonly Exclude<Part, 'children'>[] = ['open', 'bills', 'delivered', 'reserved', 'unapplied'];

/** Puts the parts, the ageing and what is overdue on a row that stood otherwise today. */
function foldInto(row: Shown, folds: readonly past.FoldRow[], day: Day): void {
  for (const part of PARTS) {
    row[`${part}_minor`] = folds.reduce((sum, each) => (each.part === part ? sum + each.amount_minor : sum), 0n);
  }
  row.children_minor = 0n;
  row.exposure_minor = exposureOf({
    open: row.open_minor,
    bills: row.bills_minor,
    delivered: row.delivered_minor,
    reserved: row.reserved_minor,
    unapplied: row.unapplied_minor,
    children: 0n,
  });
  const aged = turn({
    dueDays: folds.flatMap((each) =>
      each.part === 'open' && each.due_on !== null
        ? [{ dueOn: each.due_on, openMinor: each.amount_minor, disputedMinor: 0n, items: 1 }]
        : [],
    ),
    capSteps: [],
    asOf: day,
  });
  row.overdue_minor = aged.overdueMinor;
  row.oldest_due_on = aged.oldestDueOn;
  row.ageing = [...aged.bucketsMinor];
}

const KIND_ORDER: Readonly<Record<Shown['kind'], number>> = { own: 0, total: 1, group: 2 };

export const position: Action<typeof contract.position> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const asOf = asOfOf(ctx, input);
  const home = ctx.tenant.currency;
  const { nodes: rows, unvalued: without } = isNow(ctx, asOf)
    ? await nodesNow(ctx, party.party_id)
    : await nodesOn(ctx, party.party_id, asOf);
  const sorted = [...rows].sort((a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || (a.currency < b.currency ? -1 : 1));
  return {
    positions: sorted.map((row) => ({
      ...positionOf(row, asOf.day, row.kind === 'total' ? without : []),
      worth: row.rate_num === null ? null : wireMoney(worth(row), home),
    })),
    asOf: asOf.day,
  };
};

async function nodesNow(ctx: Ctx, partyId: string): Promise<{ nodes: readonly Shown[]; unvalued: readonly string[] }> {
  const ids = (await store.accountsOfParties(ctx.tx, [partyId])).map((row) => row.account_id);
  const nodes = await readLines(ctx, ids);
  const several = nodes.some((row) => row.kind === 'total');
  const without = several ? await unvalued(ctx.tx, [partyId], ctx.tenant.currency) : [];
  return { nodes, unvalued: without.map((row) => row.currency) };
}
