// What customers' answers left open: whose it is and until when, over all letters.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, daysBetween } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import * as people from '#platform/auth/store.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { raiseDisputes } from '#rooms/settlements/disputes.ts';
import { seenTargets } from '#rooms/settlements/gather.ts';
import type * as contract from './contract.ts';
import { byOf, letterOf } from './letters.ts';
import { refused } from './sending.ts';
import * as store from './store-differences.ts';

/** Who records an answer has two weeks for what it leaves open, unless another day is given. */
const DUE_AFTER_DAYS = 14;
const DUE_WITHIN_DAYS = 366;
/** Stands for no day in the order: last. */
const NO_DAY: Day = '9999-12-31';

/** Whose a new difference is, and until when: of the person who recorded the answer, null for a machine. */
export function followedBy(ctx: Ctx): { ownerId: string | null; owner: string | null; dueOn: Day } {
  const person = ctx.actor.kind === 'user' ? byOf(ctx) : null;
  return { ownerId: person?.id ?? null, owner: person?.name ?? null, dueOn: addDays(ctx.today, DUE_AFTER_DAYS) };
}

/** What stays in dispute of a document that is still owed is marked there too: rules leave it alone, it is shown and dunned as such. */
export async function disputeDocument(ctx: Ctx, documentId: string, gapMinor: bigint, reason: string): Promise<void> {
  const to = (await seenTargets(ctx, [documentId])).get(documentId)!;
  if (to.open_minor <= 0n || to.disputed_minor > 0n || !['invoice', 'bill', 'retention'].includes(to.kind)) return;
  const amountMinor = gapMinor > 0n && gapMinor < to.open_minor ? gapMinor : null;
  await raiseDisputes(ctx, [{ to, amountMinor, kind: 'other', reason, on: ctx.today }]);
}

export const differences: Action<typeof contract.differences> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const filter = {
    state: input.view === 'settled' ? ('settled' as const) : ('open' as const),
    ownedBy: input.view === 'mine' ? (ctx.actor.id ?? null) : null,
    disputed: input.view === 'disputed',
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
  };
  const rows = await store.differencesPage(ctx.tx, filter, readDayMark(input.cursor), limit);
  const counts = await store.openCounts(ctx.tx, ctx.today, ownerScope(ctx), ctx.actor.id);
  const last = rows.at(-1);
  return {
    differences: rows.map((row) => {
      const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
      return {
        id: row.difference_id,
        number: row.number,
        why: row.why,
        ours: money(row.ours_minor),
        theirs: money(row.theirs_minor),
        gap:
          row.ours_minor === null && row.theirs_minor === null ? null : money((row.ours_minor ?? 0n) - (row.theirs_minor ?? 0n)),
        owner: row.owner === null ? null : { id: row.owner_id, name: row.owner },
        dueOn: row.due_on,
        daysLeft: row.state === 'open' && row.due_on !== null ? daysBetween(ctx.today, row.due_on) : null,
        resolution: row.resolution,
        letter: { id: row.letter_id, number: row.letter_number },
        customer: { code: row.code, name: row.name },
        answeredOn: row.answered_on,
      };
    }),
    counts: { open: counts.open, mine: counts.mine, late: counts.late },
    next: rows.length === limit && last ? dayMark(last.due_on ?? NO_DAY, last.difference_id) : null,
  };
};

export const assign: Action<typeof contract.assign> = async (ctx, input) => {
  const found = await store.lockDifference(ctx.tx, input.difference);
  const unknown = () => new Problem(404, 'difference_unknown', 'there is no such difference');
  if (!found) throw unknown();
  const letter = await letterOf(ctx, found.letter_id).catch(() => {
    throw unknown();
  });
  if (found.state !== 'open') throw new Problem(409, 'difference_settled', 'this difference was settled already');
  if (input.dueOn !== undefined && (input.dueOn < ctx.today || input.dueOn > addDays(ctx.today, DUE_WITHIN_DAYS)))
    throw refused('day_impossible', 'the day by which it is settled lies between today and a year from now', 'dueOn');
  const person =
    input.owner === undefined
      ? { id: found.owner_id, name: found.owner }
      : (await people.users(ctx.tx)).flatMap((each) =>
          each.user_id === input.owner && !each.disabled_at ? [{ id: each.user_id, name: each.display_name }] : [],
        )[0];
  if (!person) throw refused('user_unknown', 'there is no such colleague', 'owner');
  await store.assign(ctx.tx, input.difference, {
    ownerId: person.id,
    owner: person.name,
    dueOn: input.dueOn ?? found.due_on,
  });
  ctx.note({
    subject: { kind: 'letter', id: letter.letter_id },
    partyId: letter.party_id,
    facts: { number: letter.number, difference: found.number, owner: person.name, dueOn: input.dueOn ?? found.due_on },
  });
  return { owner: person.name, dueOn: input.dueOn ?? found.due_on };
};
