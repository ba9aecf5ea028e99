// The customer's side of a link: sees what is asked and nothing else, answers facts and papers, which land unverified.
import { Problem } from '#base/assert.ts';
import { parseDay } from '#base/date.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import { readCredential } from '#platform/auth/secrets.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { linkUnknown } from '#platform/dispatch.ts';
import { FILE_BYTES_MAX, FILE_ENDINGS } from '#platform/files.ts';
import type * as contract from './contract.ts';
import { enter } from './facts.ts';
import { fieldsInForce } from './fields.ts';
import { takeIn } from './papers.ts';
import * as store from './store-requests.ts';

/** Of one link: well above what a page of thirty items with corrections needs. */
const ANSWERS_MAX = 200;
const SOURCE = 'customer';

export const openLink: Action<typeof contract.openLink> = async (ctx, input) => {
  const request = await requestOf(ctx, input.link);
  await store.opened(ctx.tx, request.request_id, ctx.at);
  const fields = new Map((await fieldsInForce(ctx, ctx.at)).map((field) => [field.key, field]));
  ctx.note({ subject: { kind: 'request', id: request.request_id }, partyId: request.party_id });
  return {
    company: ctx.tenant.displayName,
    customer: request.name,
    note: request.note,
    dueOn: request.due_on,
    items: request.items.flatMap((item) => {
      const [of, key] = item.split(':');
      const field = of === 'fact' ? fields.get(key!) : undefined;
      const paper = of === 'paper' ? PAPER_KINDS.find((each) => each.key === key) : undefined;
      const about = field ?? paper;
      // A field that was archived meanwhile is not asked for any more.
      if (!about) return [];
      return [
        {
          item,
          name: { zh: about.name.zh, en: about.name.en },
          kind: field?.kind ?? ('paper' as const),
          unit: field?.unit ? { zh: field.unit.zh, en: field.unit.en } : null,
          choices: (field?.choices ?? []).map((each) => ({ key: each.key, zh: each.zh, en: each.en })),
          expires: paper?.expires ?? false,
          answered: request.answered.includes(item),
        },
      ];
    }),
    currency: ctx.tenant.currency,
    endings: [...FILE_ENDINGS],
    mostBytes: FILE_BYTES_MAX,
  };
};

export const answer: Action<typeof contract.answer> = async (ctx, input) => {
  const request = await requestOf(ctx, input.link);
  const entries = input.facts.map(({ item, value }) => ({ field: askedKey(request, item, 'fact'), value }));
  await enter(ctx, request.party_id, entries, originOf(request));
  await store.answered(ctx.tx, request.request_id, ctx.at, entries.length);
  ctx.note({
    subject: { kind: 'request', id: request.request_id },
    partyId: request.party_id,
    facts: { fields: entries.map((each) => each.field), source: SOURCE },
  });
  return { taken: entries.length };
};

export const answerPaper: Action<typeof contract.answerPaper> = async (ctx, input) => {
  const request = await requestOf(ctx, input.link);
  const kind = askedKey(request, input.item, 'paper');
  const about = {
    kind,
    issuedOn: null,
    expiresOn: input.expiresOn === undefined ? null : parseDay(input.expiresOn, 'expiresOn'),
    note: null,
  };
  const kept = await takeIn(ctx, request.party_id, about, originOf(request));
  await store.answered(ctx.tx, request.request_id, ctx.at, 1);
  ctx.note({
    subject: { kind: 'paper', id: kept.paperId },
    partyId: request.party_id,
    facts: { kind, version: kept.version, source: SOURCE, sha256: kept.file.sha256 },
  });
  return { taken: true, fileName: kept.file.name };
};

/** The open request behind a link. Unknown, expired, withdrawn and ended all get one answer. */
async function requestOf(ctx: Ctx, link: string): Promise<store.RequestRow> {
  const credential = readCredential(link);
  const row = credential?.kind === 'link' ? await store.requestByLink(ctx.tx, credential.hash) : null;
  const good =
    row && row.closed_at === null && row.link_revoked_at === null && row.link_until !== null && row.link_until > ctx.at;
  if (!row || !good) throw linkUnknown();
  if (row.answers >= ANSWERS_MAX) {
    throw new Problem(429, 'too_many_answers', 'too much was sent by this link already; ask for a new one');
  }
  return row;
}

function askedKey(request: store.RequestRow, item: string, of: 'fact' | 'paper'): string {
  const [kind, key] = item.split(':');
  if (kind !== of || !request.items.includes(item)) {
    throw new Problem(400, 'item_not_asked', 'this was not asked for', { fields: [{ field: 'item', message: 'not asked' }] });
  }
  return key!;
}

/** Whoever asked had the link in hand and could have answered it himself: he is the maker, so that another verifies. */
function originOf(request: store.RequestRow) {
  return {
    source: SOURCE,
    sourceNote: null,
    paperId: null,
    requestId: request.request_id,
    makerId: request.asked_by_id,
    by: request.name,
  };
}
