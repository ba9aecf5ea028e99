// Proposals by the rulebook: facts of the ledger and a grade in, a limit with its arithmetic out, kept as drafts.
import { encode } from '#base/codec.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { indicatorsOf } from '#engine/indicators.ts';
import { capacityOf, type LimitRules, type Proposal, type ProposalFacts, proposeLimit } from '#engine/limit-proposal.ts';
import { withMoney } from '#engine/money-keys.ts';
import { NOT_RATED, rate, type Scorecard } from '#engine/scorecard.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { type AccountFacts, coefficientsOf, dayNotLater, ledgerFacts } from '#rooms/indicators/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { gradesOn } from '#rooms/ratings/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import { wireProposal } from './wire.ts';

/** What the answer shows of a run over everybody. */
const SHOWN_MAX = 500;
/** Kept in memory while a run goes over everybody: enough to find the largest changes at the end. */
const CANDIDATES_MAX = 5_000;

type Without = {
  readonly customer: string;
  readonly name: string;
  readonly code: 'not_rated' | 'no_capacity_known' | 'unlimited';
};

type Decided =
  | { readonly kind: 'proposal'; readonly row: store.NewProposal; readonly changeMinor: bigint }
  | { readonly kind: 'same' }
  | { readonly kind: 'without'; readonly why: Without };

/**
 * Proposes a permanent limit for each account, or for those of one customer. A draft of before is superseded; the same draft of the same
 * day and rulebook stays, so that asking again changes nothing. What waits for a decision is left alone.
 */
export const propose: Action<typeof contract.propose> = async (ctx, input) => {
  const asOf = dayNotLater(ctx, input.asOf);
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const { run, version } = await proposeFor(ctx, asOf, party ? [party.party_id] : null);
  const shown = run.largest();
  const rows = new Map((await store.proposalsById(ctx.tx, shown)).map((row) => [row.proposal_id, row]));
  ctx.note({
    ...(party ? { partyId: party.party_id } : {}),
    facts: { asOf, rulebookVersion: version, proposed: run.proposed, unchanged: run.unchanged, missing: run.missing },
  });
  return {
    asOf,
    rulebookVersion: version,
    proposed: run.proposed,
    unchanged: run.unchanged,
    missing: run.missing,
    proposals: shown.flatMap((id) => {
      const row = rows.get(id);
      return row ? [wireProposal(row)] : [];
    }),
    without: run.without,
  };
};

/** Proposals for these customers (null: everybody). A draft that lowers a limit because of a fallen grade says so. */
export async function proposeFor(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[] | null,
  reasonOf: ReadonlyMap<string, string> = new Map(),
): Promise<{ run: Run; version: number }> {
  const [rules, card] = await Promise.all([rulebook(ctx, 'limits'), rulebook(ctx, 'scorecard')]);
  const run = new Run();
  for await (const chunk of ledgerFacts(ctx, asOf, partyIds)) {
    await proposeChunk(ctx, asOf, chunk, { rules: rules.rules, version: rules.version, card: card.rules, reasonOf }, run);
    ctx.progress(run.done, null, '额度建议');
  }
  return { run, version: rules.version };
}

/** Counts of a run over everybody, and its largest changes. */
class Run {
  done = 0;
  proposed = 0;
  unchanged = 0;
  missing = 0;
  readonly without: Without[] = [];
  #candidates: { readonly id: string; readonly size: bigint }[] = [];

  propose(id: string, changeMinor: bigint): void {
    this.proposed += 1;
    this.#candidates.push({ id, size: changeMinor < 0n ? -changeMinor : changeMinor });
    if (this.#candidates.length > CANDIDATES_MAX) this.#candidates = this.#sorted().slice(0, SHOWN_MAX);
  }

  lack(why: Without): void {
    this.missing += 1;
    if (this.without.length < SHOWN_MAX) this.without.push(why);
  }

  #sorted() {
    return this.#candidates.sort((a, b) => (a.size < b.size ? 1 : a.size > b.size ? -1 : a.id < b.id ? -1 : 1));
  }

  largest(): string[] {
    return this.#sorted()
      .slice(0, SHOWN_MAX)
      .map((each) => each.id);
  }
}

type Policy = {
  readonly rules: LimitRules;
  readonly version: number;
  readonly card: Scorecard;
  /** Why, by customer, where something asked for it. */
  readonly reasonOf: ReadonlyMap<string, string>;
};

async function proposeChunk(ctx: Ctx, asOf: Day, chunk: readonly AccountFacts[], policy: Policy, run: Run): Promise<void> {
  const accountIds = chunk.map((each) => each.accountId);
  const partyIds = [...new Set(chunk.map((each) => each.partyId))];
  const [grades, coefficients, granted, open] = await Promise.all([
    gradesOn(ctx, asOf, partyIds),
    coefficientsOf(ctx, asOf, partyIds, policy.rules.coefficients),
    store.standingGrants(ctx.tx, accountIds),
    store.openProposals(ctx.tx, accountIds),
  ]);
  const grantsOf = Map.groupBy(granted, (row) => row.account_id);
  const draftsOf = Map.groupBy(
    open.filter((row) => row.state === 'draft' && row.kind === 'permanent'),
    (row) => row.account_id,
  );

  const fresh: store.NewProposal[] = [];
  const superseded: string[] = [];
  for (const account of chunk) {
    const permanent = (grantsOf.get(account.accountId) ?? [])
      .filter((row) => row.kind === 'permanent' && row.valid_from <= asOf && (row.valid_to === null || row.valid_to >= asOf))
      .at(-1);
    const known = { grade: grades.get(account.partyId) ?? null, coefficients: coefficients(account.partyId) };
    const decided = decide(ctx, asOf, account, permanent ?? null, known, policy);
    const drafts = draftsOf.get(account.accountId) ?? [];
    run.done += 1;
    if (decided.kind === 'without') run.lack(decided.why);
    if (decided.kind === 'same') run.unchanged += 1;
    const same =
      decided.kind === 'proposal' ? drafts.find((draft) => draft.as_of === asOf && sameDraft(draft, decided.row)) : undefined;
    for (const draft of drafts) if (draft !== same) superseded.push(draft.proposal_id);
    if (decided.kind !== 'proposal') continue;
    if (!same) fresh.push(decided.row);
    run.propose(same ? same.proposal_id : decided.row.proposalId, decided.changeMinor);
  }

  if (superseded.length > 0) await store.moveProposals(ctx.tx, superseded, 'draft', 'superseded');
  const made = { at: ctx.at, by: ctx.actor.id, byName: ctx.actor.name };
  if (fresh.length > 0) await store.insertProposals(ctx.tx, ctx.tenant.id, made, fresh);
}

function sameDraft(draft: store.OpenProposalRow, row: store.NewProposal): boolean {
  return (
    draft.mode === row.mode &&
    draft.amount_minor === row.amountMinor &&
    draft.terms_days === row.termsDays &&
    draft.rulebook_version === row.rulebookVersion
  );
}

/** The grade that stands as of the day; a customer that nobody has rated yet is rated on these same facts. */
function decide(
  ctx: Ctx,
  asOf: Day,
  account: AccountFacts,
  permanent: store.GrantRow | null,
  known: { readonly grade: string | null; readonly coefficients: ProposalFacts['coefficients'] },
  policy: Policy,
): Decided {
  const { facts } = account;
  const without = (code: Without['code']): Decided => ({
    kind: 'without',
    why: { customer: account.code, name: account.name, code },
  });
  // Somebody decided that there is no cap here: a number would take that back.
  if (permanent?.mode === 'unlimited') return without('unlimited');
  const indicators = indicatorsOf(facts, asOf);
  const grade = known.grade ?? rate(policy.card, indicators, asOf).grade;
  if (grade === NOT_RATED) return without('not_rated');
  const currentLimitMinor = permanent === null ? null : permanent.mode === 'amount' ? permanent.amount_minor : 0n;
  const proposal = proposeLimit(
    {
      currency: facts.currency,
      grade,
      ...capacityOf(indicators),
      coefficients: known.coefficients,
      portfolioExposureMinor: facts.portfolioExposureMinor,
      requestedMinor: null,
      requestedTermsDays: null,
      currentLimitMinor,
      currentTermsDays: permanent?.terms_days ?? account.termsDays,
      exposureMinor: facts.exposureMinor,
    },
    policy.rules,
    asOf,
  );
  if (proposal.reasons.some((reason) => reason.code === 'no_capacity_known')) return without('no_capacity_known');
  const credit = proposal.limitMinor > 0n;
  if (stands(proposal, permanent, credit)) return { kind: 'same' };
  const arithmetic = withMoney({ ...proposal, grade, currentLimitMinor }, facts.currency);
  return {
    kind: 'proposal',
    changeMinor: proposal.changeMinor,
    row: {
      proposalId: newId(),
      accountId: account.accountId,
      partyId: account.partyId,
      kind: 'permanent',
      mode: credit ? 'amount' : 'none',
      amountMinor: credit ? proposal.limitMinor : null,
      currency: facts.currency,
      termsDays: proposal.termsDays,
      validFrom: ctx.today,
      validTo: null,
      arithmetic: encode(arithmetic),
      reason: policy.reasonOf.get(account.partyId) ?? null,
      asOf,
      rulebookVersion: policy.version,
    },
  };
}

/** The limit in force says the same already. Terms that nobody has set are no difference. */
function stands(proposal: Proposal, permanent: store.GrantRow | null, credit: boolean): boolean {
  if (permanent === null) return !credit;
  const sameTerms = permanent.terms_days === null || permanent.terms_days === proposal.termsDays;
  if (!credit) return permanent.mode === 'none' || permanent.amount_minor === 0n;
  return permanent.mode === 'amount' && permanent.amount_minor === proposal.limitMinor && sameTerms;
}
