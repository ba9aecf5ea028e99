// Second walk over a table, for every kind of file: rows → typed rows, or refusals with row, column and reason.
import type { Currency } from '#base/money.ts';
import type { RawRow } from '#base/raw-table.ts';
import { JUDGES } from './judges.ts';
import { Judging } from './judging.ts';
import type { FileError, Outcome, Refusal } from './report.ts';
import { RowCells } from './row-cells.ts';
import type { Plan } from './survey.ts';
import type { Kind, RowOf } from './typed-rows.ts';
import { Walk } from './walk.ts';

/**
 * Converts chunk by chunk, in order; `finish` after the last. A row is accepted whole or refused with the first reason that applies
 * (REFUSAL_CODES). What a number identifies may stand in the file once: the first stands, later ones are refused, whether they
 * say the same or not.
 */
export class Conversion<K extends Kind> {
  readonly #walk: Walk;
  readonly #cells: RowCells;
  readonly #judging: Judging;
  readonly #judge: (cells: RowCells, judging: Judging) => RowOf[K];
  readonly #sums = new Map<Currency, bigint>();
  #accepted = 0;

  constructor(plan: Plan & { readonly kind: K }) {
    this.#walk = new Walk(plan);
    this.#cells = new RowCells(this.#walk);
    this.#judging = new Judging(this.#cells);
    this.#judge = JUDGES[plan.kind];
  }

  take(rows: readonly RawRow[]): { accepted: RowOf[K][]; refused: Refusal[] } {
    const accepted: RowOf[K][] = [];
    const refused: Refusal[] = [];
    const refuse = (refusal: Refusal) => refused.push(refusal);
    const [walk, cells, judging] = [this.#walk, this.#cells, this.#judging];
    for (const row of rows) {
      if (!walk.admits(row, refuse)) continue;
      cells.begin(row);
      judging.begin();
      const made = this.#judge(cells, judging);
      walk.count(cells.totals, cells.currency, cells.inNet);
      if (cells.fault) {
        refused.push(walk.refusal(row, cells.fault));
        continue;
      }
      if (cells.leftOut !== null) {
        walk.leaveOut(cells.leftOut);
        continue;
      }
      accepted.push(made);
      const { sumMinor, sumCurrency } = judging;
      if (sumMinor !== null) this.#sums.set(sumCurrency, (this.#sums.get(sumCurrency) ?? 0n) + sumMinor);
    }
    this.#accepted += accepted.length;
    return { accepted, refused };
  }

  finish(): Outcome {
    const judged: readonly FileError[] = this.#judging.fileErrors();
    return this.#walk.outcome(this.#accepted, this.#sums, judged, this.#judging.questions());
  }
}
