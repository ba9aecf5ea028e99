// The demo company enters through the same doors as anybody's ledger: customers, documents, limits, orders.
import { Problem } from '#base/assert.ts';
import { addMonths } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor } from '#base/money.ts';
import { type DemoCompany, demoCompany } from '#demo/company.ts';
import { demoReferences } from '#demo/references.ts';
import type { Role } from '#platform/auth/permissions.ts';
import { hashPassword, oneTimePassword } from '#platform/auth/secrets.ts';
import * as people from '#platform/auth/store.ts';
import type { Action, Actor, Ctx } from '#platform/context.ts';
import type { Declared } from '#platform/event.ts';
import { appendEvents, type LogRow } from '#platform/event-log.ts';
import { fileAcceptors } from '#rooms/bills/acceptors.ts';
import { ensureEntities, ensureParties, resolveParty, save, saveEntities, saveGroup } from '#rooms/customers/actions.ts';
import { ensureAccounts } from '#rooms/exposure/actions.ts';
import { freeze, grantDirectly } from '#rooms/limits/actions.ts';
import { run as runMonitoring } from '#rooms/monitoring/actions.ts';
import { carryOver } from '#rooms/orders/carry-over.ts';
import { check } from '#rooms/orders/check.ts';
import { confirmPolicy, keepSetting, saveCompany, setMode } from '#rooms/policies/actions.ts';
import { run as runRatings } from '#rooms/ratings/actions.ts';
import { type NewApplication, type NewDocument, postDocuments } from '#rooms/receivables/posting.ts';
import { runRules } from '#rooms/settlements/applying.ts';
import { enterBelonging } from './belonging.ts';
import { enterCashWork } from './cash.ts';
import type * as contract from './contract.ts';
import { enterDemoContracts, nameContracts, plannedContracts } from './contracts.ts';
import { enterFiles } from './files.ts';
import { enterFlows } from './flows.ts';
import { enterInvestigations } from './investigations.ts';
import { enterLetters, enterOldItems } from './letters.ts';
import { enterModels } from './models.ts';
import { enterNotices } from './notices.ts';
import { enterStatements } from './statements.ts';
import { ledgerIsEmpty } from './store.ts';

const SOURCE = 'ledger';
const STEPS = 9;

export const load: Action<typeof contract.load> = async (asked, input) => {
  // The history of the demo company was decided by its own people, not by whoever loads it.
  const told = new Gathered(asked);
  const ctx: Ctx = {
    ...asked,
    emit: told.emit,
    actor: { kind: 'system', id: null, name: '演示公司', roles: [], scope: { kind: 'all' } },
  };
  if (!(await ledgerIsEmpty(ctx.tx))) {
    throw new Problem(
      409,
      'ledger_not_empty',
      'there are customers already; the demo company is for an empty installation (use another folder with --data)',
    );
  }
  let step = 0;
  const say = (label: string) => ctx.progress(++step, STEPS, label);
  const company = demoCompany(input.today ?? ctx.today);
  say('公司与人员');
  const password = await enterCompany(ctx, company);
  say('客户与集团');
  const parties = await enterCustomers(ctx, company);
  await enterFiles(ctx, company, parties);
  await enterStatements(ctx, company, parties);
  await enterFlows(ctx, company, parties);
  await enterInvestigations(ctx, company);
  say('两年单据');
  await enterDocuments(ctx, company, parties);
  await enterAcceptors(ctx, company);
  say('额度');
  await enterLimits(ctx, company, parties);
  // Nobody waits for room yet: the orders come later.
  await enterDemoContracts({ ...ctx, emit: () => {} }, company, plannedContracts(company));
  const staff = new Map(company.staff.map((each) => [each.login, each.name.zh]));
  await carryOrders(ctx, company, parties, staff);
  say('评级');
  await runRatings(ctx, {});
  // The same customers a year and half a year ago: what moved since can be drawn.
  for (const months of [12, 6]) await runRatings(ctx, { asOf: addMonths(company.today, -months) });
  await enterNotices(ctx, [...parties.values()]);
  say('订单');
  await freezeThose(ctx, company);
  say('启用');
  // Names the company through a connection of its own, so only when everything else stands.
  await saveTheCompany(ctx, company);
  await confirmPolicy(ctx, {});
  await setMode(ctx, { mode: 'live', reason: '演示公司 · demo company' });
  say('订单检查');
  const held = await checkOrders(ctx, company, staff);
  await enterBelonging(ctx, company);
  say('预警');
  await enterCashWork(ctx);
  await enterLetters(ctx);
  const entities = await ensureEntities(ctx, [company.company.entities[0]!.code], company.company.currency);
  await enterOldItems(ctx, company, parties, [...entities.values()][0]!);
  await enterModels(ctx);
  // The orders were checked by the grades of a moment ago; what they reserved since, disputes and old items count now, so that the first night
  // finds everybody rated. Nobody is told: it is all one beginning.
  await runRatings({ ...ctx, at: new Date(ctx.at.getTime() + 1), emit: () => {} }, {});
  await runMonitoring(ctx, {});
  await keepSetting(ctx, 'demo', { today: company.today, seed: company.seed });
  told.tell();
  // What the steps noted on their way (a customer, a reason) is not what this was about.
  ctx.note({
    subject: undefined,
    partyId: undefined,
    reasons: undefined,
    facts: { customers: company.customers.length, documents: company.documents.length },
  });
  return {
    customers: company.customers.length,
    documents: company.documents.length,
    orders: company.orders.length,
    held,
    staff: company.staff.map((each) => ({ login: each.login, name: each.name.zh, role: roleOf(each.role) })),
    staffPassword: password,
  };
};

/** What the steps tell of customers is told once of all of them at the end: hundreds of events of one act look like a circle. */
class Gathered {
  readonly #ctx: Ctx;
  readonly #parties = new Map<string, { event: Declared<unknown>; partyIds: Set<string> }>();

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  readonly emit = <Payload>(event: Declared<Payload>, payload: Payload): void => {
    const { partyIds, ...rest } = payload as { partyIds?: readonly string[] };
    if (partyIds === undefined || Object.keys(rest).length > 0) {
      this.#ctx.emit(event, payload);
      return;
    }
    const known = this.#parties.get(event.name) ?? { event, partyIds: new Set<string>() };
    for (const each of partyIds) known.partyIds.add(each);
    this.#parties.set(event.name, known);
  };

  tell(): void {
    for (const { event, partyIds } of this.#parties.values()) this.#ctx.emit(event, { partyIds: [...partyIds] });
  }
}

function roleOf(role: string): Role {
  return role.replaceAll('_', '-') as Role;
}

function entitiesOf({ company }: DemoCompany) {
  return company.entities.map((entity) => ({ code: entity.code, name: entity.name.zh, currency: company.currency }));
}

async function saveTheCompany(ctx: Ctx, demo: DemoCompany): Promise<void> {
  await saveCompany(ctx, {
    name: demo.company.name.zh,
    currency: demo.company.currency,
    timeZone: ctx.tenant.timeZone,
    amountsIncludeTax: true,
    workdays: '12345',
    entities: entitiesOf(demo),
  });
}

async function enterCompany(ctx: Ctx, demo: DemoCompany): Promise<string> {
  const { staff } = demo;
  await saveEntities(ctx, entitiesOf(demo));
  // One password for all of the invented people, shown once: they are there to be tried.
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  for (const person of staff) {
    await people.insertUser(ctx.tx, {
      tenantId: ctx.tenant.id,
      userId: newId(),
      login: person.login,
      displayName: person.name.zh,
      roles: [roleOf(person.role)],
      passwordHash,
      mustChange: false,
      at: ctx.at,
    });
  }
  return password;
}

async function enterCustomers(ctx: Ctx, company: DemoCompany): Promise<Map<string, string>> {
  for (const group of company.groups) await saveGroup(ctx, { code: group.code, name: group.name.zh });
  const owners = new Map(company.staff.map((each) => [each.login, each.name.zh]));
  const { ids } = await ensureParties(
    ctx,
    SOURCE,
    company.customers.map((each) => ({
      code: each.code,
      name: each.name.zh,
      uscc: each.uscc,
      salesperson: owners.get(each.owner) ?? null,
      entity: null,
      termsDays: each.termsDays,
    })),
  );
  for (const each of company.customers) {
    await save(ctx, {
      code: each.code,
      name: each.name.zh,
      industry: each.industry.name.zh,
      region: `${each.province}${each.city === each.province ? '' : each.city}`,
      ...(each.group ? { group: each.group } : {}),
    });
  }
  return ids;
}

/** Limits of acceptors, 万元: one of the banks is beyond its own. */
const ACCEPTOR_LIMITS_WAN = [420n, 300n, 500n, 400n];
const WAN_MINOR = 1_000_000n;

async function enterAcceptors(ctx: Ctx, { bills, company }: DemoCompany): Promise<void> {
  const names = [...new Set(bills.filter((bill) => bill.type === 'bank').map((bill) => bill.acceptor))].sort();
  await fileAcceptors(
    ctx,
    names.map((name, at) => {
      const wan = ACCEPTOR_LIMITS_WAN[at];
      return {
        code: `BANK-${String(at + 1).padStart(2, '0')}`,
        name,
        kind: 'bank' as const,
        limitMinor: wan === undefined ? null : wan * WAN_MINOR,
        currency: company.currency,
      };
    }),
  );
}

async function enterDocuments(ctx: Ctx, company: DemoCompany, parties: ReadonlyMap<string, string>): Promise<void> {
  const codes = company.company.entities.map((entity) => entity.code);
  const entities = await ensureEntities(ctx, codes, company.company.currency);
  const references = demoReferences(company);
  const contractOf = nameContracts(company, plannedContracts(company));
  const documents: NewDocument[] = company.documents.map((each) => ({
    kind: each.kind,
    reference: each.kind === 'receipt' ? (references.get(each.number) ?? null) : null,
    partyId: parties.get(each.customer)!,
    entityId: entities.get(each.entity)!,
    number: each.number,
    issuedOn: each.issuedOn,
    postedOn: each.postedOn,
    dueOn: each.dueOn,
    amountMinor: each.amountMinor,
    currency: each.currency,
    ...contractOf(each),
  }));
  const entityOf = new Map(company.documents.map((each) => [`${each.kind} ${each.number}`, entities.get(each.entity)!]));
  const applications: NewApplication[] = company.applications.map((each) => ({
    from: { kind: each.fromKind, entityId: entityOf.get(`${each.fromKind} ${each.from}`)!, number: each.from },
    to: { kind: 'invoice', entityId: entityOf.get(`invoice ${each.to}`)!, number: each.to },
    amountMinor: each.amountMinor,
    effectiveOn: each.effectiveOn,
  }));
  for (const bill of company.bills) {
    const entityId = entities.get(bill.entity)!;
    documents.push({
      kind: 'bill',
      partyId: parties.get(bill.customer)!,
      entityId,
      number: bill.number,
      issuedOn: bill.receivedOn,
      dueOn: bill.dueOn,
      amountMinor: bill.amountMinor,
      currency: bill.currency,
      bill: {
        type: bill.type,
        acceptor: bill.acceptor,
        events: bill.events.map((event) => ({
          state: event.state,
          on: event.on,
          recourse: event.recourse ?? true,
          counterparty: event.party,
        })),
      },
    });
    for (const settled of bill.settles) {
      applications.push({
        from: { kind: 'bill', entityId, number: bill.number },
        to: { kind: 'invoice', entityId: entityOf.get(`invoice ${settled.invoice}`)!, number: settled.invoice },
        amountMinor: settled.amountMinor,
        effectiveOn: bill.receivedOn,
      });
    }
  }
  for (const delivery of company.deliveries) {
    documents.push({
      kind: 'delivery',
      partyId: parties.get(delivery.customer)!,
      entityId: entities.get(delivery.entity)!,
      number: delivery.number,
      issuedOn: delivery.deliveredOn,
      dueOn: null,
      amountMinor: delivery.amountMinor,
      currency: delivery.currency,
    });
  }
  // In order of days, so that the history of each account reads as it happened.
  applications.sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0));
  await postDocuments(ctx, { source: SOURCE, importId: null, documents, applications });
  await runRules(ctx, null, null);
}

async function enterLimits(ctx: Ctx, company: DemoCompany, parties: ReadonlyMap<string, string>): Promise<void> {
  const terms = new Map(company.customers.map((each) => [each.code, each.termsDays]));
  await grantDirectly(
    ctx,
    company.limits.map((limit) => ({
      partyId: parties.get(limit.customer)!,
      kind: limit.kind,
      mode: limit.mode,
      amountMinor: limit.amountMinor,
      currency: limit.currency,
      termsDays: limit.kind === 'permanent' ? (terms.get(limit.customer) ?? null) : null,
      validFrom: limit.from,
      validTo: limit.until,
      grantedBy: '演示公司',
    })),
  );
}

async function freezeThose(ctx: Ctx, company: DemoCompany): Promise<void> {
  for (const each of company.freezes) {
    const reason = each.reason.zh;
    await freeze(ctx, { customer: each.customer, reason });
    const { party_id: partyId } = await resolveParty(ctx, each.customer);
    await appendEvents(ctx.tx, ctx.tenant.id, ctx.at, [
      {
        eventId: newId(),
        actor: ctx.actor,
        operation: 'limits.freeze',
        inputHash: Buffer.alloc(0),
        note: { partyId, facts: { reason } },
      },
    ]);
  }
}

/** Orders of before today that hold room already: what a customer uses of his limit counts in his rating. */
async function carryOrders(
  ctx: Ctx,
  company: DemoCompany,
  parties: ReadonlyMap<string, string>,
  staff: ReadonlyMap<string, string>,
): Promise<void> {
  const accounts = await ensureAccounts(
    ctx,
    [...parties.values()].map((partyId) => ({ partyId, currency: company.company.currency })),
  );
  await carryOver(
    ctx,
    company.orders
      .filter((order) => order.state === 'reserved')
      .map((order) => ({
        source: 'erp',
        number: order.number,
        partyId: parties.get(order.customer)!,
        accountId: accounts.get(`${parties.get(order.customer)!} ${order.currency}`)!,
        amountMinor: order.amountMinor,
        currency: order.currency,
        salesName: staff.get(order.salesperson) ?? null,
        deliverOn: order.deliverOn,
      })),
  );
}

const CHECKS_AT_ONCE = 64;

/** The orders of the day pass the same check as an ERP's would; answers how many were held. */
async function checkOrders(ctx: Ctx, company: DemoCompany, staff: ReadonlyMap<string, string>): Promise<number> {
  const erp: Actor = { kind: 'system', id: null, name: 'ERP', roles: [], scope: { kind: 'all' } };
  const orders = company.orders.filter((order) => order.state === 'submitted');
  let held = 0;
  for (let from = 0; from < orders.length; from += CHECKS_AT_ONCE) {
    const calls = orders.slice(from, from + CHECKS_AT_ONCE).map((order) => ({
      eventId: newId(),
      actor: erp,
      input: {
        customer: order.customer,
        amount: { amount: formatMinor(order.amountMinor, order.currency), currency: order.currency },
        order: order.number,
        deliverOn: order.deliverOn,
        sales: staff.get(order.salesperson) ?? order.salesperson,
      },
    }));
    const rows: LogRow[] = [];
    for (const [at, answer] of (await check(ctx, calls)).entries()) {
      if ('problem' in answer) throw answer.problem;
      if (answer.answer.outcome === 'held') held += 1;
      rows.push({
        eventId: calls[at]!.eventId,
        actor: erp,
        operation: 'orders.check',
        inputHash: Buffer.alloc(0),
        note: answer.note,
      });
    }
    // Each order is an event of its customer, as if the ERP had called.
    await appendEvents(ctx.tx, ctx.tenant.id, ctx.at, rows);
  }
  return held;
}
