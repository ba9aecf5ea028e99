// The order check over HTTP, keep-alive and API key, beside a bare node:http server that makes the same durable batched statements.
// The callers are a process of their own on the same cores; both servers are this process, in turns.
import { fork } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Authenticator } from '#platform/auth/sign-in.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import { createKey } from '#rooms/accounts/contract.ts';
import { check } from '#rooms/orders/contract.ts';
import { type Bench, median, round } from './measure.ts';
import type { OrdersReference } from './orders.reference.ts';
import { AMOUNT, type Company, openCompany } from './orders-company.ts';
import type { Asking, Told } from './orders-http.callers.ts';
import { vacuum } from './seed.ts';
import { person } from './stage.ts';

const CONNECTIONS = [32, 128];
const ROUNDS = 7;
const ROUND_MS = 1_500;
/** As in orders-batch: before anything counts. One short pair left the first rounds to a server that still compiled what it ran. */
const WARM_MS = 6_000;

/** No routing, no key looked up, nothing checked: a body read, the order placed, the stored answer sent. */
function bare(reference: OrdersReference, amountMinor: bigint): Server {
  return createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as { customer: string; order: string };
      const key = String(request.headers['idempotency-key']);
      reference.place({ key, code: body.customer, number: body.order, amountMinor }).then(
        (answer) => {
          response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length });
          response.end(answer);
        },
        () => response.writeHead(500).end(),
      );
    });
  });
}

async function key({ stage }: Company): Promise<string> {
  const administrator = await person(stage, '管理员', 'administrator');
  const answer = await stage.house.door.call({
    operation: createKey.name,
    tenantId: stage.tenant.id,
    actor: administrator,
    input: { role: 'integration', name: 'ERP' },
  });
  return (answer.value as { key: string }).key;
}

export const ordersHttp: Bench = async (options) => {
  const here = await openCompany(options);
  const callers = fork(new URL('./orders-http.callers.ts', import.meta.url));
  const { house } = here.stage;
  const app = await buildHttp({
    door: house.door,
    authenticator: new Authenticator(house.database),
    signIn: async () => ({ outcome: 'refused' }),
    databaseAnswers: async () => true,
    metrics: new Metrics(),
    log: openLog('warn'),
    webFolder: null,
    version: 'bench',
  });
  const reference = bare(await here.reference(), here.orderOf(1).amountMinor);
  try {
    await app.listen({ port: 0, host: '127.0.0.1' });
    await new Promise<void>((done) => {
      reference.listen(0, '127.0.0.1', done);
    });
    const bearer = await key(here);
    let from = 1;
    const ask = async (server: Server, connections: number, forMs: number): Promise<number> => {
      const told = new Promise<Told>((done) => {
        callers.once('message', (message) => done(message as Told));
      });
      const asking: Asking = {
        port: (server.address() as AddressInfo).port,
        path: check.path,
        bearer,
        amount: AMOUNT,
        connections,
        forMs,
        customers: here.customers,
        from,
      };
      callers.send(asking);
      const { answered, failed, seconds, at } = await told;
      if (failed > 0) throw new Error(`${failed} of ${answered + failed} calls failed`);
      from = at;
      return answered / seconds;
    };
    await vacuum(here.stage);
    const figures: { connections: number; ours: number; reference: number; ratio: number }[] = [];
    for (const connections of CONNECTIONS) {
      const pairs: { ours: number; reference: number }[] = [];
      for (let turn = -1; turn < ROUNDS; turn++) {
        // Each side is first in every second pair, as in orders-batch.
        const forMs = turn < 0 ? WARM_MS : ROUND_MS;
        const oursFirst = turn % 2 === 0;
        const early = await ask(oursFirst ? (app.server as Server) : reference, connections, forMs);
        const late = await ask(oursFirst ? reference : (app.server as Server), connections, forMs);
        if (turn >= 0) pairs.push(oursFirst ? { ours: early, reference: late } : { ours: late, reference: early });
      }
      figures.push({
        connections,
        ours: median(pairs.map((pair) => pair.ours)),
        reference: median(pairs.map((pair) => pair.reference)),
        ratio: median(pairs.map((pair) => pair.ours / pair.reference)),
      });
    }
    const worst = figures.reduce((a, b) => (b.ratio < a.ratio ? b : a));
    return {
      name: 'orders-http',
      ours: round(worst.ours, 0),
      reference: round(worst.reference, 0),
      ratio: round(worst.ratio, 3),
      unit: `decisions/s at ${worst.connections} connections`,
      more: [
        ...figures.map((each) => ({
          what: `${each.connections} connections`,
          value: `${each.ours.toFixed(0)}/s against ${each.reference.toFixed(0)}/s, ratio ${each.ratio.toFixed(3)}`,
        })),
        { what: 'decisions', value: await here.decisions() },
      ],
    };
  } finally {
    callers.kill();
    reference.closeAllConnections();
    reference.close();
    await app.close();
    await here.stage.close();
  }
};
