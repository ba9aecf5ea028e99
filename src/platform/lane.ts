// Calls that wait together travel together: while one transaction runs, the next batch fills by itself, without a timer.
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
  #waiting: Ticket<Item, Result>[] = [];
  #running = 0;

  /**
   * `many` answers a whole batch or throws; when it throws, each member runs alone through `one` and only the guilty one fails, or those
   * whose turn does not come within PATIENCE_MS: 503 `busy`. A batch of
   * one runs again where `again` says that another call was in its way.
   */
  constructor(
    width: number,
    batchMax: number,
    many: (items: readonly Item[]) => Promise<PromiseSettledResult<Result>[]>,
    one: (item: Item) => Promise<Result>,
    again: (error: unknown) => boolean,
  ) {
    this.#width = width;
    this.#batchMax = batchMax;
    this.#many = many;
    this.#one = one;
    this.#again = again;
  }

  add(item: Item): Promise<Result> {
    if (this.#waiting.length >= WAITING_MAX) {
      return Promise.reject(busy());
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // Started after the current turn of the event loop, so that calls arriving together share a batch.
      if (this.#running < this.#width) setImmediate(() => this.#start());
    });
  }

  #start(): void {
    if (this.#running >= this.#width || this.#waiting.length === 0) return;
    this.#running += 1;
    void this.#run(this.#waiting.splice(0, this.#batchMax)).finally(() => {
      this.#running -= 1;
      this.#start();
    });
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
