// What the customer answered: agreed or differs, the differences settled one by one, the signed paper kept. A signature renews the clock.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { parseMinor, sumMinor, wireMoney } from '#base/money.ts';
import type { StatementFigures } from '#engine/account-statement.ts';
import type { Action, Ctx, Download } from '#platform/context.ts';
import { readStoredFile, storeFile, uploadedBytes } from '#platform/files.ts';
import type * as contract from './contract.ts';
import { disputeDocument, followedBy } from './differences.ts';
import { ABOUT, act, byOf, letterOf } from './letters.ts';
import { watchAgain } from './limitation.ts';
import { refused, wrongState } from './sending.ts';
import * as store from './store.ts';
import * as clock from './store-limitation.ts';

const UNEXPLAINED = '*';
const ANSWERABLE: readonly store.LetterState[] = ['made', 'queued', 'sent', 'differs', 'agreed'];

export const answer: Action<typeof contract.answer> = async (ctx, input) => {
  // gather
  await store.lockLetters(ctx.tx, [input.letter]);
  const letter = await letterOf(ctx, input.letter);
  if (!ANSWERABLE.includes(letter.state)) throw wrongState(letter, 'a settled or withdrawn letter takes no answer');
  if (input.on > ctx.today || input.on < letter.to_on)
    throw refused('day_impossible', 'an answer comes after the day the balance is of, and not in the future', 'on');
  const kept = await store.figuresOf(ctx.tx, letter.letter_id);
  const figures = JSON.parse(kept!.figures) as StatementFigures;
  const theirsMinor = input.theirs === undefined ? null : parseMinor(input.theirs, letter.currency);

  // decide
  const differs = input.outcome === 'differs';
  if (!differs && ((theirsMinor !== null && theirsMinor !== letter.closing_minor) || (input.differences?.length ?? 0) > 0)) {
    throw refused(
      'agreed_with_differences',
      'who agrees has the same balance and no differences; record that it differs',
      'outcome',
    );
  }
  const named = differs ? differencesOf(input.differences ?? [], figures, letter.currency) : [];
  if (differs && named.length === 0 && theirsMinor === null)
    throw refused('difference_missing', 'say what differs: their balance, or the documents', 'differences');
  const gapMinor = differs && theirsMinor !== null ? letter.closing_minor - theirsMinor : null;
  const explainedMinor = sumMinor(named.map((each) => (each.oursMinor ?? 0n) - (each.theirsMinor ?? 0n)));
  const unexplainedMinor = gapMinor === null ? null : gapMinor - explainedMinor;
  if (unexplainedMinor !== null && unexplainedMinor !== 0n) {
    named.push({
      differenceId: newId(),
      documentId: null,
      number: UNEXPLAINED,
      oursMinor: unexplainedMinor,
      theirsMinor: 0n,
      why: UNEXPLAINED,
    });
  }
  // Only what the signature covers beyond doubt is acknowledged: nothing, where a part of the gap has no name.
  const questioned = new Set(named.map((each) => each.documentId ?? each.number));
  const certain = !differs || unexplainedMinor === 0n;
  const acknowledged =
    input.signed && certain
      ? figures.items.filter(
          (item) =>
            !questioned.has(item.documentId) && !questioned.has(item.number) && item.dueOn !== null && item.dueOn < input.on,
        )
      : [];

  // record
  const answerId = newId();
  await store.dropOpenDifferences(ctx.tx, letter.letter_id, ctx.at, ctx.actor.name);
  await clock.withdrawOfLetter(ctx.tx, ctx.tenant.id, letter.letter_id, byOf(ctx));
  await store.insertAnswer(ctx.tx, ctx.tenant.id, letter.letter_id, {
    answer_id: answerId,
    outcome: input.outcome,
    answered_on: input.on,
    theirs_minor: differs ? theirsMinor : letter.closing_minor,
    signed: input.signed,
    sealed: input.sealed ?? false,
    note: input.note?.trim() || null,
    at: ctx.at,
    by_id: ctx.actor.id,
    by_name: ctx.actor.name,
  });
  if (named.length > 0) {
    await store.insertDifferences(
      ctx.tx,
      ctx.tenant.id,
      { letterId: letter.letter_id, answerId, partyId: letter.party_id, ...followedBy(ctx) },
      named,
    );
  }
  await clock.insertActs(
    ctx.tx,
    ctx.tenant.id,
    byOf(ctx),
    acknowledged.map((item) => ({
      actId: newId(),
      partyId: letter.party_id,
      documentId: item.documentId,
      kind: 'signed_balance',
      letterId: letter.letter_id,
      on: input.on,
      until: null,
      how: 'letter',
      evidence: letter.number,
    })),
  );
  await watchAgain(ctx, [letter.party_id]);
  const state = differs ? 'differs' : 'agreed';
  await store.moveLetters(ctx.tx, [letter.letter_id], { state, answeredOn: input.on });
  await store.confirm(ctx.tx, letter.letter_id, differs ? null : letter.closing_minor);
  await act(ctx, [letter.letter_id], state, { on: input.on, signed: input.signed, differences: named.length });
  ctx.note({
    subject: { kind: 'letter', id: letter.letter_id },
    partyId: letter.party_id,
    facts: { number: letter.number, outcome: input.outcome, signed: input.signed, renewed: acknowledged.length },
  });
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, letter.currency));
  return { state, gap: money(gapMinor), unexplained: money(unexplainedMinor), renewed: acknowledged.length };
};

function differencesOf(
  named: NonNullable<Parameters<typeof answer>[1]['differences']>,
  figures: StatementFigures,
  currency: string,
) {
  const items = new Map([...figures.items, ...figures.unapplied].map((each) => [each.number, each]));
  return named.map((each) => {
    const number = each.number.trim();
    const item = items.get(number);
    const known = item === undefined ? undefined : 'open' in item ? item.open : `-${item.amount}`;
    const ours = each.ours ?? known;
    return {
      differenceId: newId(),
      documentId: item?.documentId ?? null,
      number,
      oursMinor: ours === undefined ? null : parseMinor(ours, currency),
      theirsMinor: each.theirs === undefined ? null : parseMinor(each.theirs, currency),
      why: each.why.trim(),
    };
  });
}

export const settle: Action<typeof contract.settle> = async (ctx, input) => {
  const found = await store.differenceById(ctx.tx, input.difference);
  if (!found) throw differenceUnknown();
  await store.lockLetters(ctx.tx, [found.letter_id]);
  const letter = await letterOf(ctx, found.letter_id).catch(() => {
    throw differenceUnknown();
  });
  const difference = await store.differenceById(ctx.tx, input.difference);
  if (difference!.state !== 'open') {
    throw new Problem(409, 'difference_settled', 'this difference was settled already', {
      facts: { by: difference!.settled_by },
    });
  }
  if (letter.state !== 'differs') throw wrongState(letter, 'this letter has no open differences');
  const correction = input.correction?.trim() || null;
  if (input.resolution === 'our_error' && correction === null)
    throw refused('correction_missing', 'name the document that corrects our books', 'correction');
  await store.settleDifference(ctx.tx, input.difference, {
    resolution: input.resolution,
    correction,
    note: input.note,
    at: ctx.at,
    byId: ctx.actor.id,
    by: ctx.actor.name,
  });
  if (input.resolution === 'disputed' && difference!.document_id !== null) {
    const gapMinor = (difference!.ours_minor ?? 0n) - (difference!.theirs_minor ?? 0n);
    await disputeDocument(ctx, difference!.document_id, gapMinor, `${letter.number}: ${difference!.why}`);
  }
  const all = (await store.differencesOf(ctx.tx, letter.letter_id)).filter((each) => each.resolution !== 'superseded');
  const open = all.filter((each) => each.state === 'open').length;
  await act(ctx, [letter.letter_id], 'difference_settled', {
    number: difference!.number,
    resolution: input.resolution,
    note: input.note,
    ...(correction ? { correction } : {}),
  });
  if (open === 0) {
    // Settled is what both sides now take for right: ours less what is our error or stays in dispute.
    const notConfirmed = all.filter((each) => each.resolution === 'disputed' || each.resolution === 'our_error');
    const gap = sumMinor(notConfirmed.map((each) => (each.ours_minor ?? 0n) - (each.theirs_minor ?? 0n)));
    await store.moveLetters(ctx.tx, [letter.letter_id], { state: 'settled' });
    await store.confirm(ctx.tx, letter.letter_id, letter.closing_minor - gap);
    await act(ctx, [letter.letter_id], 'settled', {});
  }
  ctx.note({
    subject: { kind: 'letter', id: letter.letter_id },
    partyId: letter.party_id,
    facts: { number: letter.number, difference: difference!.number, resolution: input.resolution, open },
  });
  return { state: open === 0 ? 'settled' : 'differs', open };
};

export const withdraw: Action<typeof contract.withdraw> = async (ctx, input) => {
  await store.lockLetters(ctx.tx, [input.letter]);
  const letter = await letterOf(ctx, input.letter);
  if (!['made', 'queued', 'sent'].includes(letter.state)) throw wrongState(letter, 'an answered letter is not withdrawn');
  await store.moveLetters(ctx.tx, [letter.letter_id], { state: 'withdrawn' });
  await act(ctx, [letter.letter_id], 'withdrawn', { reason: input.reason });
  ctx.note({ subject: { kind: 'letter', id: letter.letter_id }, partyId: letter.party_id, reasons: input.reason });
  return { state: 'withdrawn' };
};

export const attach: Action<typeof contract.attach> = async (ctx, input) => {
  const letter = await letterOf(ctx, input.letter);
  const stored = await storeFile(ctx, { kind: ABOUT, id: letter.letter_id }, await uploadedBytes(ctx.upload));
  if (!stored.known) await act(ctx, [letter.letter_id], 'paper', { name: stored.name, sha256: stored.sha256 });
  ctx.note({ subject: { kind: 'letter', id: letter.letter_id }, partyId: letter.party_id, facts: { sha256: stored.sha256 } });
  return { file: stored.fileId, name: stored.name, known: stored.known };
};

export async function attachment(ctx: Ctx, input: { letter: string; file: string }): Promise<Download> {
  const letter = await letterOf(ctx, input.letter);
  const file = await readStoredFile(ctx, { kind: ABOUT, id: letter.letter_id }, input.file);
  if (!file) throw new Problem(404, 'file_unknown', 'there is no such paper of this letter');
  return file;
}

function differenceUnknown(): Problem {
  return new Problem(404, 'difference_unknown', 'there is no such difference');
}
