// Statements sent in one turn: one write, one barrier behind them all, and columns described once a connection.
import pg from 'pg';
import { assert } from '#base/assert.ts';

/** A statement and who waits for it. Unnamed statements are planned each time; named ones once a connection. */
export type Sending = {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string | undefined;
  readonly done: (rows: unknown[], count: number) => void;
  readonly failed: (error: Error) => void;
};

type Field = { readonly name: string; readonly dataTypeID: number };
type Columns = {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  readonly empty: object;
};

/** What the driver's connection offers to those who speak its protocol themselves. */
export type Wire = {
  readonly stream: { readonly cork: () => void; readonly uncork: () => void };
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(bound: { statement: string; values: readonly unknown[]; valueMapper: (value: unknown) => unknown }): void;
  describe(what: { readonly type: 'P'; readonly name: string }): void;
  execute(portal: object): void;
  close(what: { readonly type: 'S'; readonly name: string }): void;
  sync(): void;
};

type Kept = { readonly text: string; columns: Columns | null };
/** Of a connection: the named statements it has been asked to keep, with their columns once it has told them. */
const kept = new WeakMap<Wire, Map<string, Kept>>();

const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils;
const NO_COLUMNS: Columns = { names: [], parsers: [], empty: {} };

function columnsOf(fields: readonly Field[]): Columns {
  const empty: Record<string, null> = {};
  for (const field of fields) empty[field.name] = null;
  return {
    names: fields.map((each) => each.name),
    parsers: fields.map((each) => pg.types.getTypeParser(each.dataTypeID)),
    empty,
  };
}

/**
 * The driver takes it for one of its queries. Each statement is answered in order; all are handed over when the barrier is reached. When one
 * fails, the server passes over those behind it: they fail with the same words, as anything in that transaction would.
 */
export class Burst {
  readonly #sent: Sending[] = [];
  /** What was known of each when it left. */
  readonly #known: Kept[] = [];
  readonly #results: { rows: unknown[]; count: number }[] = [];
  #wire: Wire | null = null;
  #at = 0;
  #rows: unknown[] = [];
  #columns: Columns | null = null;
  #fault: Error | null = null;

  get statements(): readonly Sending[] {
    return this.#sent;
  }

  add(statement: Sending): void {
    assert(this.#wire === null, 'a burst that has left takes no more');
    this.#sent.push(statement);
  }

  submit(wire: Wire): null {
    this.#wire = wire;
    let known = kept.get(wire);
    if (!known) {
      known = new Map();
      kept.set(wire, known);
    }
    wire.stream.cork();
    try {
      for (const { name = '', text, values } of this.#sent) {
        let statement = known.get(name);
        if (!statement) {
          // Whatever came of an earlier attempt: closing what is not there is no error.
          if (name !== '') wire.close({ type: 'S', name });
          wire.parse({ name, text });
          statement = { text, columns: null };
          if (name !== '') known.set(name, statement);
        }
        assert(statement.text === text, 'two statements have one name');
        this.#known.push(statement);
        wire.bind({ statement: name, values, valueMapper: prepareValue });
        if (statement.columns === null) wire.describe({ type: 'P', name: '' });
        wire.execute({});
      }
    } catch (error) {
      // A value that cannot be written. What was sent before it is answered, and counts for nothing.
      this.#fault = error as Error;
    } finally {
      wire.sync();
      wire.stream.uncork();
    }
    this.#next();
    return null;
  }

  /** The columns of the statement that is answered now, where the connection has told them before. */
  #next(): void {
    this.#columns = this.#known[this.#at]?.columns ?? null;
    this.#rows = [];
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#columns = columnsOf(fields);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#fault) return;
    const { names, parsers, empty } = this.#columns!;
    const row: Record<string, unknown> = { ...empty };
    try {
      for (let at = 0; at < fields.length; at++) {
        const text = fields[at]!;
        if (text !== null) row[names[at]!] = parsers[at]!(text);
      }
    } catch (error) {
      this.#fault = error as Error;
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#known[this.#at]!.columns ??= this.#columns ?? NO_COLUMNS;
    const count = Number(text.slice(text.lastIndexOf(' ') + 1));
    this.#results.push({ rows: this.#rows, count: Number.isNaN(count) ? 0 : count });
    this.#at += 1;
    this.#next();
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: Error): void {
    const known = this.#wire === null ? undefined : kept.get(this.#wire);
    // Which of them the server still took in is not known: they are asked for anew.
    for (const { name } of this.#sent.slice(this.#at)) if (name !== undefined) known?.delete(name);
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(this.#fault);
  }

  #settle(error: Error | null): void {
    for (const [at, { done, failed }] of this.#sent.entries()) {
      const result = this.#results[at];
      if (result && (error === null || error !== this.#fault)) done(result.rows, result.count);
      else failed(error ?? new Error('a statement was not answered'));
    }
  }
}

// The driver refuses strangers on a connection that pipelines, since most of them keep a portal open. The name of its own kind is all that
// is taken from it: what its constructor makes, a query of a turn never uses.
Object.setPrototypeOf(Burst.prototype, pg.Query.prototype);
