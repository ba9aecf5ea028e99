// The verbs on limits: propose.ts makes drafts, decisions.ts brings them to a second person, grants.ts puts them in force.
import { wireMoney } from '#base/money.ts';
import { asOfOf, isNow } from '#platform/as-of.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { grantsThen, stepsThen } from './known.ts';
import * as store from './store.ts';
import { wireProposal } from './wire.ts';

export { decided, set, submit } from './decisions.ts';
export { freeze, unfreeze } from './freezes.ts';
export { askForLimits, decidedLimits, limitsLacking, takeBackLimits } from './from-file.ts';
export { type DirectGrant, grantDirectly } from './grants.ts';
export { propose } from './propose.ts';

const GRANTS_SHOWN_MAX = 200;

export const proposals: Action<typeof contract.proposals> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const rows = await store.proposalsPage(ctx.tx, {
    state: input.state ?? null,
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    before: readInstantMark(input.cursor),
    limit,
  });
  const last = rows.at(-1);
  return {
    proposals: rows.map(wireProposal),
    next: rows.length === limit && last ? instantMark(last.recorded_at, last.proposal_id) : null,
  };
};

export const of: Action<typeof contract.of> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const { tx } = ctx;
  const asOf = asOfOf(ctx, input);
  const day = asOf.day;
  const { knownAt } = asOf;
  const [rows, steps, freezes, open] = await Promise.all([
    store.grantsOf(tx, party.party_id, knownAt, GRANTS_SHOWN_MAX),
    knownAt === null ? store.stepsOf(tx, party.party_id) : stepsThen(ctx, party.party_id, asOf),
    isNow(ctx, asOf) ? store.standingFreezes(tx, party.party_id) : store.freezesOn(tx, party.party_id, asOf, ctx.tenant.timeZone),
    // What waits for a decision is a matter of now.
    knownAt === null ? store.openProposalsOf(tx, party.party_id) : [],
  ]);
  const grants = knownAt === null ? rows : grantsThen(rows, knownAt);
  const holds = (row: store.GrantRow) =>
    row.revoked_at === null && row.valid_from <= day && (row.valid_to === null || row.valid_to >= day);
  const terms = grants.flatMap((row) => (holds(row) && row.terms_days !== null ? [row.terms_days] : []));
  const [freeze] = freezes;
  return {
    grants: grants.map((row) => ({
      id: row.grant_id,
      kind: row.kind,
      mode: row.mode,
      amount: row.amount_minor === null ? null : wireMoney(row.amount_minor, row.currency),
      currency: row.currency,
      termsDays: row.terms_days,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      inForce: holds(row),
      grantedBy: row.granted_by,
      recordedAt: row.recorded_at.toISOString(),
      revokedAt: row.revoked_at?.toISOString() ?? null,
    })),
    steps: steps.map((row) => ({
      currency: row.currency,
      startsOn: row.starts_on,
      mode: row.mode,
      limit: row.cap_minor === null ? null : wireMoney(row.cap_minor, row.currency),
      expiredOn: row.expired_on,
    })),
    // As the order check reads them: the longest granted, else those of the master.
    termsDays: terms.length > 0 ? Math.max(...terms) : await store.masterTerms(tx, party.party_id, knownAt),
    freeze: freeze
      ? { id: freeze.freeze_id, frozenAt: freeze.frozen_at.toISOString(), by: freeze.frozen_by, reason: freeze.reason }
      : null,
    open: open.map(wireProposal),
  };
};
