// Clients that order without pause, log every answer before they believe it, and send again with the same key whatever is unknown.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#base/id.ts';
import { type Installation, Lost } from './server.ts';

export type Logged = {
  readonly key: string;
  readonly order: string;
  readonly customer: string;
  readonly amount: string;
  /** The bytes of the answer, once it is known. */
  answer: string | null;
  /** Sent more than once, since nobody knew whether it was done. */
  sent: number;
};

export type Load = {
  readonly name: string;
  readonly log: readonly Logged[];
  /** Answers other than 200, by status and code. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly lost: number;
  /** Longest time in milliseconds from a request first sent to its answer. */
  readonly longestMs: number;
};

const RETRY_MS = 60;
/** Now and then a client goes away just after it has sent: the answer is lost, the order is not. */
const HANG_UP_ONE_IN = 40;

export class Clients {
  /** Before every order number of these clients. */
  readonly name = newId().slice(-8);
  readonly #installation: Installation;
  readonly #key: string;
  readonly #customers: readonly string[];
  readonly log: Logged[] = [];
  readonly refusals = new Map<string, number>();
  lost = 0;
  longestMs = 0;
  #going = true;
  #abandoned = false;
  #running: Promise<void>[] = [];

  constructor(installation: Installation, key: string, customers: readonly string[]) {
    this.#installation = installation;
    this.#key = key;
    this.#customers = customers;
  }

  start(count: number): void {
    for (let client = 0; client < count; client += 1) this.#running.push(this.#live(client));
  }

  get answered(): number {
    return this.log.filter((each) => each.answer !== null).length;
  }

  /** Gives up: what is unknown stays unknown. */
  abandon(): void {
    this.#going = false;
    this.#abandoned = true;
  }

  /** Lets each client finish what it has under way. */
  async stop(): Promise<Load> {
    this.#going = false;
    await Promise.all(this.#running);
    return this;
  }

  async #live(client: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let number = 0; this.#going; number += 1) {
      const customer = this.#customers[(client + number) % this.#customers.length]!;
      const logged: Logged = {
        key: newId(),
        order: `${this.name}-${client}-${number}`,
        customer,
        amount: '10.00',
        answer: null,
        sent: 0,
      };
      this.log.push(logged);
      const since = performance.now();
      while (logged.answer === null && !this.#abandoned) {
        logged.sent += 1;
        await this.#ask(logged, agent, (client + number + logged.sent) % HANG_UP_ONE_IN === 0).catch(async (error: unknown) => {
          if (!(error instanceof Lost)) throw error;
          this.lost += 1;
          await sleep(RETRY_MS);
        });
      }
      this.longestMs = Math.max(this.longestMs, performance.now() - since);
    }
    agent.destroy();
  }

  async #ask(logged: Logged, agent: Agent, hangUp: boolean): Promise<void> {
    const { customer, amount, order, key } = logged;
    const headers = { authorization: `Bearer ${this.#key}`, 'idempotency-key': key };
    const input = { customer, amount: { amount, currency: 'CNY' }, order };
    const asked = this.#installation.post('/api/orders/checks', input, headers, agent);
    if (hangUp) {
      asked.catch(() => {});
      await sleep(Math.random() * 8);
      throw new Lost('hung up');
    }
    const reply = await asked;
    if (reply.status === 200) {
      logged.answer = reply.body.toString('utf8');
      return;
    }
    const { code } = JSON.parse(reply.body.toString('utf8')) as { code: string };
    this.refusals.set(`${reply.status} ${code}`, (this.refusals.get(`${reply.status} ${code}`) ?? 0) + 1);
    await sleep(RETRY_MS);
  }
}
