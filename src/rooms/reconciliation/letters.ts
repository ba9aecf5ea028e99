// Letters: what would be made, making them, the list, one of them, how much is confirmed.
import { createHash } from 'node:crypto';
import { Problem } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import { addMonths, daysBetween } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { sumMinor, wireMoney } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import { statementOf } from '#engine/account-statement.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { filesOf } from '#platform/files.ts';
import { mailRoute, mailsAbout } from '#platform/mail.ts';
import { customerUnknown, resolveParties, resolveParty } from '#rooms/customers/actions.ts';
import { lockLines } from '#rooms/exposure/actions.ts';
import type * as contract from './contract.ts';
import { type Balance, balancesOf } from './figures.ts';
import * as store from './store.ts';
import * as figures from './store-figures.ts';

const OUTLOOK_MAX = 500;
/** A confirmation older than a year says little about what is owed today. */
const CONFIRMED_MONTHS = 12;
/** A letter that is not answered within so many days is spoken of again. */
export const REMIND_AFTER_DAYS = 15;
const NUMBER_SERIES = 'DZ';

export const ABOUT = 'reconciliation.letter';

export const outlook: Action<typeof contract.outlook> = async (ctx, input) => {
  const partyIds = input.customers ? await partiesOf(ctx, input.customers) : null;
  const accounts = await figures.candidates(ctx.tx, {
    partyIds,
    ownerId: ownerScope(ctx),
    currency: input.currency ?? null,
    limit: OUTLOOK_MAX + 1,
  });
  const shown = accounts.slice(0, OUTLOOK_MAX);
  const balances = (await balancesOf(ctx, shown, input.from, input.to)).filter(
    (each) => input.entity === undefined || each.facts.entity.code === input.entity,
  );
  const standing = await standingOf(ctx, balances, input.to);
  const rows = balances.map((each) => {
    const { facts, account } = each;
    const closingMinor = closingOf(each);
    const money = (minor: bigint) => wireMoney(minor, facts.currency);
    const letter = standing.get(balanceKey(account.account_id, each.entityId));
    return {
      customer: { code: account.code, name: account.name, owner: account.owner_name },
      entity: facts.entity,
      currency: facts.currency,
      opening: money(facts.openingMinor),
      moved: money(closingMinor - facts.openingMinor),
      closing: money(closingMinor),
      overdue: money(overdueOf(each)),
      items: facts.items.length,
      letter: letter ? { id: letter.letter_id, number: letter.number } : null,
    };
  });
  const totals = [...Map.groupBy(balances, (each) => each.facts.currency)].map(([currency, of]) => ({
    currency,
    letters: of.length,
    closing: wireMoney(sumMinor(of.map(closingOf)), currency),
  }));
  return { rows, more: accounts.length > OUTLOOK_MAX, totals };
};

export const make: Action<typeof contract.make> = async (ctx, input) => {
  // gather
  const parties = await resolveParties(
    ctx,
    input.letters.map((each) => each.customer),
  );
  const wanted = new Map<string, { entity: string | undefined; currency: string | undefined }[]>();
  for (const each of input.letters) {
    const party = parties.get(each.customer) ?? null;
    if (party === null || party === 'ambiguous') throw customerUnknown(each.customer);
    const list = wanted.get(party.party_id) ?? [];
    list.push({ entity: each.entity, currency: each.currency });
    wanted.set(party.party_id, list);
  }
  const accounts = await figures.candidates(ctx.tx, {
    partyIds: [...wanted.keys()],
    ownerId: ownerScope(ctx),
    currency: null,
    limit: OUTLOOK_MAX * 4,
  });
  if (accounts.length > 0) {
    await lockLines(
      ctx,
      accounts.map((each) => each.account_id),
    );
  }
  const balances = (await balancesOf(ctx, accounts, input.from, input.to)).filter((each) =>
    wanted
      .get(each.account.party_id)!
      .some(
        ({ entity, currency }) =>
          (entity === undefined || entity === each.facts.entity.code) &&
          (currency === undefined || currency === each.facts.currency),
      ),
  );
  const standing = await standingOf(ctx, balances, input.to);

  // decide
  const fresh = balances.filter((each) => !standing.has(balanceKey(each.account.account_id, each.entityId)));
  const month = input.to.slice(0, 7).replace('-', '');
  const series = `${NUMBER_SERIES}-${month}`;
  const before = fresh.length > 0 ? await store.takeNumbers(ctx.tx, ctx.tenant.id, series, fresh.length) : 0;
  const rows = fresh.map((each, at): store.NewLetter => {
    const text = canonical(statementOf(each.facts));
    return {
      letterId: newId(),
      number: `${series}-${String(before + at + 1).padStart(4, '0')}`,
      partyId: each.account.party_id,
      accountId: each.account.account_id,
      entityId: each.entityId,
      currency: each.facts.currency,
      closingMinor: closingOf(each),
      overdueMinor: overdueOf(each),
      items: each.facts.items.length,
      figures: text,
      hash: createHash('sha256').update(text).digest(),
    };
  });

  // record
  if (rows.length > 0) {
    await store.insertLetters(
      ctx.tx,
      ctx.tenant.id,
      { at: ctx.at, on: ctx.today, from: input.from, to: input.to, byId: ctx.actor.id, by: ctx.actor.name },
      rows,
    );
    await act(
      ctx,
      rows.map((row) => row.letterId),
      'made',
      {},
    );
  }
  ctx.note({ facts: { made: rows.length, standing: standing.size, from: input.from, to: input.to } });
  const withLetter = new Set(balances.map((each) => each.account.party_id));
  return {
    made: rows.map((row, at) => ({
      id: row.letterId,
      number: row.number,
      customer: fresh[at]!.account.code,
      closing: wireMoney(row.closingMinor, row.currency),
    })),
    standing: balances.flatMap((each) => {
      const found = standing.get(balanceKey(each.account.account_id, each.entityId));
      return found ? [{ id: found.letter_id, number: found.number, customer: each.account.code }] : [];
    }),
    empty: [
      ...new Set(
        input.letters
          .filter((each) => {
            const party = parties.get(each.customer);
            return party && party !== 'ambiguous' && !withLetter.has(party.party_id);
          })
          .map((each) => each.customer),
      ),
    ],
  };
};

const VIEW_STATES: Readonly<Record<(typeof contract.LETTER_VIEWS)[number], readonly store.LetterState[] | null>> = {
  waiting: ['made', 'queued'],
  unanswered: ['sent'],
  differs: ['differs'],
  confirmed: ['agreed', 'settled'],
  all: null,
};

export const letters: Action<typeof contract.letters> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const rows = await store.lettersPage(
    ctx.tx,
    {
      states: VIEW_STATES[input.view ?? 'all'],
      partyId: party?.party_id ?? null,
      ownerId: ownerScope(ctx),
      text: input.text?.trim() || null,
      unansweredSince: null,
    },
    readInstantMark(input.cursor),
    limit,
  );
  const last = rows.at(-1);
  return {
    letters: rows.map((row) => lineOf(ctx, row)),
    next: rows.length === limit && last ? instantMark(last.made_at, last.letter_id) : null,
  };
};

export const letter: Action<typeof contract.letter> = async (ctx, input) => {
  const row = await letterOf(ctx, input.id);
  const [kept, acts, answers, differences, mails, papers] = await Promise.all([
    store.figuresOf(ctx.tx, row.letter_id),
    store.actsOf(ctx.tx, row.letter_id),
    store.answersOf(ctx.tx, row.letter_id),
    store.differencesOf(ctx.tx, row.letter_id),
    mailsAbout(ctx, { kind: ABOUT, id: row.letter_id }),
    filesOf(ctx, { kind: ABOUT, id: row.letter_id }),
  ]);
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
  return {
    letter: lineOf(ctx, row),
    figures: JSON.parse(kept!.figures),
    hash: kept!.figures_hash.toString('hex'),
    acts: acts.map((each) => ({
      id: each.act_id,
      act: each.act,
      facts: each.facts,
      at: each.at.toISOString(),
      by: each.by_name,
    })),
    answers: answers.map((each) => ({
      id: each.answer_id,
      outcome: each.outcome,
      on: each.answered_on,
      theirs: money(each.theirs_minor),
      signed: each.signed,
      sealed: each.sealed,
      note: each.note,
      at: each.at.toISOString(),
      by: each.by_name,
    })),
    differences: differences.map((each) => ({
      id: each.difference_id,
      document: each.document_id,
      number: each.number,
      ours: money(each.ours_minor),
      theirs: money(each.theirs_minor),
      why: each.why,
      state: each.state,
      resolution: each.resolution,
      correction: each.correction,
      note: each.note,
      owner: each.owner,
      dueOn: each.due_on,
      settledAt: each.settled_at?.toISOString() ?? null,
      settledBy: each.settled_by,
    })),
    mails: mails.map(({ shown, state, attempts, answer }) => ({ to: shown, state, attempts, answer })),
    papers: papers.map((each) => ({ file: each.fileId, name: each.name, at: each.storedAt.toISOString(), by: each.storedBy })),
    mailPossible: mailRoute() !== null,
  };
};

export const overview: Action<typeof contract.overview> = async (ctx) => {
  const ownerId = ownerScope(ctx);
  const since = addMonths(ctx.today, -CONFIRMED_MONTHS);
  const [counted, newest, owed] = await Promise.all([
    store.countLetters(ctx.tx, ownerId, null),
    store.newestByBalance(ctx.tx, ownerId, since),
    store.owedToday(ctx.tx, ownerId),
  ]);
  const counts: Record<string, number> = {};
  for (const [view, states] of Object.entries(VIEW_STATES)) {
    counts[view] = counted
      .filter((row) => (states === null ? row.state !== 'withdrawn' : states.includes(row.state)))
      .reduce((sum, row) => sum + row.letters, 0);
  }
  return {
    since,
    counts,
    currencies: owed.map(({ currency, customers, minor }) => {
      const of = newest.filter((row) => row.currency === currency);
      const sum = (...states: store.LetterState[]) =>
        sumMinor(of.filter((row) => states.includes(row.state)).map((row) => row.minor));
      const confirmedMinor = sumMinor(of.map((row) => row.confirmed));
      return {
        currency,
        customers,
        owed: wireMoney(minor, currency),
        confirmed: wireMoney(confirmedMinor, currency),
        waiting: wireMoney(sum('sent', 'queued'), currency),
        differs: wireMoney(sum('differs'), currency),
        confirmedPpm: minor > 0n ? ratioPpm(confirmedMinor, minor) : null,
      };
    }),
  };
};

/** The letter, where its customer may be seen; else as if there were none. */
export async function letterOf(ctx: Ctx, id: string): Promise<store.LetterRow> {
  return (await lettersOf(ctx, [id]))[0]!;
}

/** In the order of their numbers; refused where one of them is not to be seen. */
export async function lettersOf(ctx: Ctx, ids: readonly string[]): Promise<store.LetterRow[]> {
  const wanted = new Set(ids);
  const ownerId = ownerScope(ctx);
  const rows = (await store.lettersById(ctx.tx, [...wanted])).filter((row) => ownerId === null || row.owner_id === ownerId);
  if (rows.length < wanted.size) throw new Problem(404, 'letter_unknown', 'there is no such letter');
  return rows.sort((a, b) => (a.number < b.number ? -1 : 1));
}

export async function act(ctx: Ctx, letterIds: readonly string[], what: string, facts: Record<string, unknown>): Promise<void> {
  const rows = letterIds.map((letterId) => ({ actId: newId(), letterId, act: what, facts: canonical(facts) }));
  await store.insertActs(ctx.tx, ctx.tenant.id, byOf(ctx), rows);
}

export function byOf(ctx: Ctx): { at: Date; id: string | null; name: string } {
  return { at: ctx.at, id: ctx.actor.id, name: ctx.actor.name };
}

export function lineOf(ctx: Ctx, row: store.LetterRow) {
  return {
    id: row.letter_id,
    number: row.number,
    customer: { code: row.code, name: row.name, owner: row.owner_name },
    entity: { code: row.entity_code, name: row.entity_name },
    from: row.from_on,
    to: row.to_on,
    closing: wireMoney(row.closing_minor, row.currency),
    overdue: wireMoney(row.overdue_minor, row.currency),
    items: row.items,
    state: row.state,
    madeAt: row.made_at.toISOString(),
    madeBy: row.made_by,
    sentOn: row.sent_on,
    answeredOn: row.answered_on,
    remindedOn: row.reminded_on,
    waitingDays: row.state === 'sent' && row.sent_on !== null ? daysBetween(row.sent_on, ctx.today) : null,
    openDifferences: row.open_differences,
  };
}

async function partiesOf(ctx: Ctx, codes: readonly string[]): Promise<string[]> {
  const found = await resolveParties(ctx, codes);
  return codes.map((code) => {
    const party = found.get(code);
    if (!party || party === 'ambiguous') throw customerUnknown(code);
    return party.party_id;
  });
}

async function standingOf(ctx: Ctx, balances: readonly Balance[], to: string) {
  const rows = await store.standingLetters(ctx.tx, [...new Set(balances.map((each) => each.account.account_id))], to);
  return new Map(rows.map((row) => [balanceKey(row.account_id, row.entity_id), row]));
}

function balanceKey(accountId: string, entityId: string): string {
  return `${accountId} ${entityId}`;
}

export function closingOf({ facts }: Balance): bigint {
  return sumMinor(facts.items.map((each) => each.openMinor)) - sumMinor(facts.unapplied.map((each) => each.openMinor));
}

function overdueOf({ facts }: Balance): bigint {
  return sumMinor(facts.items.filter((each) => each.dueOn !== null && each.dueOn < facts.to).map((each) => each.openMinor));
}
