// The `sql` tag and the transaction that runs it. Statements live in stores and nowhere else.

import type { RawBuilder } from 'kysely';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type { ClientBase, Submittable } from 'pg';
import { assert } from '#base/assert.ts';
import { Burst } from './burst.ts';

export type { RawBuilder };
export { sql };

// Kysely is used as the writer of statements only: values become $1, $2 …, names are quoted; running them is ours.
const writer = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A statement whose text never changes; made by `fixed`. `Row` is a phantom. */
export type Fixed<Row> = { readonly text: string; readonly values: unknown[]; readonly row?: Row };

/** By the literal parts of a template, which are one object a place in the source. */
const texts = new WeakMap<TemplateStringsArray, { readonly text: string; readonly plain: readonly number[] }>();

/**
 * As `sql`, for the statements of the hot path: the text is written once a process, which else costs as much as deciding the order. What
 * stands in `${sql.raw(…)}` must be the same at every call.
 */
export function fixed<Row = unknown>(parts: TemplateStringsArray, ...values: unknown[]): Fixed<Row> {
  let known = texts.get(parts);
  if (!known) {
    const plain = values.flatMap((value, at) => (isWritten(value) ? [] : [at]));
    const compiled = sql(parts, ...values).compile(writer);
    assert(compiled.parameters.length === plain.length, 'a part of a fixed statement carries values of its own');
    known = { text: compiled.sql, plain };
    texts.set(parts, known);
  }
  return { text: known.text, values: known.plain.map((at) => (Array.isArray(values[at]) ? arrayText(values[at]) : values[at])) };
}

/**
 * A column of many rows that is mostly one value: `all` is what every row has, and `each` then empty; else `each` has them and `all` is null.
 * The statement takes `coalesce(row.x, all)`: an array shorter than the others is filled with nulls, and none is written, read or kept.
 */
export function shared<T extends string | number | bigint | boolean | Date | null>(
  values: readonly T[],
): { readonly each: readonly T[]; readonly all: T | null } {
  const [first] = values;
  const instant = first instanceof Date ? first.getTime() : null;
  const same = (each: T) => (instant === null ? each === first : each instanceof Date && each.getTime() === instant);
  return first !== undefined && values.every(same) ? { each: [], all: first } : { each: values, all: null };
}

const BETWEEN = '\u001f';
const ABSENT = '\u0001';

/**
 * JSON texts of many rows as one text, for `string_to_array(text, chr(31), chr(1))`: JSON holds no such characters, so that nothing is
 * quoted here and read out of quotes there.
 */
export function jsonTexts(texts: readonly (string | null)[]): string {
  let text = '';
  for (let at = 0; at < texts.length; at++) text += (at > 0 ? BETWEEN : '') + (texts[at] ?? ABSENT);
  return text;
}

/** Numbers, ids, codes, instants: what an array literal takes without quotes. */
const BARE = /^[\w.:+-]+$/;

/**
 * An array as PostgreSQL reads it. The driver quotes every element and asks of each what it is, which was a sixth of the processor time of a
 * decision in this process.
 */
export function arrayText(values: readonly unknown[]): string {
  let text = '{';
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) text += ',';
    if (value === null || value === undefined) text += 'NULL';
    else if (typeof value === 'string') text += BARE.test(value) && !isNullWord(value) ? value : quoted(value);
    else if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') text += String(value);
    else if (value instanceof Date) text += `"${value.toISOString()}"`;
    else {
      assert(Buffer.isBuffer(value), 'an array of a statement holds text, numbers, instants or bytes');
      text += `"\\\\x${value.toString('hex')}"`;
    }
  }
  return `${text}}`;
}

function isNullWord(text: string): boolean {
  return text.length === 4 && text.toUpperCase() === 'NULL';
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function isWritten(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'toOperationNode' in value;
}

type Statement = { readonly text: string; readonly values: readonly unknown[]; readonly name: string | undefined };
type Outcome = { readonly rows: unknown[]; readonly count: number };

const CURSOR_ROWS = 5_000;

/**
 * One open transaction of one tenant. Statements may be sent without awaiting the one before: they run in order.
 * `named` statements are prepared once a connection; for the hot path only, since a named plan forgets the values.
 */
export class Tx {
  readonly #client: ClientBase;
  /** Statements of this turn, which leave together when it ends. */
  #burst: Burst | null = null;
  /** On a plain connection the statement before must have been answered; null where the connection pipelines. */
  #before: Promise<unknown> | null;
  /** What went wrong first: every statement behind it fails because of it, whatever it is told. */
  #cause: unknown = null;
  #ended = false;

  constructor(client: ClientBase, pipelined: boolean) {
    this.#client = client;
    this.#before = pipelined ? null : Promise.resolve();
  }

  async rows<Row>(statement: RawBuilder<Row> | Fixed<Row>, name?: string): Promise<Row[]> {
    return (await this.#send(written(statement, name))).rows as Row[];
  }

  async maybe<Row>(statement: RawBuilder<Row> | Fixed<Row>, name?: string): Promise<Row | null> {
    const rows = await this.rows(statement, name);
    assert(rows.length <= 1, 'a statement for one row returned several');
    return rows[0] ?? null;
  }

  async one<Row>(statement: RawBuilder<Row> | Fixed<Row>, name?: string): Promise<Row> {
    const row = await this.maybe(statement, name);
    assert(row !== null, 'a statement for one row returned none');
    return row;
  }

  /** Runs a statement for its effect and returns the number of rows it touched. */
  async run(statement: RawBuilder<unknown> | Fixed<unknown>, name?: string): Promise<number> {
    return (await this.#send(written(statement, name))).count;
  }

  /** Rows of a statement a few thousand at a time through a cursor, for answers too large to hold. One at a time in a transaction. */
  async *each<Row>(statement: RawBuilder<Row>, most = CURSOR_ROWS): AsyncGenerator<Row[]> {
    const { text, values } = written(statement, undefined);
    await this.#send({ text: `declare read_on no scroll cursor for ${text}`, values, name: undefined });
    for (;;) {
      const { rows } = await this.#send(bare(`fetch ${most} from read_on`));
      if (rows.length > 0) yield rows as Row[];
      if (rows.length < most) break;
    }
    await this.#send(bare('close read_on'));
  }

  /** Runs `work` and takes its writes back unless it says to keep them: for what can only be judged by doing it. */
  async tentative<T>(work: () => Promise<{ keep: boolean; value: T }>): Promise<T> {
    await this.#send(bare('savepoint tentative'));
    const { keep, value } = await work();
    await this.#send(bare(keep ? 'release savepoint tentative' : 'rollback to savepoint tentative'));
    return value;
  }

  /** From here on nothing is sent: a statement that comes late would land in the transaction of somebody else. */
  end(): void {
    this.#leave();
    this.#ended = true;
  }

  #send(statement: Statement): Promise<Outcome> {
    if (this.#before === null) return this.#join(statement);
    const sent = this.#before.then(() => this.#alone(statement));
    this.#before = sent.catch(() => {});
    return sent;
  }

  #join(statement: Statement): Promise<Outcome> {
    assert(!this.#ended, LATE);
    return new Promise((resolve, reject) => {
      if (this.#burst === null) {
        this.#burst = new Burst();
        process.nextTick(() => this.#leave());
      }
      this.#burst.add({
        ...statement,
        done: (rows, count) => resolve({ rows, count }),
        failed: (error) => reject(this.#failed(error)),
      });
    });
  }

  #leave(): void {
    const burst = this.#burst;
    this.#burst = null;
    if (burst) this.#client.query(burst as unknown as Submittable);
  }

  async #alone({ text, values, name }: Statement): Promise<Outcome> {
    assert(!this.#ended, LATE);
    try {
      const { rows, rowCount } = await this.#client.query({ text, values: [...values], ...(name ? { name } : {}) });
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): unknown {
    this.#cause ??= error;
    return this.#cause;
  }
}

const LATE = 'a statement after the end of its transaction';

function bare(text: string): Statement {
  return { text, values: [], name: undefined };
}

function written(statement: RawBuilder<unknown> | Fixed<unknown>, name: string | undefined): Statement {
  if ('text' in statement) return { text: statement.text, values: statement.values, name };
  const compiled = statement.compile(writer);
  return { text: compiled.sql, values: compiled.parameters, name };
}
