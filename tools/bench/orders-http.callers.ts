// The callers of the HTTP bench: so many connections that are kept, each with one request under way, written as bytes to cost little.
import { connect } from 'node:net';
import { newId } from '#base/id.ts';
import { walk } from './orders-company.ts';
import { customerCode } from './seed.ts';

export type Asking = {
  readonly port: number;
  readonly path: string;
  readonly bearer: string;
  readonly amount: string;
  readonly connections: number;
  readonly forMs: number;
  readonly customers: number;
  /** Where the walk over the customers goes on. */
  readonly from: number;
};
export type Told = { readonly answered: number; readonly failed: number; readonly seconds: number; readonly at: number };

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

process.on('message', (asking: Asking) => {
  void ask(asking).then((told) => process.send!(told));
});

async function ask(asking: Asking): Promise<Told> {
  const run = newId().slice(-8);
  const drawn = walk(asking.customers, asking.from);
  let at = asking.from;
  const request = () => {
    const { value } = drawn.next();
    at = value.at + 1;
    const order = `HO-${run}-${value.at}`;
    const amount = { amount: asking.amount, currency: 'CNY' };
    const body = JSON.stringify({ customer: customerCode(value.customer), order, amount });
    return (
      `POST ${asking.path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${asking.bearer}\r\ncontent-type: application/json\r\n` +
      `idempotency-key: ${order}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
  };
  const started = performance.now();
  const until = started + asking.forMs;
  let answered = 0;
  let failed = 0;
  await Promise.all(
    Array.from(
      { length: asking.connections },
      () =>
        new Promise<void>((done) => {
          const socket = connect(asking.port, '127.0.0.1');
          socket.setNoDelay(true);
          let pending: Buffer = Buffer.alloc(0);
          socket.on('connect', () => socket.write(request()));
          socket.on('error', () => {
            failed += 1;
            done();
          });
          socket.on('data', (part) => {
            pending = pending.length === 0 ? part : Buffer.concat([pending, part]);
            const head = pending.indexOf(HEAD_END);
            if (head < 0) return;
            const text = pending.toString('latin1', 0, head);
            if (pending.length < head + HEAD_END.length + Number(LENGTH.exec(text)?.[1] ?? 0)) return;
            if (text.startsWith('HTTP/1.1 200')) answered += 1;
            else failed += 1;
            pending = Buffer.alloc(0);
            if (performance.now() < until) socket.write(request());
            else {
              socket.end();
              done();
            }
          });
        }),
    ),
  );
  return { answered, failed, seconds: (performance.now() - started) / 1000, at };
}
