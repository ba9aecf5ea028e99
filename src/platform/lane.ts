// Calls that wait together travel together: while one transaction runs, the next batch fills by itself, without a timer. Who calls seldom
// does not wait behind who calls without end.
import { Problem } from '#base/assert.ts';

/** More calls than this waiting in one lane are turned away at once: a clear "busy" beats a minute of silence. */
const WAITING_MAX = 20_000;
/** So long a failed batch is taken apart; who has not come to his turn by then is told to try again, or the last would wait for each before. */
const PATIENCE_MS = 4_000;

type Ticket<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (reason: unknown) => void };

function busy(): Problem {
  return new Problem(503, 'busy', 'too many requests are waiting; nothing was changed, try again', {
    facts: { retryAfterSeconds: 1 },
  });
}

export class Lane<Item, Result> {
  readonly #width: number;
  readonly #batchMax: number;
  readonly #many: (items: readonly Item[]) => Promise<PromiseSettledResult<Result>[]>;
  readonly #one: (item: Item) => Promise<Result>;
  readonly #again: (error: unknown) => boolean;
  readonly #flowOf: (item: Item) => string;
  /** By flow, each in its order: those that had nothing waiting a moment ago, and those that were served and still wait, in turn. */
  readonly #fresh = new Map<string, Ticket<Item, Result>[]>();
  readonly #turning = new Map<string, Ticket<Item, Result>[]>();
  #waiting = 0;
  #running = 0;
  /** A batch is under way of calls that had nothing waiting, beside those of whoever calls without end. */
  #express = false;

  /**
   * `many` answers a whole batch or throws; when it throws, each member runs alone through `one` and only the guilty one fails, or those
   * whose turn does not come within PATIENCE_MS: 503 `busy`. A batch of one runs again where `again` says that another call was in its way.
   * Items of one flow leave in their order; where more wait than a batch holds, the flows take turns. Who has nothing else waiting then
   * leaves beside them in a batch of his own kind: those that are asked of without end wait for each other's locks, and he does not.
   */
  constructor(
    width: number,
    batchMax: number,
    many: (items: readonly Item[]) => Promise<PromiseSettledResult<Result>[]>,
    one: (item: Item) => Promise<Result>,
    again: (error: unknown) => boolean,
    flowOf: (item: Item) => string,
  ) {
    this.#width = width;
    this.#batchMax = batchMax;
    this.#many = many;
    this.#one = one;
    this.#again = again;
    this.#flowOf = flowOf;
  }

  add(item: Item): Promise<Result> {
    if (this.#waiting >= WAITING_MAX) {
      return Promise.reject(busy());
    }
    return new Promise((resolve, reject) => {
      const flow = this.#flowOf(item);
      const before = this.#fresh.get(flow) ?? this.#turning.get(flow);
      if (before) before.push({ item, resolve, reject });
      else this.#fresh.set(flow, [{ item, resolve, reject }]);
      this.#waiting += 1;
      // Started after the current turn of the event loop, so that calls arriving together share a batch.
      if (this.#running < this.#width || (!this.#express && this.#turning.size > 0)) setImmediate(() => this.#start());
    });
  }

  #start(): void {
    if (!this.#express && this.#turning.size > 0 && this.#fresh.size > 0) {
      this.#express = true;
      void this.#run(this.#take(this.#fresh)).finally(() => {
        this.#express = false;
        this.#start();
      });
    }
    if (this.#running >= this.#width || this.#waiting === 0) return;
    // More new ones than the batch beside can hold fill what is left of these.
    const crowded = this.#fresh.size > this.#batchMax;
    const taken =
      this.#turning.size === 0
        ? this.#take(this.#fresh, this.#turning)
        : this.#take(this.#turning, ...(crowded ? [this.#fresh] : []));
    if (taken.length === 0) return;
    this.#running += 1;
    void this.#run(taken).finally(() => {
      this.#running -= 1;
      this.#start();
    });
  }

  /** One of each flow and round again, up to a batch. */
  #take(...sources: readonly Map<string, Ticket<Item, Result>[]>[]): Ticket<Item, Result>[] {
    const taken: Ticket<Item, Result>[] = [];
    for (const flows of sources) {
      while (taken.length < this.#batchMax && flows.size > 0) {
        const [flow, tickets] = flows.entries().next().value!;
        flows.delete(flow);
        taken.push(tickets.shift()!);
        if (tickets.length > 0) this.#turning.set(flow, tickets);
      }
    }
    this.#waiting -= taken.length;
    return taken;
  }

  async #run(tickets: readonly Ticket<Item, Result>[]): Promise<void> {
    const since = performance.now();
    let results: PromiseSettledResult<Result>[];
    try {
      results = await this.#many(tickets.map((ticket) => ticket.item));
    } catch (error) {
      if (tickets.length === 1 && !this.#again(error)) {
        tickets[0]!.reject(error);
        return;
      }
      for (const ticket of tickets) {
        if (performance.now() - since < PATIENCE_MS) await this.#one(ticket.item).then(ticket.resolve, ticket.reject);
        else ticket.reject(busy());
      }
      return;
    }
    for (const [index, ticket] of tickets.entries()) {
      const result = results[index]!;
      if (result.status === 'fulfilled') ticket.resolve(result.value);
      else ticket.reject(result.reason);
    }
  }
}
