// The invariants of what is answered: found again after loss, decided anew alike, never approved in doubt, below zero shown, reports that stay.

import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { Authenticator } from '#platform/auth/sign-in.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import * as accounts from '#rooms/accounts/contract.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as limits from '#rooms/limits/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import * as policies from '#rooms/policies/contract.ts';
import * as receivables from '#rooms/receivables/contract.ts';
import { Xinheng } from '#root/clients/typescript/client.ts';
import { breaches } from './oracle.ts';
import { addCustomers, addGroup, broken, cny, type Given, OPERATOR, on, TODAY } from './place.ts';
import type { StatementWatch } from './statements.ts';

/** R4: the client that is handed to programmers learns the one true outcome though every first answer is lost on the way. */
async function lostAnswersAreFound(given: Given): Promise<void> {
  await on(given, [0], {}, async (place) => {
    await place.customer('C', '1000.00');
    const { door, database } = place.servers[0]!;
    const key = await place.call(0, accounts.createKey, { role: 'sales', name: 'shop' });
    const app = await buildHttp({
      ...{ door, authenticator: new Authenticator(database), metrics: new Metrics(), log: openLog('fatal') },
      ...{ signIn: () => broken('nobody signs in'), databaseAnswers: () => database.answers(), webFolder: null, version: 'test' },
    });
    let sent = 0;
    const lossy = async (address: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const answer = await app.inject({
        ...{ method: init!.method as 'POST', url: new URL(String(address)).pathname, payload: String(init!.body) },
        headers: init!.headers as Record<string, string>,
      });
      sent += 1;
      if (sent % 2 === 1) throw new TypeError('the answer was lost');
      return new Response(answer.body, { status: answer.statusCode });
    };
    try {
      const client = new Xinheng({ url: 'http://credit', key: key.key, fetch: lossy as typeof fetch });
      for (const order of ['SO-1', 'SO-2', 'SO-3']) {
        const { outcome } = await client.call('orders.check', { customer: 'C', order, amount: cny(1000) });
        if (outcome !== 'clear') broken(`R4 unresolved: ${order} was answered ${outcome}`);
      }
    } finally {
      await app.close();
    }
    const { checks } = await place.call(0, orders.checks, {});
    if (checks.length !== 3) broken(`R4 asked anew: ${checks.length} checks of 3 orders, whose first answers were lost`);
  });
}

/** R12: rules change; what was decided under the old ones is decided the same when run again, reasons and all. */
async function decidedAlikeAgain(given: Given): Promise<void> {
  await on(given, [0], {}, async (place) => {
    await place.customer('C', '100.00');
    for (const [order, minor] of [
      ['SO-1', 8000],
      ['SO-2', 5000],
      ['SO-3', 2000],
    ] as const)
      await place.call(0, orders.check, { customer: 'C', order, amount: cny(minor) });
    const { rulebooks } = await place.call(0, policies.inForce, {});
    const body = structuredClone(rulebooks.find((each) => each.kind === 'order-check')!.body) as {
      rules: { enabled: boolean }[];
      cases: unknown[];
    };
    for (const rule of body.rules) rule.enabled = false;
    body.cases = [];
    const saved = await place.call(0, policies.saveDraft, { kind: 'order-check', note: '一条也不查', body });
    await place.call(0, policies.submitDraft, { id: saved.id, version: saved.version });
    const { cases } = await place.call(0, approvals.list, {});
    const one = cases.find((each) => each.kind === 'rulebook')!;
    const second = { ...OPERATOR, kind: 'user' as const, id: newId(), name: 'second', roles: ['approver' as const] };
    await place.send(
      0,
      approvals.decide,
      { id: one.id, decision: 'approve', hash: one.hash, version: one.version },
      newId(),
      second,
    );
    const now = await place.call(0, orders.check, { customer: 'C', order: 'SO-4', amount: cny(5000) });
    if (now.outcome !== 'clear') broken(`R12 replay: the new rules do not decide (${now.outcome})`);
    const { checks, differences } = await place.call(0, orders.replay, {});
    const [first] = differences;
    if (first)
      broken(`R12 replay: ${first.order} was ${JSON.stringify(first.stored)}, run again ${JSON.stringify(first.replayed)}`);
    // Four were asked about; the one that was held was looked at again when the rules changed.
    if (checks !== 5) broken(`R12 replay: ${checks} of 5 decisions were run again`);
  });
}

/** R13: limits of a customer and of his group are cut below what is used: nothing is cancelled, nothing new passes, less than nothing is shown. */
async function cutBelowUse(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.group('G', '500.00');
    await place.customer('A', '100.00', 'G');
    await place.customer('B', '400.00', 'G');
    await place.call(0, orders.check, { customer: 'A', amount: cny(8000), order: 'SO-1' });
    await place.run(async (ctx) => {
      await addCustomers(ctx, [{ code: 'A', cap: '50.00' }]);
      await addGroup(ctx, 'G', '60.00');
    });
    for (const [customer, shown] of [
      ['A', '-30.00'],
      ['B', '-20.00'],
    ] as const) {
      const credit = await place.call(1, orders.credit, { customer });
      if (credit.available?.amount !== shown)
        broken(`R13 shown: ${customer} may use ${credit.available?.amount}, which is ${shown}`);
      const { outcome } = await place.call(1, orders.check, { customer, amount: cny(1), order: `SO-${customer}` });
      if (outcome === 'clear') broken(`R13 new use: an order of ${customer} passes below a limit that is used up`);
    }
    const { positions } = await place.call(1, exposure.position, { customer: 'A' });
    const own = positions.find((each) => each.available !== null);
    if (own?.available?.amount !== '-30.00') broken(`R13 shown: a position of ${own?.available?.amount}, which is -30.00`);
    const { reservations } = await place.call(1, orders.reservations, {});
    if (reservations.length !== 1 || reservations[0]!.remaining.amount !== '80.00')
      broken(`R13 cancelled: ${reservations.length} reservations stand of the one that was there before the cut`);
  });
}

/** R15: what was reported for a day as known at a moment is the same bytes later, whatever was written in between. */
async function reportsStay(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '1000.00');
    await place.post('C', 'invoice', 'INV-1', 20_000n);
    await place.post('C', 'receipt', 'R-1', 5_000n);
    let knownAt = '';
    await place.run(async (ctx) => {
      knownAt = new Date(ctx.at.getTime() + 1).toISOString();
    });
    const ask = async (): Promise<string[]> => {
      const reports = [receivables.ageing, receivables.ledger].flatMap((operation) =>
        [TODAY, '2026-12-31'].map((asOf) => place.send(1, operation, { asOf, knownAt })),
      );
      return (await Promise.all(reports)).map(({ bytes }) => bytes.toString('utf8'));
    };
    const before = await ask();
    await place.post('C', 'invoice', 'INV-2', 70_000n);
    await place.post('C', 'receipt', 'R-2', 9_000n);
    await place.customer('D', '1000.00');
    await place.post('D', 'invoice', 'INV-3', 100n);
    await place.call(0, orders.check, { customer: 'C', amount: cny(1000), order: 'SO-1' });
    await place.call(0, limits.freeze, { customer: 'C', reason: '逾期不还' });
    for (const [at, later] of (await ask()).entries())
      if (later !== before[at]) broken(`R15 report: ${before[at]} became ${later}`);
  });
}

/** R16: whichever statement of a check is the one that fails, the answer is "not now", and the same key learns the truth afterwards. */
async function inDoubtNotApproved(given: Given): Promise<void> {
  const watch: StatementWatch = {};
  await on(given, [0, 0], watch, async (place) => {
    await place.customer('C', '1000.00');
    for (let lost = 1; ; lost += 1) {
      if (lost > STATEMENTS_MAX) broken('R16 endless: a check has no last statement');
      const input = { customer: 'C', amount: cny(1000), order: `SO-${lost}` };
      const key = newId();
      let sent = 0;
      watch.before = () => {
        sent += 1;
        return sent === lost ? Promise.reject(new Error('Connection terminated unexpectedly')) : undefined;
      };
      const said = await place.send(0, orders.check, input, key).then(
        ({ bytes }) => JSON.parse(bytes.toString('utf8')).outcome as string,
        (error: unknown) => (error instanceof Problem ? error.status : String(error)),
      );
      delete watch.before;
      if (sent < lost) break;
      if (said !== 503) broken(`R16 approved: statement ${lost} of a check was lost, and the answer was ${said}`);
      const truth = await place.call(1, orders.check, input, key);
      if (truth.outcome !== 'clear') broken(`R16 unresolved: asked again, ${input.order} is ${truth.outcome}`);
    }
    const [breach] = await breaches(place);
    if (breach) broken(breach);
  });
}

const STATEMENTS_MAX = 60;

export const ANSWER_INVARIANTS = {
  R4: lostAnswersAreFound,
  R12: decidedAlikeAgain,
  R13: cutBelowUse,
  R15: reportsStay,
  R16: inDoubtNotApproved,
} satisfies Record<string, (given: Given) => Promise<void>>;
