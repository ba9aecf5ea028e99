// Customers handed from one salesperson to another: a list of what goes along, two signatures, and a day from which it holds.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { parseMoney, type WireMoney, wireMoney } from '#base/money.ts';
import { can } from '#platform/auth/permissions.ts';
import * as people from '#platform/auth/store.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { appendEvents } from '#platform/event-log.ts';
import { type TableColumn, tableBytes } from '#platform/table/write-table.ts';
import type * as contract from './contract.ts';
import { customerChanged } from './contract.ts';
import { recordOwner } from './owners.ts';
import { customerUnknown, resolveParties } from './parties.ts';
import { keepMasters } from './store.ts';
import * as store from './store-handovers.ts';

const CUSTOMERS_MAX = 2_000;

type Facts = { exposure: WireMoney[]; overdue: WireMoney[]; holds: number; alerts: number };

export const proposeHandover: Action<typeof contract.proposeHandover> = async (ctx, input) => {
  const [from, to] = [await person(ctx, input.from, 'from'), await person(ctx, input.to, 'to')];
  if (from.user_id === to.user_id) {
    throw new Problem(409, 'handover_self', 'the two must be different people', {
      fields: [{ field: 'to', message: 'the same' }],
    });
  }
  if (to.disabled_at !== null || !to.roles.includes('sales')) {
    throw new Problem(409, 'handover_to_nobody', 'who takes over must be a salesperson at work', {
      fields: [{ field: 'to', message: 'no salesperson' }],
    });
  }
  if (input.startsOn < ctx.today) {
    throw new Problem(400, 'date_out_of_range', 'today or later', { fields: [{ field: 'startsOn', message: 'in the past' }] });
  }
  const parties = input.customers
    ? await chosen(ctx, input.customers, from.user_id)
    : await store.customersOf(ctx.tx, ctx.tenant.id, from.user_id, CUSTOMERS_MAX + 1);
  if (parties.length === 0) throw new Problem(409, 'handover_empty', 'this salesperson has no customers to hand over');
  if (parties.length > CUSTOMERS_MAX) {
    throw new Problem(409, 'handover_too_many', `at most ${CUSTOMERS_MAX} customers in one hand-over; choose some of them`);
  }
  const busy = await store.waitingFor(
    ctx.tx,
    ctx.tenant.id,
    parties.map((row) => row.party_id),
  );
  if (busy.length > 0) {
    throw new Problem(409, 'handover_open', 'some of these are in another hand-over that is not finished', {
      facts: { customers: busy.map((row) => row.code) },
    });
  }
  const handoverId = newId();
  const own = ctx.actor.id === from.user_id;
  await store.insertHandover(ctx.tx, ctx.tenant.id, ctx.at, {
    handoverId,
    fromId: from.user_id,
    fromName: from.display_name,
    toId: to.user_id,
    toName: to.display_name,
    startsOn: input.startsOn,
    note: input.note?.trim() || null,
    by: ctx.actor.id,
    byName: ctx.actor.name,
    given: own,
  });
  const facts = await factsOf(
    ctx,
    parties.map((row) => row.party_id),
  );
  await store.insertLines(
    ctx.tx,
    ctx.tenant.id,
    handoverId,
    parties.map((row) => ({ partyId: row.party_id, facts: JSON.stringify(facts.get(row.party_id)) })),
  );
  ctx.note({
    subject: { kind: 'handover', id: handoverId },
    facts: { from: from.display_name, to: to.display_name, customers: parties.length, on: input.startsOn },
  });
  return { id: handoverId, customers: parties.length };
};

export const salespeople: Action<typeof contract.salespeople> = async (ctx) => {
  const rows = await store.salespeople(ctx.tx, ctx.tenant.id);
  return {
    salespeople: rows.map((row) => ({ login: row.login, name: row.display_name, customers: row.customers, atWork: row.at_work })),
  };
};

async function person(ctx: Ctx, login: string, field: string) {
  const user = await people.userByLogin(ctx.tx, login);
  if (!user) {
    throw new Problem(400, 'user_unknown', `there is nobody with the login name ${login}`, {
      fields: [{ field, message: 'unknown' }],
    });
  }
  return user;
}

async function chosen(ctx: Ctx, codes: readonly string[], fromId: string) {
  const found = await resolveParties(ctx, codes);
  const parties = new Map<string, { party_id: string; code: string }>();
  for (const code of codes) {
    const party = found.get(code);
    if (!party || party === 'ambiguous') throw customerUnknown(code);
    if (party.owner_id !== fromId) {
      throw new Problem(409, 'handover_not_his', `${code} is not a customer of this salesperson`, { facts: { customer: code } });
    }
    parties.set(party.party_id, party);
  }
  return [...parties.values()];
}

/** What goes along with each customer, as it stands now. */
async function factsOf(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, Facts>> {
  const [balances, counts] = await Promise.all([
    store.balancesOf(ctx.tx, ctx.tenant.id, partyIds),
    store.openWork(ctx.tx, ctx.tenant.id, partyIds),
  ]);
  const work = new Map(counts.map((row) => [row.party_id, row]));
  const money = Map.groupBy(balances, (row) => row.party_id);
  return new Map(
    partyIds.map((id) => [
      id,
      {
        exposure: (money.get(id) ?? []).map((row) => wireMoney(row.exposure_minor, row.currency)),
        overdue: (money.get(id) ?? [])
          .filter((row) => row.overdue_minor !== 0n)
          .map((row) => wireMoney(row.overdue_minor, row.currency)),
        holds: work.get(id)?.holds ?? 0,
        alerts: work.get(id)?.alerts ?? 0,
      },
    ]),
  );
}

export const handovers: Action<typeof contract.handovers> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await store.page(
    ctx.tx,
    ctx.tenant.id,
    { state: input.state ?? null, userId: ownerScope(ctx) },
    readInstantMark(input.cursor),
    limit,
  );
  const last = rows.at(-1);
  return {
    handovers: rows.map((row) => handoverOf(ctx, row)),
    next: rows.length === limit && last ? instantMark(last.proposed_at, last.handover_id) : null,
  };
};

export const handover: Action<typeof contract.handover> = async (ctx, input) => {
  const row = await known(ctx, input.id);
  return { handover: handoverOf(ctx, row), lines: await linesOf(ctx, input.id) };
};

async function linesOf(ctx: Ctx, handoverId: string) {
  const lines = await store.lines(ctx.tx, ctx.tenant.id, handoverId);
  return lines.map((line) => ({ customer: { code: line.code, name: line.name }, ...(line.facts as Facts) }));
}

/** The same answer whether there is none or it is none of his. */
async function known(ctx: Ctx, handoverId: string, forUpdate = false): Promise<store.HandoverRow> {
  const row = await store.byId(ctx.tx, ctx.tenant.id, handoverId, forUpdate);
  const own = ownerScope(ctx);
  if (!row || (own !== null && row.from_id !== own && row.to_id !== own)) {
    throw new Problem(404, 'handover_unknown', 'there is no such hand-over');
  }
  return row;
}

/** A manager signs for who has left; nobody signs for who takes over. */
function maySign(ctx: Ctx, row: store.HandoverRow): ('given' | 'taken')[] {
  if (row.state !== 'proposed') return [];
  const gives = ctx.actor.id === row.from_id || (row.from_gone && can(ctx.actor.roles, 'customers.write'));
  return [
    ...(gives && row.given_at === null ? (['given'] as const) : []),
    ...(ctx.actor.id === row.to_id && row.taken_at === null ? (['taken'] as const) : []),
  ];
}

/** Who takes over declines; who gives, or manages customers, withdraws. */
function mayEnd(ctx: Ctx, row: store.HandoverRow): 'declined' | 'withdrawn' | null {
  if (row.state !== 'proposed' && row.state !== 'accepted') return null;
  if (ctx.actor.id !== null && ctx.actor.id === row.to_id) return 'declined';
  const may = ctx.actor.id === row.from_id || ctx.actor.kind === 'system' || can(ctx.actor.roles, 'customers.write');
  return may ? 'withdrawn' : null;
}

export const signHandover: Action<typeof contract.signHandover> = async (ctx, input) => {
  const row = await known(ctx, input.id, true);
  if (row.version !== input.version)
    throw new Problem(412, 'version_stale', 'somebody changed this hand-over meanwhile; look again');
  if (row.state !== 'proposed')
    throw new Problem(409, 'handover_ended', `this hand-over is ${row.state}`, { facts: { state: row.state } });
  if (!maySign(ctx, row).includes(input.as)) {
    throw new Problem(403, 'handover_not_yours', 'only the two whose customers they are, or will be, sign this');
  }
  await store.sign(ctx.tx, ctx.tenant.id, row.handover_id, input.as, ctx.actor.name, ctx.at);
  const both = input.as === 'given' ? row.taken_at !== null : row.given_at !== null;
  let state: store.HandoverRow['state'] = 'proposed';
  if (both)
    state =
      row.starts_on <= ctx.today
        ? await carryOut(ctx, row)
        : await store.setState(ctx.tx, ctx.tenant.id, row.handover_id, 'accepted', null, ctx.at);
  ctx.note({
    subject: { kind: 'handover', id: row.handover_id },
    facts: { from: row.from_name, to: row.to_name, signed: input.as, state },
  });
  return { state };
};

export const endHandover: Action<typeof contract.endHandover> = async (ctx, input) => {
  const row = await known(ctx, input.id, true);
  if (row.version !== input.version)
    throw new Problem(412, 'version_stale', 'somebody changed this hand-over meanwhile; look again');
  if (row.state !== 'proposed' && row.state !== 'accepted') {
    throw new Problem(409, 'handover_ended', `this hand-over is ${row.state}`, { facts: { state: row.state } });
  }
  const state = mayEnd(ctx, row);
  if (state === null)
    throw new Problem(403, 'handover_not_yours', 'only the two whose customers they are, or will be, sign this');
  await store.setState(ctx.tx, ctx.tenant.id, row.handover_id, state, input.reason, ctx.at);
  ctx.note({
    subject: { kind: 'handover', id: row.handover_id },
    facts: { from: row.from_name, to: row.to_name, state, reason: input.reason },
  });
  return { state };
};

/** From now on the customers are the other's: those of the list that are still the first one's. */
async function carryOut(ctx: Ctx, row: store.HandoverRow): Promise<'done'> {
  await keepMasters(ctx.tx, ctx.tenant.id, await store.linesStillWith(ctx.tx, ctx.tenant.id, row), ctx.at);
  const moved = await store.moveOwner(ctx.tx, ctx.tenant.id, row);
  await recordOwner(
    ctx,
    moved.map((each) => ({
      partyId: each.party_id,
      from: { owner_id: row.from_id, owner_name: row.from_name },
      to: { owner_id: row.to_id, owner_name: row.to_name },
      on: row.starts_on < ctx.today ? ctx.today : row.starts_on,
      handoverId: row.handover_id,
    })),
  );
  await store.setState(ctx.tx, ctx.tenant.id, row.handover_id, 'done', null, ctx.at);
  if (moved.length === 0) return 'done';
  // In each customer's own timeline too: the hand-over itself is about none of them.
  const facts = { from: row.from_name, to: row.to_name, on: row.starts_on };
  await appendEvents(
    ctx.tx,
    ctx.tenant.id,
    ctx.at,
    moved.map((each) => ({
      eventId: newId(),
      actor: ctx.actor,
      operation: 'customers.handed-over',
      inputHash: Buffer.alloc(0),
      note: { partyId: each.party_id, facts },
    })),
  );
  ctx.emit(customerChanged, { partyIds: moved.map((each) => each.party_id) });
  return 'done';
}

/** Hand-overs that both have signed and whose day has come. */
export async function carryOutDue(ctx: Ctx): Promise<number> {
  const due = await store.due(ctx.tx, ctx.tenant.id, ctx.today);
  for (const row of due) await carryOut(ctx, row);
  return due.length;
}

export const exportHandover: Action<typeof contract.exportHandover> = async (ctx, input) => {
  const row = await known(ctx, input.id);
  const lines = await linesOf(ctx, input.id);
  const zh = ctx.language === 'zh';
  type Line = (typeof lines)[number];
  const home = ctx.tenant.currency;
  const inHome = (amounts: readonly WireMoney[]) => {
    const found = amounts.find((each) => each.currency === home);
    return found ? parseMoney(found) : null;
  };
  const abroad = (amounts: readonly WireMoney[]) =>
    amounts
      .filter((each) => each.currency !== home)
      .map((each) => `${each.currency} ${each.amount}`)
      .join(' ');
  const columns: TableColumn<Line>[] = [
    { heading: zh ? '客户编码' : 'Code', type: 'text', value: (line) => line.customer.code },
    { heading: zh ? '客户' : 'Customer', type: 'text', value: (line) => line.customer.name, width: 32 },
    {
      heading: zh ? `敞口（${home}）` : `Exposure (${home})`,
      type: 'money',
      value: (line) => inHome(line.exposure),
      total: true,
    },
    {
      heading: zh ? `逾期（${home}）` : `Overdue (${home})`,
      type: 'money',
      value: (line) => inHome(line.overdue),
      total: true,
    },
    { heading: zh ? '其他币种敞口' : 'Other currencies', type: 'text', value: (line) => abroad(line.exposure) },
    { heading: zh ? '冻结订单' : 'Orders on hold', type: 'number', value: (line) => line.holds },
    { heading: zh ? '未结预警' : 'Open alerts', type: 'number', value: (line) => line.alerts },
  ];
  const bytes = await tableBytes(lines, columns, {
    sheetName: zh ? '交接清单' : 'Hand-over',
    title: zh
      ? `客户交接清单：${row.from_name} → ${row.to_name}，自 ${row.starts_on}`
      : `Hand-over of customers: ${row.from_name} → ${row.to_name}, from ${row.starts_on}`,
    language: ctx.language,
  });
  return {
    fileName: `handover-${row.starts_on}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes,
  };
};

function handoverOf(ctx: Ctx, row: store.HandoverRow) {
  return {
    id: row.handover_id,
    from: row.from_name,
    to: row.to_name,
    startsOn: row.starts_on,
    note: row.note,
    state: row.state,
    customers: row.customers,
    proposedAt: row.proposed_at.toISOString(),
    proposedBy: row.proposed_by_name,
    givenAt: row.given_at?.toISOString() ?? null,
    givenBy: row.given_by_name,
    takenAt: row.taken_at?.toISOString() ?? null,
    takenBy: row.taken_by_name,
    doneAt: row.done_at?.toISOString() ?? null,
    endedReason: row.ended_reason,
    version: row.version,
    maySign: maySign(ctx, row),
    mayEnd: mayEnd(ctx, row),
  };
}
