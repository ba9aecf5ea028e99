// Stories about the rules in force and the way from shadow to live, through the door on a real database.
import { expect, test } from 'vitest';
import { newId } from '#base/id.ts';
import { Sealer } from '#platform/auth/secrets.ts';
import type { Ctx } from '#platform/context.ts';
import { Door } from '#platform/dispatch.ts';
import type { Operation } from '#platform/operation.ts';
import { sql } from '#platform/sql.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { customers } from '#rooms/customers/room.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { policies } from './room.ts';

const ROOMS = [customers, policies];
const COMPANY = {
  name: '衡山实业',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  amountsIncludeTax: true,
  workdays: '54321',
  entities: [{ code: 'SH', name: '上海衡山', currency: 'CNY' }],
};

/** The same company behind a door that is not a test installation's. */
function seriousDoor(place: TestHouse) {
  const door = new Door({ database: place.database, tenants: place.tenants, sealer: new Sealer('test'), rooms: ROOMS });
  return async (operation: Operation, input: unknown) =>
    JSON.parse(
      (await door.call({ operation: operation.name, tenantId: place.tenant.id, actor: place.operator, input })).bytes.toString(),
    );
}

test('each decision names a stored version: a new company gets the shipped rulebooks as version 1, once', async () => {
  const place = await testHouse(ROOMS);
  const rules = await Promise.all(
    Array.from({ length: 8 }, async () => {
      let version = 0;
      await place.run(async (ctx) => {
        const { version: found, rules: order } = await actions.rulebook(ctx, 'order-check');
        expect(order).toBeTruthy();
        version = found;
      });
      return version;
    }),
  );
  expect(rules).toEqual(Array.from({ length: 8 }, () => 1));
  const { rulebooks } = await place.call(contract.inForce, {});
  expect(rulebooks.map((each) => [each.kind, each.version, each.note])).toEqual(
    ['applying', 'authority', 'coefficients', 'investigations', 'limits', 'order-check', 'scorecard', 'segments', 'signals'].map(
      (kind) => [kind, 1, 'shipped'],
    ),
  );
});

test('a newer version is used from the instant it is in force, and the older one is still readable', async () => {
  const place = await testHouse(ROOMS, { today: '2026-11-21' });
  const ruled = async (of: TestHouse): Promise<number> => {
    let version = 0;
    await of.run(async (ctx) => void ({ version } = await actions.rulebook(ctx, 'limits')));
    return version;
  };
  expect(await ruled(place)).toBe(1);
  await place.run(async (ctx) => {
    await ctx.tx.run(sql`
      insert into policies.rulebooks (tenant_id, kind, version, body, body_hash, made_at, in_force_from, note)
      select tenant_id, kind, 2, body, body_hash, made_at, ${new Date(ctx.at.getTime() + 12 * 3_600_000)}::timestamptz, 'from tomorrow'
      from policies.rulebooks where tenant_id = ${ctx.tenant.id} and kind = 'limits' and version = 1`);
  });
  expect(await ruled(place)).toBe(1);
  expect(await ruled(place.on('2026-11-22'))).toBe(2);
});

test('a rulebook whose stored text was altered decides nothing (fail closed)', async () => {
  const place = await testHouse(ROOMS);
  await place.run(async (ctx) => {
    await actions.ensureShipped(ctx);
    await ctx.tx.run(sql`
      update policies.rulebooks set body = jsonb_set(body, '{id}', '"other"'), body_hash = ${Buffer.from(newId())}
      where tenant_id = ${ctx.tenant.id} and kind = 'signals'`);
  });
  await expect(place.run(async (ctx) => void (await actions.rulebook(ctx, 'signals')))).rejects.toThrow(/not what was stored/);
});

test('a rolled back trial leaves no rulebook behind', async () => {
  const place = await testHouse(ROOMS);
  await place.call(contract.confirmPolicy, {}, { dryRun: true });
  await place.run(async (ctx) => {
    const left = await ctx.tx.rows(sql`select 1 from policies.rulebooks where tenant_id = ${ctx.tenant.id}`);
    expect(left).toEqual([]);
  });
});

test('a new company is in shadow mode, and the guide names what is missing before it may go live', async () => {
  const place = await testHouse(ROOMS);
  const ask = seriousDoor(place);
  const first = await ask(contract.guide, {});
  expect(first.mode).toEqual({ mode: 'shadow', since: null, by: null, reason: null });
  expect(first.company).toMatchObject({ done: false, amountsIncludeTax: null, workdays: null });
  expect(first.demo).toEqual({ loaded: false, offered: true });
  expect(first).toMatchObject({ canGoLive: false, missing: ['people', 'policy', 'ledger', 'limits'] });

  // One person with both rights is not two people.
  await place.person('both', 'credit-manager');
  expect((await place.call(contract.guide, {})).people).toEqual({ done: false, makers: 1, checkers: 1 });
  await place.person('checker', 'approver');
  await place.call(contract.confirmPolicy, {});
  await place.call(contract.saveCompany, COMPANY);
  const then = await place.call(contract.guide, {});
  expect(then.people).toEqual({ done: true, makers: 1, checkers: 2 });
  expect(then.company).toMatchObject({ done: true, name: '衡山实业', amountsIncludeTax: true, workdays: '12345' });
  expect(then.policy).toMatchObject({ done: true, confirmedBy: 'operator' });
  expect(then.entities).toEqual({ done: true, count: 1 });
  expect(then.missing).toEqual(['ledger', 'limits']);
  await expect(ask(contract.setMode, { mode: 'live', reason: '试一试' })).rejects.toMatchObject({
    status: 409,
    code: 'not_ready',
    facts: { missing: ['ledger', 'limits'] },
  });
});

test('with a ledger and a limit in force the company goes live, with who and why on record', async () => {
  const place = await testHouse(ROOMS);
  const ask = seriousDoor(place);
  await place.person('maker', 'analyst');
  await place.person('checker', 'approver');
  await place.call(contract.confirmPolicy, {});
  await place.run((ctx) => oneDocumentAndOneLimit(ctx));
  expect(await ask(contract.guide, {})).toMatchObject({ canGoLive: true, missing: [], demo: { offered: false } });
  await ask(contract.setMode, { mode: 'live', reason: '试运行满一月' });
  expect((await place.call(contract.guide, {})).mode).toMatchObject({ mode: 'live', by: 'operator', reason: '试运行满一月' });
  // Back to shadow is always open.
  await ask(contract.setMode, { mode: 'shadow', reason: '系统切换' });
  expect((await place.call(contract.guide, {})).mode.mode).toBe('shadow');
});

test('a test installation is live from the start and may switch at once', async () => {
  const place = await testHouse(ROOMS);
  expect((await place.call(contract.guide, {})).mode).toMatchObject({ mode: 'live', since: null });
  await place.call(contract.setMode, { mode: 'shadow', reason: 'test' });
  expect((await place.call(contract.setMode, { mode: 'live', reason: 'test' })).mode).toBe('live');
});

test('trying to save the company changes nothing', async () => {
  const place = await testHouse(ROOMS);
  await place.call(contract.saveCompany, COMPANY, { dryRun: true });
  expect((await place.call(contract.guide, {})).company).toMatchObject({ done: false, name: '测试公司' });
});

test('what is refused, and why', async () => {
  const place = await testHouse(ROOMS);
  const twice = [COMPANY.entities[0]!, COMPANY.entities[0]!];
  const refused: [Record<string, unknown>, string][] = [
    [{ currency: 'ZZZ' }, 'currency_unknown'],
    [{ entities: [{ code: 'A', name: 'A', currency: 'QQQ' }] }, 'currency_unknown'],
    [{ timeZone: 'Mars/Olympus' }, 'time_zone_unknown'],
    [{ entities: twice }, 'code_taken'],
    [{ workdays: '0' }, 'input_malformed'],
    [{ entities: [] }, 'input_malformed'],
  ];
  for (const [change, code] of refused) {
    await expect(
      place.call(contract.saveCompany, { ...COMPANY, ...change } as never),
      JSON.stringify(change),
    ).rejects.toMatchObject({
      status: 400,
      code,
    });
  }
  const clerk = await place.person('clerk', 'receivables-clerk');
  await expect(place.call(contract.setMode, { mode: 'shadow', reason: 'no right' }, { as: clerk })).rejects.toMatchObject({
    status: 403,
  });
});

async function oneDocumentAndOneLimit(ctx: Ctx): Promise<void> {
  const [tenant, document, account, party] = [ctx.tenant.id, newId(), newId(), newId()];
  await ctx.tx.run(sql`
    insert into receivables.documents
      (tenant_id, document_id, account_id, party_id, entity_id, kind, source, number, issued_on, effective_on, amount_minor, currency,
       entry_no, recorded_at, event_id)
    values (${tenant}, ${document}, ${account}, ${party}, ${newId()}, 'invoice', 'erp', 'INV-1', ${ctx.today}, ${ctx.today}, 100, 'CNY',
            1, ${ctx.at}, ${newId()})`);
  await ctx.tx.run(sql`
    insert into receivables.open_items (tenant_id, document_id, account_id, kind, issued_on, due_on, open_minor)
    values (${tenant}, ${document}, ${account}, 'invoice', ${ctx.today}, ${ctx.today}, 100)`);
  await ctx.tx.run(sql`
    insert into limits.grants
      (tenant_id, grant_id, account_id, party_id, kind, mode, amount_minor, currency, valid_from, granted_by, recorded_at)
    values (${tenant}, ${newId()}, ${account}, ${party}, 'permanent', 'amount', 1000, 'CNY', ${ctx.today}, 'checker', ${ctx.at})`);
}
