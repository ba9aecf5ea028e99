// Questions of the card: answered by who knows the customer, looked at by a second person.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import * as standing from './store-standing.ts';

export const list: Action<typeof contract.questions> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const { rules } = await rulebook(ctx, 'scorecard');
  const answers = await standing.answersOn(ctx.tx, [party.party_id], ctx.today);
  return {
    questions: rules.questions.map((question) => {
      const row = answers.find((each) => each.question === question.key);
      return {
        key: question.key,
        title: question.title,
        options: [...question.options],
        evidence: question.evidence,
        validDays: question.validDays,
        answer: row
          ? {
              id: row.answer_id,
              choice: row.choice,
              evidence: row.evidence,
              on: row.answered_on,
              by: row.answered_by_name,
              outcome: row.outcome,
              checkedBy: row.checked_by_name,
              mine: row.answered_by !== null && row.answered_by === ctx.actor.id,
              stale: addDays(row.answered_on, question.validDays) < ctx.today,
            }
          : null,
      };
    }),
  };
};

export const answer: Action<typeof contract.answer> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const { rules } = await rulebook(ctx, 'scorecard');
  const question = rules.questions.find((each) => each.key === input.question);
  if (!question) throw new Problem(404, 'question_unknown', 'the card in force asks no such question');
  if (input.choice > question.options.length) {
    throw new Problem(400, 'choice_unknown', `one of the ${question.options.length} answers`, {
      fields: [{ field: 'choice', message: 'not an answer of this question' }],
    });
  }
  const evidence = input.evidence?.trim() || null;
  if (question.evidence && evidence === null) {
    throw new Problem(400, 'answer_evidence_missing', 'say what it was seen by: a visit, a paper, a conversation', {
      fields: [{ field: 'evidence', message: 'missing' }],
    });
  }
  const answerId = newId();
  await standing.insertAnswer(
    ctx.tx,
    ctx.tenant.id,
    { answerId, partyId: party.party_id, question: input.question, choice: input.choice, evidence, on: ctx.today },
    { at: ctx.at, by: ctx.actor.id, byName: ctx.actor.name },
  );
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    facts: { question: input.question, choice: input.choice },
  });
  return { id: answerId };
};

export const check: Action<typeof contract.checkAnswer> = async (ctx, input) => {
  const row = await standing.answerById(ctx.tx, input.id);
  const party = row ? await store.partyCode(ctx.tx, row.party_id, ownerScope(ctx)) : null;
  if (!row || !party) throw new Problem(404, 'rating_answer_unknown', 'there is no such answer');
  if (ctx.actor.id === null) throw new Problem(403, 'person_needed', 'a person by name does this, so that it is known who');
  if (row.answered_by === ctx.actor.id)
    throw new Problem(403, 'own_answer', `${row.answered_by_name} gave the answer; another person looks at it`, {
      facts: { by: row.answered_by_name },
    });
  const made = await standing.insertCheck(ctx.tx, ctx.tenant.id, input.id, {
    at: ctx.at,
    by: ctx.actor.id,
    byName: ctx.actor.name,
    outcome: input.outcome,
  });
  if (!made) throw new Problem(409, 'answer_checked', 'somebody looked at this answer already');
  ctx.note({
    subject: { kind: 'party', id: row.party_id },
    partyId: row.party_id,
    facts: { question: row.question, outcome: input.outcome },
  });
  return { outcome: input.outcome };
};
