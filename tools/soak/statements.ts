// A database client that lets every statement be watched: awaited before it is sent, counted when it failed, in order all the same.
import type { Scheduler } from 'fast-check';
import pg from 'pg';
import { Burst, type Sending } from '#platform/burst.ts';

export type StatementWatch = {
  /** Awaited before the statement is sent; statements of one connection keep their order. */
  before?: (text: string) => Promise<unknown> | undefined;
  /** Its answer is here. */
  after?: (text: string) => void;
  failed?: (code: string, text: string) => void;
};

/** A class for the `Client` option of pg's pool. */
export function watchedClient(watch: StatementWatch): typeof pg.Client {
  return class Watched extends pg.Client {
    #line: Promise<unknown> = Promise.resolve();

    // The overloads of the parent are many; ours is called with a text or a config and answers with a promise.
    override query(...given: unknown[]): never {
      const [first] = given as [string | { text?: string; submit?: unknown }];
      if ((first as unknown) instanceof Burst) {
        for (const statement of (first as unknown as Burst).statements) this.#apart(statement);
        return undefined as never;
      }
      const send = () => (super.query as (...all: unknown[]) => Promise<unknown>)(...given);
      const plain = typeof first === 'string' || (typeof first.text === 'string' && first.submit === undefined);
      if (!plain || given.some((each) => typeof each === 'function')) return send() as never;
      const text = typeof first === 'string' ? first : first.text!;
      const turn = this.#line.then(() => watch.before?.(text));
      this.#line = turn.catch(() => {});
      return turn.then(send).then(
        (answer) => {
          watch.after?.(text);
          return answer;
        },
        (error: { code?: string }) => {
          watch.failed?.(error.code ?? '', text);
          throw error;
        },
      ) as never;
    }

    /** A statement of several that leave together is let go by itself: others come between them on the server as well. */
    #apart(statement: Sending): void {
      const one = new Burst();
      const { text } = statement;
      one.add({
        ...statement,
        done: (rows, count) => {
          watch.after?.(text);
          statement.done(rows, count);
        },
        failed: (error) => {
          watch.failed?.((error as { code?: string }).code ?? '', text);
          statement.failed(error);
        },
      });
      const turn = this.#line.then(() => watch.before?.(text));
      this.#line = turn.catch(() => {});
      turn.then(() => super.query(one as never), statement.failed);
    }
  } as never;
}

/** Codes of what the database refused, counted. */
export class Failures {
  readonly #counts = new Map<string, number>();
  readonly failed = (code: string): void => {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  };

  count(code: string): number {
    return this.#counts.get(code) ?? 0;
  }
}

export const DEADLOCK = '40P01';

/** Nothing new for this long: whoever has not spoken waits for a lock of another. */
const QUIET_MS = 2;
const STEPS_MAX = 5_000;

/**
 * Runs requests under a scheduler of fast-check: one statement of one of them at a time, in the order the scheduler draws. Requests that
 * wait for a row of another are left to wait. Returns how many statements were drawn.
 */
export async function underSchedule(
  scheduler: Scheduler,
  watch: StatementWatch,
  requests: readonly (() => Promise<unknown>)[],
): Promise<{ results: PromiseSettledResult<unknown>[]; statements: number }> {
  let going = requests.length;
  let changes = 0;
  let statements = 0;
  let wake = () => {};
  const changed = () => {
    changes += 1;
    wake();
  };
  watch.before = () => {
    // Scheduled first, told then: whoever is woken finds it waiting.
    const turn = scheduler.schedule(Promise.resolve());
    changed();
    return turn;
  };
  const running = requests.map((request) =>
    request().finally(() => {
      going -= 1;
      changed();
    }),
  );
  const all = Promise.allSettled(running);
  // First everybody comes to the start; after that whoever was let go speaks again, or is seen to wait for a lock of another. Nothing spins
  // meanwhile: the processor belongs to the database.
  const quiet = async (enough: () => boolean): Promise<void> => {
    while (!enough()) {
      const seen = changes;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, QUIET_MS);
      });
      clearTimeout(timer);
      if (changes === seen) return;
    }
  };
  await quiet(() => scheduler.count() === going);
  while (going > 0) {
    if (scheduler.count() === 0) {
      await quiet(() => scheduler.count() > 0 || going === 0);
      continue;
    }
    statements += 1;
    if (statements > STEPS_MAX) throw new Error('the schedule does not end');
    const before = changes;
    await scheduler.waitOne();
    await quiet(() => changes > before || going === 0);
  }
  delete watch.before;
  return { results: await all, statements };
}
