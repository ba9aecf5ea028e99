// What a judge of rows keeps from row to row: numbers already met, sums, and what only the whole file shows.
import type { Currency } from '#base/money.ts';
import { zeroKey } from '#engine/identifiers.ts';
import type { FileError, Question } from './report.ts';
import type { RowCells } from './row-cells.ts';

/** Due before posted, or dates out of order in more rows than this: day and month were swapped in the file (trust §2). */
export const CONTRADICTION_PPM = 10_000;
/** Numbers with leading zeros that are remembered, to notice their twins without. */
const PADDED_REMEMBERED = 200_000;

export class Judging {
  readonly #cells: RowCells;
  readonly #numbers = new Map<string, number>();
  readonly #firstRows: number[] = [];
  readonly #prints: number[] = [];
  readonly #counts = new Map<string, number>();
  readonly #padded = new Map<string, string>();
  readonly #zeros: string | undefined;
  #twins: { sample: string; column: string } | null = null;
  #dueBeforePosted = 0;
  /** Invoices named by the receipt whose rows follow: one amount merged over the invoices it paid. */
  #named: string[] = [];
  sumMinor: bigint | null = null;
  sumCurrency: Currency = '';

  constructor(cells: RowCells) {
    this.#cells = cells;
    this.#zeros = cells.plan.answers.number_zeros;
  }

  begin(): void {
    this.sumMinor = null;
  }

  /** What the row adds to the sums of the report. */
  sum(minor: bigint, currency: Currency): void {
    this.sumMinor = minor;
    this.sumCurrency = currency;
  }

  /** The invoices that a receipt names, and with it the rows that go with it. */
  invoices(codes: readonly string[]): readonly string[] {
    if (!this.#cells.continues) this.#named = [...codes];
    else for (const code of codes) if (!this.#named.includes(code)) this.#named.push(code);
    return this.#named;
  }

  dueBeforePosted(): void {
    this.#dueBeforePosted += 1;
    this.#cells.walk.warnings.add('due_before_posted', {
      column: this.#cells.walk.heading('dueOn') ?? '',
      row: this.#cells.walk.row,
    });
  }

  /**
   * Call last. `scope` and `number` identify the fact: a second row with the same is refused as `duplicate_number`; `print` tells an
   * identical repetition from a conflicting one. Numbers of one scope that differ by leading zeros alone are asked about.
   */
  once(field: string, scope: string, number: string, print: readonly string[]): void {
    const cells = this.#cells;
    // Lines of a document are put together later (document-lines.ts).
    if (cells.fault || cells.continues || cells.plan.sumLines) return;
    const key = `${scope}\u0000${this.#known(field, scope, number)}`;
    const known = this.#numbers.get(key);
    const hash = fingerprint(print);
    if (known === undefined) {
      this.#numbers.set(key, this.#firstRows.length);
      this.#firstRows.push(cells.walk.row);
      this.#prints.push(hash);
      return;
    }
    cells.fail(field, 'duplicate_number', {
      firstRow: this.#firstRows[known] as number,
      same: this.#prints[known] === hash ? 'identical' : 'conflicting',
    });
  }

  /** The nth time that a key is met, from 1. */
  nth(key: string): number {
    if (this.#cells.fault) return 1;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }

  /** The number by which it is known; notices the twin that differs by leading zeros alone. */
  #known(field: string, scope: string, number: string): string {
    if (this.#zeros === 'same') return zeroKey(number);
    if (this.#zeros === 'different' || this.#twins) return number;
    const first = number.charCodeAt(0);
    if (first === 48) {
      const bare = zeroKey(number);
      if (bare === number) return number;
      const key = `${scope}\u0000${bare}`;
      const other = this.#numbers.has(key) ? bare : this.#padded.get(key);
      if (other !== undefined && other !== number) this.#twin(field, other, number);
      if (this.#padded.size < PADDED_REMEMBERED) this.#padded.set(key, number);
    } else if (first > 48 && first <= 57 && this.#padded.size > 0) {
      const other = this.#padded.get(`${scope}\u0000${number}`);
      if (other !== undefined) this.#twin(field, other, number);
    }
    return number;
  }

  #twin(field: string, first: string, second: string): void {
    this.#twins = { sample: `${first} / ${second}`, column: this.#cells.walk.heading(field) ?? '' };
  }

  fileErrors(): FileError[] {
    const { walk } = this.#cells;
    if (this.#dueBeforePosted * 1_000_000 <= walk.row * CONTRADICTION_PPM) return [];
    return [{ code: 'dates_contradict', facts: { dueBeforePosted: this.#dueBeforePosted, rows: walk.row } }];
  }

  questions(): Question[] {
    if (!this.#twins) return [];
    return [{ id: 'number_zeros', options: ['same', 'different'], sample: this.#twins.sample, column: this.#twins.column }];
  }
}

/** 32 bits that tell a repeated document from a conflicting one. Texts are not kept: they would keep the file's pages in memory. */
function fingerprint(parts: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return hash | 0;
}
