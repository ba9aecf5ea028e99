// Limits that a file brings along from another system: asked for together, in one case that a second person decides, and taken back while it waits.
import { newId } from '#base/id.ts';
import { sumMinor, wireMoney } from '#base/money.ts';
import type { Ctx } from '#platform/context.ts';
import { requestAll, withdraw } from '#rooms/approvals/actions.ts';
import { ensureAccounts, ownAccounts } from '#rooms/exposure/actions.ts';
import * as store from './store.ts';

export const FILE_CASE = 'limits-file';
/** Limits in one case: as many as a person can look through. */
const CASE_MAX = 1_000;
const DECIDE_WITHIN_MS = 24 * 3_600_000;

export type FileLimit = {
  readonly partyId: string;
  readonly code: string;
  readonly name: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly termsDays: number | null;
};

export type AskedFromFile = {
  readonly proposals: readonly string[];
  /** In force with this amount already. */
  readonly unchanged: number;
  /** Another limit is in force or waits for a decision: what we know stays, a change is asked for by itself. */
  readonly others: readonly string[];
};

/** What a file's limits would come to: who has none yet, and who has another or waits. Nothing is locked, opened or asked. */
export async function limitsLacking(ctx: Ctx, rows: readonly FileLimit[]): Promise<ReadonlySet<FileLimit>> {
  const accounts = await ownAccounts(ctx, [...new Set(rows.map((row) => row.partyId))]);
  const { standing, waiting } = await knownLimits(ctx, [...accounts.values()]);
  return new Set(
    rows.filter((row) => {
      const accountId = accounts.get(`${row.partyId} ${row.currency}`);
      return accountId === undefined || !(standing.has(accountId) || waiting.has(accountId));
    }),
  );
}

async function knownLimits(ctx: Ctx, ids: readonly string[]) {
  const [grants, open] = await Promise.all([store.standingGrants(ctx.tx, ids), store.openProposals(ctx.tx, ids)]);
  const standing = new Map(
    grants
      .filter((grant) => grant.kind === 'permanent' && (grant.valid_to === null || grant.valid_to >= ctx.today))
      .map((grant) => [grant.account_id, grant.amount_minor]),
  );
  return { standing, waiting: new Set(open.filter((each) => each.state === 'submitted').map((each) => each.account_id)) };
}

/** Asks for limits of customers who have none. They hold from the day on which a second person approves them. */
export async function askForLimits(ctx: Ctx, rows: readonly FileLimit[], file: string): Promise<AskedFromFile> {
  const accounts = await ensureAccounts(ctx, rows);
  const accountOf = (row: FileLimit) => accounts.get(`${row.partyId} ${row.currency}`)!;
  const ids = [...new Set(rows.map(accountOf))];
  const { standing, waiting } = await knownLimits(ctx, ids);
  const fresh: (FileLimit & { accountId: string; proposalId: string })[] = [];
  const others: string[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const accountId = accountOf(row);
    if (standing.get(accountId) === row.amountMinor) unchanged += 1;
    else if (standing.has(accountId) || waiting.has(accountId)) others.push(row.code);
    else fresh.push({ ...row, accountId, proposalId: newId() });
    waiting.add(accountId);
  }
  await store.insertProposals(
    ctx.tx,
    ctx.tenant.id,
    { at: ctx.at, by: ctx.actor.id, byName: ctx.actor.name },
    fresh.map((row) => ({
      ...row,
      kind: 'permanent',
      mode: 'amount',
      validFrom: ctx.today,
      validTo: null,
      arithmetic: null,
      reason: file,
      asOf: ctx.today,
      rulebookVersion: null,
    })),
  );
  for (const [currency, of] of Map.groupBy(fresh, (row) => row.currency)) {
    for (let from = 0; from < of.length; from += CASE_MAX) await submit(ctx, of.slice(from, from + CASE_MAX), currency, file);
  }
  return { proposals: fresh.map((row) => row.proposalId), unchanged, others };
}

/** The authority that decides is measured by the largest of them. */
async function submit(
  ctx: Ctx,
  rows: readonly (FileLimit & { proposalId: string })[],
  currency: string,
  file: string,
): Promise<void> {
  const largest = rows.reduce((most, row) => (row.amountMinor > most ? row.amountMinor : most), 0n);
  const [caseId] = await requestAll(ctx, [
    {
      kind: FILE_CASE,
      subjectId: rows[0]!.proposalId,
      partyId: null,
      proposal: {
        name: file,
        total: wireMoney(sumMinor(rows.map((row) => row.amountMinor)), currency),
        changes: rows.map((row) => ({
          customer: row.code,
          name: row.name,
          amount: wireMoney(row.amountMinor, currency),
          termsDays: row.termsDays,
        })),
      },
      amountMinor: largest,
      currency,
      dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_MS),
    },
  ]);
  await store.markSubmitted(
    ctx.tx,
    rows.map((row) => ({ proposalId: row.proposalId, caseId: caseId! })),
    file,
  );
}

/** Of limits that were asked for, those that are decided already. */
export async function decidedLimits(ctx: Ctx, proposalIds: readonly string[]): Promise<{ number: string; at: Date }[]> {
  const rows = await store.proposalsById(ctx.tx, proposalIds);
  return rows.flatMap((row) => (row.state === 'approved' ? [{ number: row.code, at: row.recorded_at }] : []));
}

/** What still waits is asked no more; `decidedLimits` has been asked before. */
export async function takeBackLimits(ctx: Ctx, proposalIds: readonly string[]): Promise<number> {
  if (proposalIds.length === 0) return 0;
  await store.lockProposals(ctx.tx, proposalIds);
  const rows = (await store.proposalsById(ctx.tx, proposalIds)).filter((row) => row.state === 'submitted');
  for (const caseId of new Set(rows.map((row) => row.case_id))) if (caseId !== null) await withdraw(ctx, caseId, 'undone');
  return store.moveProposals(
    ctx.tx,
    rows.map((row) => row.proposal_id),
    'submitted',
    'superseded',
  );
}
