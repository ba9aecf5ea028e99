// Hundreds of keep-alive connections at a served house: orders placed, raised, cancelled, delivered and paid at once; each keeps its own book.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#base/id.ts';
import { type Installation, Lost } from './server.ts';

export type Attack = {
  /** Before every order number, and behind `R-` in that of every receipt. */
  readonly name: string;
  /** Answers by status and, where it is not 200, code. */
  readonly answers: ReadonlyMap<string, number>;
  /** What must still be reserved for an order after the last answer about it, in minor units; absent where the house may decide by itself. */
  readonly reserved: ReadonlyMap<string, bigint>;
  /** Receipts that were acknowledged. */
  readonly receipts: ReadonlySet<string>;
  /** Acknowledged or not: whatever else is in the books was never asked for. */
  readonly asked: ReadonlySet<string>;
  readonly lost: number;
  readonly longestMs: number;
};

type Order = {
  readonly number: string;
  readonly customer: string;
  amountMinor: bigint;
  reservedMinor: bigint | null;
  ended: boolean;
};

const RETRY_MS = 40;
const minorOf = (money: { amount: string }) => BigInt(money.amount.replace('.', ''));
const yuan = (minor: bigint) => ({ amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`, currency: 'CNY' });

/** Whatever the outcome of a request is not known of is sent again with its key, so that every act ends with one answer. */
export async function attack(
  installation: Installation,
  key: string,
  customers: readonly string[],
  how: { connections: number; acts: number } | { connections: number; forMs: number },
): Promise<Attack> {
  const name = newId().slice(-8);
  const answers = new Map<string, number>();
  const reserved = new Map<string, bigint>();
  const receipts = new Set<string>();
  const asked = new Set<string>();
  let lost = 0;
  let longestMs = 0;
  const until = performance.now() + ('forMs' in how ? how.forMs : 0);
  let acts = 0;
  const going = () => ('forMs' in how ? performance.now() < until : acts < how.acts);

  async function post<T>(agent: Agent, path: string, input: object): Promise<T | null> {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': newId() };
    const since = performance.now();
    for (;;) {
      const reply = await installation.post(path, input, headers, agent).catch((error: unknown) => {
        if (!(error instanceof Lost)) throw error;
        lost += 1;
        return null;
      });
      if (reply) {
        const body = JSON.parse(reply.body.toString('utf8'));
        const said = reply.status === 200 ? '200' : `${reply.status} ${body.code}`;
        answers.set(said, (answers.get(said) ?? 0) + 1);
        if (reply.status === 200 || (reply.status < 500 && body.code !== 'request_in_progress')) {
          longestMs = Math.max(longestMs, performance.now() - since);
          return reply.status === 200 ? (body as T) : null;
        }
      }
      await sleep(RETRY_MS);
    }
  }

  async function live(connection: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let order: Order | null = null;
    const keep = (): void => {
      if (!order) return;
      if (order.reservedMinor === null) reserved.delete(order.number);
      else reserved.set(order.number, order.reservedMinor);
    };
    const check = async (): Promise<void> => {
      const { number, customer, amountMinor } = order!;
      const answer = await post<{ outcome: string; reservation: { amount: { amount: string } } | null }>(
        agent,
        '/api/orders/checks',
        { customer, order: number, amount: yuan(amountMinor) },
      );
      // Held, it may be let go by itself when somebody pays: what is then reserved is the house's to say.
      order!.reservedMinor = answer?.outcome === 'clear' && answer.reservation ? minorOf(answer.reservation.amount) : null;
      keep();
    };
    for (let act = 0; going(); act += 1) {
      acts += 1;
      const customer = customers[(connection + act) % customers.length]!;
      const kind = Math.random();
      if (!order || order.ended || order.reservedMinor === null || kind < 0.35) {
        order = {
          ...{
            number: `${name}-${connection}-${act}`,
            customer,
            amountMinor: BigInt(100 + Math.floor(Math.random() * 400) * 100),
          },
          ...{ reservedMinor: null, ended: false },
        };
        asked.add(order.number);
        await check();
      } else if (kind < 0.55) {
        order.amountMinor += 5_000n;
        await check();
      } else if (kind < 0.7) {
        const done = await post<{ state: string }>(agent, '/api/orders/cancel', { order: order.number, reason: '客户取消' });
        order.ended = true;
        order.reservedMinor = done ? 0n : null;
        keep();
      } else if (kind < 0.85) {
        const part = order.reservedMinor / 2n + 1n;
        const note = { order: order.number, kind: 'delivery', number: `DN-${name}-${connection}-${act}`, amount: yuan(part) };
        const done = await post<{ remaining: { amount: string } }>(agent, '/api/orders/reports', note);
        order.reservedMinor = done ? minorOf(done.remaining) : null;
        // Raised after a delivery it would count what was delivered as well: another story.
        order.ended = true;
        keep();
      } else {
        const number = `R-${name}-${connection}-${act}`;
        asked.add(number);
        const done = await post(agent, '/api/settlements/enter-receipt', { customer, number, amount: yuan(20_000n) });
        if (done) receipts.add(number);
      }
    }
    agent.destroy();
  }

  await Promise.all(Array.from({ length: how.connections }, (_, connection) => live(connection)));
  return { name, answers, reserved, receipts, asked, lost, longestMs };
}
