// Limit and free credit for a cart: one round trip, no lock, nothing reserved.
import { wireMoney } from '#base/money.ts';
import { availableOf } from '#engine/account.ts';
import { coveredMinor } from '#engine/order-findings.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { creditStanding, resolveParty } from '#rooms/customers/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { checkedNodes, exposureOf } from './facts.ts';
import { coverIn } from './more-facts.ts';
import * as store from './store-credit.ts';
import { deliveredBelow } from './store-facts.ts';

/** What a check would find free at this instant, but for reservations that have run out and were not given back yet. */
export const credit: Action<typeof contract.credit> = async (ctx, input) => {
  const currency = input.currency ?? ctx.tenant.currency;
  const [{ rules }, found] = await Promise.all([rulebook(ctx, 'order-check'), lineOf(ctx, input.customer, currency)]);
  const { code, line } = found;
  const money = (minor: bigint) => wireMoney(minor, currency);
  const [own] = line;
  if (!own) {
    const nothing = money(0n);
    return {
      customer: code,
      currency,
      mode: 'none',
      limit: null,
      exposure: nothing,
      available: nothing,
      bound: 'own',
      frozen: found.frozen,
      overdue: nothing,
    };
  }
  let tightest: { free: bigint; kind: 'own' | 'group' } | null = null;
  const nodes = checkedNodes(line);
  const delivered = new Map(
    (rules.settings.consumes === 'invoices'
      ? await deliveredBelow(
          ctx.tx,
          line.map((node) => node.account_id),
        )
      : []
    ).map((row) => [row.node_id, row.delivered_minor]),
  );
  const said = rules.settings.coverCounts ? await creditStanding(ctx, [...new Set(line.map((node) => node.party_id))]) : null;
  for (const node of nodes) {
    const { row, kind, capMinor, kept } = node;
    if (kind === 'group' && row.cap_mode === 'none' && rules.settings.groupWithoutLimit === 'no_cap') continue;
    const countedMinor = exposureOf(node, delivered.get(row.account_id) ?? 0n);
    const coverMinor = coverIn(said?.get(row.party_id)?.covers ?? [], currency, ctx.tenant.currency, kept?.rate ?? null);
    const free = availableOf(row.cap_mode, capMinor, coveredMinor({ coverMinor }, countedMinor, rules.settings));
    if (free !== null && (tightest === null || free < tightest.free)) tightest = { free, kind };
  }
  const [capped] = nodes;
  return {
    customer: code,
    currency,
    mode: capped!.row.cap_mode,
    limit: capped!.capMinor === null ? null : money(capped!.capMinor),
    exposure: money(capped!.exposureMinor),
    available: tightest === null ? null : money(tightest.free),
    bound: tightest?.kind ?? null,
    frozen: found.frozen,
    overdue: money(own.overdue_minor),
  };
};

async function lineOf(ctx: Ctx, customer: string, currency: string) {
  const asked = { currency, today: ctx.today, at: ctx.at, ownerId: ownerScope(ctx) };
  const line = await store.creditLine(ctx.tx, ctx.tenant.id, { code: customer, ...asked });
  if (line.length > 0) return { code: customer, line, frozen: line[0]!.frozen };
  // The code of another source system, or a customer without an account; who is not there or not to be seen ends here.
  const party = await resolveParty(ctx, customer);
  const again = party.code === customer ? [] : await store.creditLine(ctx.tx, ctx.tenant.id, { code: party.code, ...asked });
  return { code: party.code, line: again, frozen: again[0]?.frozen ?? (await store.isFrozen(ctx.tx, party.party_id)) };
}
