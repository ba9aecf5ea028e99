// The page for the customer, attacked: guessing, another company's link, expired, withdrawn, too much, the wrong files, words that are code.
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';
import { Authenticator } from '#platform/auth/sign-in.ts';
import type { Actor } from '#platform/context.ts';
import { NOBODY } from '#platform/dispatch.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { carryMail } from '#platform/mail.ts';
import { Metrics } from '#platform/metrics.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as accounts from '#rooms/accounts/contract.ts';
import { save } from '#rooms/customers/contract.ts';
import { ROOMS } from '../../rooms.ts';
import { daily } from './actions.ts';
import * as d from './contract.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n');
const CANARY = '金丝雀';

async function asked(
  items = ['fact:staff', 'fact:business_address', 'paper:licence'],
): Promise<{ place: TestHouse; manager: Actor; link: string; id: string }> {
  const place = await testHouse(ROOMS, { today: '2026-11-22' });
  const manager = await place.person('shen', 'credit-manager');
  await place.call(save, { code: 'C1', name: '杭州明远机电有限公司' });
  await place.call(save, { code: 'C2', name: `${CANARY}贸易有限公司` });
  await place.call(d.enterFacts, { customer: 'C1', facts: [{ field: 'bank', value: CANARY }], source: 'visit' });
  const { link, id } = await place.call(d.ask, { customer: 'C1', of: 'customer', items, dueOn: '2026-11-30' }, { as: manager });
  return { place, manager, link: link!.split('/').at(-1)!, id };
}

/** As anybody who has the link, or thinks he has. */
const open = (place: TestHouse, link: string) => place.call(d.openLink, { link }, { as: NOBODY });
const unknown = { status: 404, code: 'link_unknown' };

test('the customer sees who asks, for whom, for what and until when, and nothing else of the company', async () => {
  const { place, link } = await asked();
  const seen = await open(place, link);
  expect(seen).toMatchObject({ company: '测试公司', customer: '杭州明远机电有限公司', dueOn: '2026-11-30' });
  expect(seen.items.map((each) => [each.item, each.kind, each.answered])).toEqual([
    ['fact:staff', 'number', false],
    ['fact:business_address', 'text', false],
    ['paper:licence', 'paper', false],
  ]);
  expect(JSON.stringify(seen)).not.toContain(CANARY);
});

test('a link that is guessed, bent, of another kind, expired, withdrawn, replaced or ended gets one and the same answer', async () => {
  const { place, manager, link, id } = await asked();
  const [head, tenant, secret] = link.split('_') as [string, string, string];
  const stranger = await testHouse(ROOMS);
  for (const bad of [
    '',
    'x',
    `${head}_${tenant}_${'A'.repeat(43)}`,
    `${head}_${stranger.tenant.id.replaceAll('-', '')}_${secret}`,
    `${head}_${'0'.repeat(32)}_${secret}`,
    `xhs_${tenant}_${secret}`,
    `xh_${tenant}_${secret}`,
    `${link}A`,
  ]) {
    await expect(open(place, bad), bad).rejects.toMatchObject(unknown);
  }
  // Whichever company the caller claims, the link's own counts.
  expect((await open(stranger, link)).customer).toBe('杭州明远机电有限公司');
  await expect(open(place.on('2026-12-08'), link), 'a week after the day asked for').rejects.toMatchObject(unknown);
  const [request] = (await place.call(d.requests, {})).requests;
  const anew = await place.call(d.remind, { id, version: request!.version }, { as: manager });
  await expect(open(place, link), 'replaced').rejects.toMatchObject(unknown);
  const second = anew.link!.split('/').at(-1)!;
  await open(place, second);
  expect(await place.call(d.revokeLink, { id }, { as: manager })).toEqual({ revoked: true });
  await expect(open(place, second), 'withdrawn').rejects.toMatchObject(unknown);
  await expect(place.call(d.answer, { link: second, facts: [{ item: 'fact:staff', value: '1' }] })).rejects.toMatchObject(
    unknown,
  );
  const third = (await place.call(d.remind, { id, version: request!.version + 2 }, { as: manager })).link!.split('/').at(-1)!;
  await open(place, third);
  await place.call(d.closeRequest, { id, version: request!.version + 3 }, { as: manager });
  await expect(open(place, third), 'ended').rejects.toMatchObject(unknown);
});

test('only what was asked is taken, of the right kind; what comes in is unverified and says so; then the link is done', async () => {
  const { place, link, manager } = await asked();
  const answer = (item: string, value: string) => place.call(d.answer, { link, facts: [{ item, value }] }, { as: NOBODY });
  await expect(answer('fact:registered_capital', '1'), 'not asked').rejects.toMatchObject({ code: 'item_not_asked' });
  await expect(answer('paper:licence', '1'), 'a paper as a fact').rejects.toMatchObject({ code: 'item_not_asked' });
  await expect(answer('fact:staff', 'many')).rejects.toMatchObject({ code: 'fact_malformed' });
  const code = '<img src=x onerror=alert(1)>';
  await answer('fact:staff', '120');
  await answer('fact:business_address', code);
  const upload = (name: string, content: string | Buffer, item = 'paper:licence') =>
    place.call(d.answerPaper, { link, item }, { as: NOBODY, file: { name, content } });
  await expect(upload('a.exe', 'MZ\u0000')).rejects.toMatchObject({ code: 'file_kind_refused' });
  await expect(upload('a.png', PDF)).rejects.toMatchObject({ code: 'file_kind_differs' });
  await expect(upload('a.pdf', Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]))).rejects.toMatchObject({
    code: 'file_too_large',
  });
  await expect(upload('a.pdf', PDF, 'paper:contract')).rejects.toMatchObject({ code: 'item_not_asked' });
  await upload('<script>alert(1)</script>.pdf', PDF);
  const file = await place.call(d.file, { customer: 'C1' }, { as: manager });
  expect(file.facts.find((each) => each.field === 'business_address')).toMatchObject({
    value: code,
    source: 'customer',
    outcome: null,
  });
  expect(file.papers[0]).toMatchObject({ source: 'customer', outcome: null, fileName: 'script>.pdf' });
  await expect(open(place, link), 'everything came in').rejects.toMatchObject(unknown);
});

test('over HTTP: no session needed and none used, forgery guarded, too large is cut off at 20 MB, a flood is slowed', async () => {
  const { place, link } = await asked();
  const app = await buildHttp({
    door: place.door,
    authenticator: new Authenticator(place.database),
    signIn: async () => ({ outcome: 'refused' }),
    databaseAnswers: async () => true,
    metrics: new Metrics(),
    log: openLog('silent'),
    webFolder: null,
    version: '0',
  });
  try {
    const post = (payload: object, headers: Record<string, string> = { 'x-csrf': '1' }) =>
      app.inject({ method: 'POST', url: d.openLink.path, headers, payload });
    expect((await post({ link })).statusCode).toBe(200);
    expect((await post({ link }, {})).json()).toMatchObject({ code: 'forgery_guard' });
    const boundary = 'XX';
    const part = (name: string, rest: string, body: string | Buffer) =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`),
        Buffer.from(body),
        Buffer.from('\r\n'),
      ]);
    const payload = Buffer.concat([
      part('input', '', JSON.stringify({ link, item: 'paper:licence' })),
      part('file', '; filename="a.pdf"', Buffer.concat([PDF, Buffer.alloc(21 * 1024 * 1024)])),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const large = await app.inject({
      method: 'POST',
      url: d.answerPaper.path,
      headers: { 'x-csrf': '1', 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload,
    });
    expect(large.json()).toMatchObject({ status: 413, code: 'file_too_large' });
    const answers = [];
    for (let at = 0; at < 70; at += 1) answers.push((await post({ link: `xhl_${'0'.repeat(32)}_${'A'.repeat(43)}` })).statusCode);
    expect(answers[0]).toBe(404);
    expect(answers.at(-1)).toBe(429);
  } finally {
    await app.close();
  }
});

test('what is missing is asked for by mail: the customer gets his link, the salesperson a reminder, whoever asked hears that it is late', async () => {
  const received: { to: string; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map((each) => each.address).join(), text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  const route = { url: `smtp://127.0.0.1:${port}`, from: 'credit@xinheng.example' };
  const { place, manager } = await asked();
  const sales = await place.person('lu.ming', 'sales');
  for (const [person, mail] of [
    [manager, 'shen@xinheng.example'],
    [sales, 'lu@xinheng.example'],
  ] as const) {
    const known = (await place.call(accounts.list, {})).people.find((each) => each.id === person.id)!;
    const { id, name, roles, disabled, version } = known;
    await place.call(accounts.change, { id, name, roles, disabled, version, mail });
  }
  await place.call(d.saveContact, {
    customer: 'C1',
    name: '王芳',
    email: 'wang@mingyuan.example',
    purpose: 'credit',
    basis: 'contract',
  });
  const ask = { customer: 'C1', items: ['paper:licence'], dueOn: '2026-11-30' };
  // Nothing is mailed where nothing is set up: the link is there to be handed over.
  expect(await place.call(d.ask, { ...ask, of: 'customer', mail: true }, { as: manager })).toMatchObject({ mailed: null });
  Object.assign(process.env, { SMTP_URL: route.url, MAIL_FROM: route.from, PUBLIC_URL: 'https://credit.example' });
  try {
    const { link, mailed } = await place.call(d.ask, { ...ask, of: 'customer', mail: true }, { as: manager });
    expect(mailed).toBe('wa***@mingyuan.example');
    const toSales = await place.call(d.ask, { ...ask, of: 'sales', assignee: 'lu.ming' }, { as: manager });
    expect(toSales.mailed).toBe('lu***@xinheng.example');
    const carried = async (on = place) => {
      received.length = 0;
      await carryMail(on.door, on.tenant.id, route);
      return received.map((each) => each.to).toSorted();
    };
    expect(await carried()).toEqual(['lu@xinheng.example', 'wang@mingyuan.example']);
    const tokenOf = () =>
      /answer\/(\S+)/.exec(received.find((each) => each.to.startsWith('wang'))!.text.replaceAll(/=\r?\n/g, ''))![1]!;
    expect(tokenOf()).toBe(link!.split('/').at(-1));
    // The day before: both are reminded, the customer by a new link, which ends the one before.
    const before = place.on('2026-11-29');
    await before.run(daily);
    expect(await carried(before)).toEqual(['lu@xinheng.example', 'wang@mingyuan.example']);
    await expect(open(before, link!.split('/').at(-1)!)).rejects.toMatchObject(unknown);
    expect(await open(before, tokenOf())).toMatchObject({ dueOn: '2026-11-30' });
    // Late: whoever asked and whoever was to bring it, once.
    const late = place.on('2026-12-01');
    await late.run(daily);
    await late.run(daily);
    const told = await carried(late);
    expect([...new Set(told)]).toEqual(['lu@xinheng.example', 'shen@xinheng.example']);
    expect(told.filter((each) => each.startsWith('lu'))).toHaveLength(1);
  } finally {
    for (const key of ['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']) delete process.env[key];
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});
