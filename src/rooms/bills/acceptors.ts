// Acceptors: who promised to pay, how much of their paper we take, how much we hold. A bill beyond is a fact and a warning.
import { Problem } from '#base/assert.ts';
import { addDays, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import type { BillRules } from '#engine/bills.ts';
import { nameKey } from '#engine/identifiers.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { request, withdraw } from '#rooms/approvals/actions.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import type * as contract from './contract.ts';
import type { Warning } from './receive.ts';
import { rulesNow } from './rules.ts';
import * as store from './store-acceptors.ts';

const ACCEPTORS_MAX = 2_000;
/** A second person decides within a working day. */
const DECIDE_WITHIN_MS = 24 * 3_600_000;
export const ACCEPTOR_CASE = 'acceptor-limit';

function noticeFrom(ctx: Ctx, rules: BillRules): string {
  return addDays(ctx.today, -(rules.presentationDays + rules.noticeDays));
}

export const acceptors: Action<typeof contract.acceptors> = async (ctx) => {
  const { tx, today } = ctx;
  const rules = await rulesNow(ctx);
  const [filed, used, limits] = await Promise.all([
    store.acceptors(tx, ACCEPTORS_MAX),
    store.useOf(tx, noticeFrom(ctx, rules), ownerScope(ctx), null, ACCEPTORS_MAX),
    store.limitsOn(tx, null, today),
  ]);
  const usedBy = Map.groupBy(used, (row) => `${row.acceptor_id ?? row.acceptor_key} ${row.currency}`);
  const lines = [];
  for (const acceptor of filed) {
    const mine = limits.filter((row) => row.acceptor_id === acceptor.acceptor_id);
    const inForce = mine.find((row) => row.state === 'in_force');
    const waiting = mine.find((row) => row.state === 'waiting');
    const currencies = new Set(used.filter((row) => row.acceptor_id === acceptor.acceptor_id).map((row) => row.currency));
    // A limit counts in its own currency; paper in another stands on a line of its own.
    currencies.add(inForce?.currency ?? waiting?.currency ?? [...currencies][0] ?? ctx.tenant.currency);
    for (const currency of currencies) {
      const rows = usedBy.get(`${acceptor.acceptor_id} ${currency}`) ?? [];
      const limit = inForce?.currency === currency ? inForce : undefined;
      lines.push({
        ...lineOf(rows, currency, limit),
        ...acceptor,
        name: acceptor.name,
        waiting: waiting?.currency === currency ? waiting : undefined,
      });
    }
  }
  for (const [, rows] of usedBy) {
    const [first] = rows;
    if (first && first.acceptor_id === null) {
      lines.push({
        ...lineOf(rows, first.currency, undefined),
        acceptor_id: null,
        version: null,
        code: null,
        name: first.name,
        kind: null,
        rating: null,
        waiting: undefined,
      });
    }
  }
  lines.sort((a, b) => (a.exposure === b.exposure ? (a.name < b.name ? -1 : 1) : a.exposure < b.exposure ? 1 : -1));
  return {
    asOf: today,
    acceptors: lines.map((line) => ({
      id: line.acceptor_id,
      version: line.version,
      code: line.code,
      name: line.name,
      kind: line.kind,
      rating: line.rating,
      bills: line.bills,
      exposure: wireMoney(line.exposure, line.currency),
      held: wireMoney(line.held, line.currency),
      passedOn: wireMoney(line.passed, line.currency),
      limit: line.limit ? wireMoney(line.limit.amount_minor, line.currency) : null,
      limitTo: line.limit?.valid_to ?? null,
      waiting: line.waiting ? wireMoney(line.waiting.amount_minor, line.currency) : null,
      usedPpm: line.limit ? ratioPpm(line.exposure, line.limit.amount_minor) : null,
    })),
  };
};

function lineOf(rows: readonly store.UseRow[], currency: string, limit: store.LimitRow | undefined) {
  const held = rows.reduce((sum, row) => sum + row.held_minor, 0n);
  const passed = rows.reduce((sum, row) => sum + row.passed_minor, 0n);
  return { currency, limit, held, passed, exposure: held + passed, bills: rows.reduce((sum, row) => sum + row.bills, 0) };
}

/** The warning about an acceptor whose paper we now hold beyond his limit; none where he has no limit in that currency. */
export async function acceptorWarning(ctx: Ctx, name: string, key: string, currency: string): Promise<Warning[]> {
  const acceptor = await store.acceptorOfKey(ctx.tx, key);
  if (!acceptor) return [];
  const limit = (await store.limitsOn(ctx.tx, acceptor.acceptor_id, ctx.today)).find((row) => row.state === 'in_force');
  if (!limit || limit.currency !== currency) return [];
  const rows = await store.useOf(ctx.tx, noticeFrom(ctx, await rulesNow(ctx)), null, acceptor.name_key, ACCEPTORS_MAX);
  const mine = rows.filter((row) => row.acceptor_id === acceptor.acceptor_id && row.currency === currency);
  const { exposure } = lineOf(mine, currency, limit);
  if (exposure <= limit.amount_minor) return [];
  const money = (minor: bigint) => wireMoney(minor, currency);
  return [
    {
      code: 'bill_acceptor_over_limit',
      facts: {
        acceptor: acceptor.name,
        onBill: name,
        limit: money(limit.amount_minor),
        used: money(exposure),
        over: money(exposure - limit.amount_minor),
      },
    },
  ];
}

export const saveAcceptor: Action<typeof contract.saveAcceptor> = async (ctx, input) => {
  const row = {
    kind: input.kind,
    code: input.code.trim(),
    name: input.name.trim(),
    name_key: nameKey(input.name),
    rating: input.rating?.trim() || null,
  };
  const before = input.id === undefined ? null : await store.acceptorForUpdate(ctx.tx, input.id);
  if (input.id !== undefined && !before) throw new Problem(404, 'acceptor_unknown', 'there is no such acceptor');
  if (before && before.version !== input.version) {
    throw new Problem(412, 'version_stale', 'somebody changed this acceptor meanwhile; look again');
  }
  const [clash] = await store.clashing(ctx.tx, row.code, row.name_key, before?.acceptor_id ?? null);
  if (clash) throw new Problem(409, 'acceptor_taken', `${clash.name} (${clash.code}) is filed already`, { facts: clash });
  const id = before?.acceptor_id ?? newId();
  if (before) await store.updateAcceptor(ctx.tx, { ...row, acceptor_id: id, version: before.version });
  else await store.insertAcceptor(ctx.tx, ctx.tenant.id, { ...row, acceptor_id: id, at: ctx.at, by: ctx.actor.name });
  ctx.note({ subject: { kind: 'acceptor', id }, facts: { code: row.code, name: row.name, rating: row.rating } });
  return { id, version: (before?.version ?? 0) + 1 };
};

export const setAcceptorLimit: Action<typeof contract.setAcceptorLimit> = async (ctx, input) => {
  const acceptor = await store.acceptorForUpdate(ctx.tx, input.acceptor);
  if (!acceptor) throw new Problem(404, 'acceptor_unknown', 'there is no such acceptor');
  const { minor, currency } = parseMoney(input.amount);
  if (minor < 0n) throw new Problem(400, 'amount_negative', 'a limit is not below zero');
  const validFrom = input.validFrom === undefined ? ctx.today : parseDay(input.validFrom, 'validFrom');
  const validTo = input.validTo === undefined ? null : parseDay(input.validTo, 'validTo');
  if (validFrom < ctx.today) throw new Problem(400, 'valid_from_past', 'a limit begins today or later');
  if (validTo !== null && validTo < validFrom) throw new Problem(400, 'valid_to_before_from', 'a limit ends after it begins');

  const standing = await store.limitsOn(ctx.tx, acceptor.acceptor_id, validFrom);
  const current = standing.find((row) => row.state === 'in_force' && row.currency === currency);
  // One question at a time: what waited for this acceptor is taken back.
  for (const row of standing.filter((each) => each.state === 'waiting')) {
    if (row.case_id !== null) await withdraw(ctx, row.case_id, 'superseded');
    await store.endLimit(ctx.tx, row.limit_id, { state: 'replaced', validFrom: null, at: ctx.at, byName: ctx.actor.name });
  }
  const limitId = newId();
  // Less risk needs no second person; more does, and so does a limit that lasts longer than the one it replaces.
  const longer = current !== undefined && current.valid_to !== null && (validTo === null || validTo > current.valid_to);
  const lower = current !== undefined && minor <= current.amount_minor && !longer;
  const caseId = lower
    ? null
    : await request(ctx, {
        kind: ACCEPTOR_CASE,
        subjectId: limitId,
        partyId: null,
        proposal: {
          acceptor: acceptor.acceptor_id,
          code: acceptor.code,
          name: acceptor.name,
          rating: acceptor.rating,
          amount: wireMoney(minor, currency),
          current: current ? wireMoney(current.amount_minor, currency) : null,
          currency,
          validFrom,
          validTo,
          reason: input.reason,
        },
        amountMinor: minor,
        currency,
        dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_MS),
      });
  const state = lower ? 'in_force' : 'waiting';
  await store.insertLimit(ctx.tx, ctx.tenant.id, {
    limit_id: limitId,
    acceptor_id: acceptor.acceptor_id,
    amount_minor: minor,
    currency,
    valid_from: validFrom,
    valid_to: validTo,
    state,
    case_id: caseId,
    reason: input.reason,
    at: ctx.at,
    by: ctx.actor.id,
    byName: ctx.actor.name,
  });
  ctx.note({
    subject: { kind: 'acceptor', id: acceptor.acceptor_id },
    facts: { name: acceptor.name, limit: wireMoney(minor, currency), validFrom, validTo, state, reason: input.reason },
  });
  return { state, caseId };
};

export type DirectAcceptor = {
  readonly code: string;
  readonly name: string;
  readonly kind: store.AcceptorKind;
  readonly limitMinor: bigint | null;
  readonly currency: string;
};

/** Acceptors whose limits were decided elsewhere (take-over, demonstration): in force from today. Bound to no operation. */
export async function fileAcceptors(ctx: Ctx, rows: readonly DirectAcceptor[]): Promise<void> {
  for (const { code, name, kind, limitMinor, currency } of rows) {
    const id = newId();
    const acceptor = { acceptor_id: id, kind, code, name, name_key: nameKey(name), rating: null };
    await store.insertAcceptor(ctx.tx, ctx.tenant.id, { ...acceptor, at: ctx.at, by: ctx.actor.name });
    if (limitMinor === null) continue;
    await store.insertLimit(ctx.tx, ctx.tenant.id, {
      limit_id: newId(),
      acceptor_id: id,
      amount_minor: limitMinor,
      currency,
      valid_from: ctx.today,
      valid_to: null,
      state: 'in_force',
      case_id: null,
      reason: '年度授信',
      at: ctx.at,
      by: ctx.actor.id,
      byName: ctx.actor.name,
    });
  }
}

type Decided = typeof approvalDecided extends { readonly payload?: infer Payload } ? NonNullable<Payload> : never;

/** A second person decided about an acceptor's limit. It never holds before that day. */
export async function decided(ctx: Ctx, decision: Decided): Promise<void> {
  if (decision.kind !== ACCEPTOR_CASE) return;
  await store.endLimit(ctx.tx, decision.subjectId, {
    state: decision.approved ? 'in_force' : 'rejected',
    validFrom: decision.approved ? ctx.today : null,
    at: ctx.at,
    byName: decision.byName,
  });
}
