// A person's word against the card: another grade, or the support of a group, with reason and end, agreed by a second person.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { notchesBetween } from '#engine/rating-standing.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { request, withdraw } from '#rooms/approvals/actions.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import * as contract from './contract.ts';
import { rateAll } from './run.ts';
import * as store from './store.ts';
import * as standing from './store-standing.ts';

const DECIDE_WITHIN_MS = 3 * 24 * 3_600_000;
const SHOWN_MAX = 500;
/** Above this share of overruled grades the card itself wants a review. */
const REVIEW_PPM = 100_000;

export const propose: Action<typeof contract.proposeOverride> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const { rules } = await rulebook(ctx, 'scorecard');
  const now = await store.ratingOn(ctx.tx, party.party_id, { day: ctx.today, knownAt: null });
  if (!now) throw new Problem(409, 'not_rated_yet', 'this customer was never rated; run the ratings first');
  const computed = String(now.body['gradeComputed'] ?? now.grade);
  const endsOn = input.endsOn;
  if (endsOn <= ctx.today || endsOn > addDays(ctx.today, rules.judgement.daysMax)) {
    throw new Problem(400, 'date_out_of_range', `the last day is after today and at most ${rules.judgement.daysMax} days on`, {
      fields: [{ field: 'endsOn', message: 'out of range' }],
      facts: { days: rules.judgement.daysMax },
    });
  }
  const what =
    input.kind === 'override'
      ? { grade: gradeAsked(rules.scale, input.grade, computed, rules.judgement.upMax), supporter: null, notches: null }
      : await supportAsked(ctx, party.party_id, input, rules.judgement.supportMax);
  const overrideId = newId();
  const exposure = await store.exposureOf(ctx.tx, party.party_id, ctx.tenant.currency);
  const caseId = await request(ctx, {
    kind: input.kind === 'override' ? contract.OVERRIDE_CASE : contract.SUPPORT_CASE,
    subjectId: overrideId,
    partyId: party.party_id,
    proposal: {
      customer: party.code,
      name: party.name,
      from: computed,
      to: what.grade ?? what.supporter?.name ?? '',
      notches: what.notches ?? (what.grade ? notchesBetween(rules.scale, computed, what.grade) : null),
      endsOn,
      reason: input.reason,
      capsApplied: now.body['capsApplied'] ?? [],
    },
    amountMinor: exposure > 0n ? exposure : 0n,
    currency: ctx.tenant.currency,
    dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_MS),
  });
  const made = await standing.insertOverride(
    ctx.tx,
    ctx.tenant.id,
    {
      overrideId,
      partyId: party.party_id,
      kind: input.kind,
      grade: what.grade,
      supporterId: what.supporter?.party_id ?? null,
      notches: what.notches,
      gradeThen: computed,
      reason: input.reason,
      endsOn,
      caseId,
    },
    { at: ctx.at, by: ctx.actor.id, byName: ctx.actor.name },
  );
  if (!made)
    throw new Problem(409, 'override_open', 'another proposal for this customer waits for its decision; withdraw it first');
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    facts: { kind: input.kind, from: computed, to: what.grade ?? what.supporter?.code, endsOn, reason: input.reason },
  });
  return { id: overrideId, state: 'proposed' as const };
};

type Scale = Awaited<ReturnType<typeof rulebook<'scorecard'>>>['rules']['scale'];

/** Down as far as anybody likes; up by as many notches as the card allows. Whoever is not rated may be given any grade but the best ones. */
function gradeAsked(scale: Scale, grade: string | undefined, computed: string, upMax: number): string {
  const grades = scale.map((step) => step.grade);
  if (grade === undefined || !grades.includes(grade)) {
    throw new Problem(400, 'grade_off_scale', `a grade of the scale: ${grades.join(' ')}`, {
      fields: [{ field: 'grade', message: 'not on the scale' }],
      facts: { grades },
    });
  }
  if (grade === computed) throw new Problem(409, 'grade_same', `the card says ${grade} already`, { facts: { grade } });
  const notches = notchesBetween(scale, computed, grade);
  if (notches !== null && notches > upMax) {
    throw new Problem(422, 'notches_above', `at most ${upMax} notches better than the card; ${grade} would be ${notches}`, {
      facts: { most: upMax, asked: notches, from: computed, to: grade },
    });
  }
  return grade;
}

async function supportAsked(
  ctx: Ctx,
  partyId: string,
  input: { supporter?: string | undefined; notches?: number | undefined },
  supportMax: number,
) {
  if (input.supporter === undefined) {
    throw new Problem(400, 'supporter_missing', 'name the member of the group that stands behind', {
      fields: [{ field: 'supporter', message: 'missing' }],
    });
  }
  const supporter = await resolveParty(ctx, input.supporter);
  if (!(await store.sameGroup(ctx.tx, partyId, supporter.party_id, ctx.today))) {
    throw new Problem(422, 'not_in_group', `${supporter.name} is not in a group with this customer`, {
      facts: { supporter: supporter.code },
    });
  }
  if ((await store.gradesOn(ctx.tx, [supporter.party_id], ctx.today, false)).length === 0) {
    throw new Problem(422, 'supporter_not_rated', `${supporter.name} has no rating of its own`, {
      facts: { supporter: supporter.code },
    });
  }
  const notches = input.notches ?? supportMax;
  if (notches < 1 || notches > supportMax) {
    throw new Problem(422, 'notches_above', `support lifts at most ${supportMax} notches`, {
      facts: { most: supportMax, asked: notches },
    });
  }
  return { grade: null, supporter, notches };
}

type Decided = NonNullable<(typeof approvalDecided)['payload']>;

/** A second person decided: from today the grade stands, and the customer is rated anew. */
export async function decided(ctx: Ctx, payload: Decided): Promise<void> {
  if (payload.kind !== contract.OVERRIDE_CASE && payload.kind !== contract.SUPPORT_CASE) return;
  const row = await standing.lockOverride(ctx.tx, payload.subjectId);
  if (row?.state !== 'proposed') return;
  if (!payload.approved) {
    await standing.close(ctx.tx, row.override_id, { state: 'rejected', at: ctx.at, byName: payload.byName });
    return;
  }
  await standing.approve(ctx.tx, row, { today: ctx.today, at: ctx.at, byName: payload.byName });
  await rateAll(ctx, ctx.today, 0, [row.party_id]);
}

/** Ends one that stands, or takes one back that waits. */
export const end: Action<typeof contract.endOverride> = async (ctx, input) => {
  const row = await standing.lockOverride(ctx.tx, input.id);
  if (!row) throw new Problem(404, 'override_unknown', 'there is no such proposal');
  await resolveParty(ctx, row.customer_code);
  if (row.state === 'proposed') {
    await standing.close(ctx.tx, row.override_id, { state: 'withdrawn', at: ctx.at, byName: ctx.actor.name });
    if (row.case_id) await withdraw(ctx, row.case_id, input.reason);
  } else if (row.state === 'approved' && row.ended_on === null && row.ends_on >= ctx.today) {
    await standing.end(ctx.tx, row.override_id, { today: ctx.today, byName: ctx.actor.name, reason: input.reason });
    await rateAll(ctx, ctx.today, 0, [row.party_id]);
  } else throw new Problem(409, 'override_over', 'this has ended already');
  ctx.note({
    subject: { kind: 'party', id: row.party_id },
    partyId: row.party_id,
    facts: { kind: row.kind, from: row.state, reason: input.reason },
  });
  return { ended: true };
};

export function wireOverride(row: standing.OverrideRow & { stage?: string }, today: string) {
  const isStanding = row.state === 'approved' && row.ends_on >= today && (row.ended_on === null || row.ended_on > today);
  const stage: 'proposed' | 'standing' | 'ended' = row.state === 'proposed' ? 'proposed' : isStanding ? 'standing' : 'ended';
  return {
    id: row.override_id,
    customer: { code: row.customer_code, name: row.customer_name },
    kind: row.kind,
    stage,
    state: row.state,
    from: row.grade_then,
    grade: row.grade,
    supporter: row.supporter_code && row.supporter_name ? { code: row.supporter_code, name: row.supporter_name } : null,
    notches: row.notches,
    reason: row.reason,
    proposedBy: row.proposed_by_name,
    proposedAt: row.proposed_at.toISOString(),
    decidedBy: row.decided_by_name,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    endedOn: row.ended_on,
    endedBy: row.ended_by_name,
    endedReason: row.ended_reason,
    caseId: row.case_id,
  };
}

export const list: Action<typeof contract.overrides> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const filter = { partyId: party?.party_id ?? null, ownerId: ownerScope(ctx), stage: input.stage ?? null };
  const [rows, counts] = await Promise.all([
    standing.overrides(ctx.tx, filter, ctx.today, SHOWN_MAX),
    standing.overriding(ctx.tx),
  ]);
  const sharePpm = counts.rated === 0 ? null : Math.round((counts.overridden / counts.rated) * 1_000_000);
  return {
    overrides: rows.map((row) => wireOverride(row, ctx.today)),
    rated: counts.rated,
    overridden: counts.overridden,
    sharePpm,
    reviewAbovePpm: REVIEW_PPM,
    review: sharePpm !== null && sharePpm > REVIEW_PPM,
  };
};
