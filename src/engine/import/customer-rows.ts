// Second walk, for a customer master: rows → customers, or refusals.
import type { Currency } from '#base/money.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { checkUscc } from '#engine/identifiers.ts';
import { currencyOf, isEmpty, readCode, readDays, readText } from './cells.ts';
import type { Outcome, Refusal } from './report.ts';
import type { Plan } from './survey.ts';
import type { CustomerRow } from './typed-rows.ts';
import type { Fault } from './walk.ts';
import { Walk } from './walk.ts';

/** Converts chunk by chunk, in order. A customer code may stand in the file once. */
export class CustomerConversion {
  readonly #walk: Walk;
  readonly #plan: Plan;
  readonly #codes = new Map<string, number>();
  readonly #limits = new Map<Currency, bigint>();
  #accepted = 0;

  constructor(plan: Plan) {
    this.#walk = new Walk(plan);
    this.#plan = plan;
  }

  take(rows: readonly RawRow[]): { accepted: CustomerRow[]; refused: Refusal[] } {
    const accepted: CustomerRow[] = [];
    const refused: Refusal[] = [];
    for (const row of rows) {
      if (!this.#walk.admits(row, (refusal) => refused.push(refusal))) continue;
      const made = this.#customer(row);
      if ('field' in made) refused.push(this.#walk.refusal(row, made));
      else accepted.push(made);
    }
    this.#accepted += accepted.length;
    return { accepted, refused };
  }

  /** Sums are those of the limits. */
  finish(): Outcome {
    return this.#walk.outcome(this.#accepted, this.#limits, []);
  }

  #cell(row: RawRow, field: string): RawCell | undefined {
    const column = this.#plan.mapping[field];
    return column === undefined ? undefined : row.cells[column];
  }

  #customer(row: RawRow): CustomerRow | Fault {
    const walk = this.#walk;
    const code = readCode(this.#cell(row, 'customerCode'));
    if (code === null) return { field: 'customerCode', code: 'required_missing' };
    if (typeof code !== 'string') return { field: 'customerCode', code: code.bad };
    const name = readText(this.#cell(row, 'customerName'));
    if (name === null) return { field: 'customerName', code: 'required_missing' };
    const text = readText(this.#cell(row, 'currency'));
    const currency = text === null ? (this.#plan.namedCurrency ?? null) : currencyOf(text);
    if (text !== null && currency === null) return { field: 'currency', code: 'currency_unknown' };
    const limitCell = this.#cell(row, 'limit');
    let limitMinor: bigint | null = null;
    if (limitCell !== undefined && !isEmpty(limitCell)) {
      if (currency === null) walk.warnings.add('currency_assumed', { facts: { currency: this.#plan.entityCurrency } });
      const limit = walk.amount(limitCell, currency ?? this.#plan.entityCurrency);
      if ('bad' in limit) return { field: 'limit', code: limit.bad };
      limitMinor = limit.minor;
    }
    const group = readCode(this.#cell(row, 'group'));
    if (group !== null && typeof group !== 'string') return { field: 'group', code: group.bad };
    const entity = readCode(this.#cell(row, 'entity'));
    if (entity !== null && typeof entity !== 'string') return { field: 'entity', code: entity.bad };
    const first = this.#codes.get(code);
    if (first !== undefined) return { field: 'customerCode', code: 'duplicate_number', facts: { firstRow: first } };
    this.#codes.set(code, walk.row);
    if (limitMinor !== null) {
      const key = currency ?? this.#plan.entityCurrency;
      this.#limits.set(key, (this.#limits.get(key) ?? 0n) + limitMinor);
    }
    const terms = readText(this.#cell(row, 'terms'));
    const termsDays = terms === null ? null : readDays(terms);
    if (terms !== null && termsDays === null)
      walk.warnings.add('terms_unread', { column: walk.heading('terms') ?? '', row: walk.row });
    return {
      row: walk.row,
      line: row.line,
      code,
      name,
      uscc: this.#uscc(row),
      industry: readText(this.#cell(row, 'industry')),
      region: readText(this.#cell(row, 'region')),
      salesperson: readText(this.#cell(row, 'salesperson')),
      groupCode: group,
      entity,
      termsDays,
      limitMinor,
      currency: limitMinor === null ? currency : (currency ?? this.#plan.entityCurrency),
      note: readText(this.#cell(row, 'note')),
    };
  }

  #uscc(row: RawRow): string | null {
    return readUscc(this.#cell(row, 'uscc'), this.#walk);
  }
}

/** A 信用代码 cell: damaged ones are dropped with a warning, doubtful ones kept with one. */
export function readUscc(cell: RawCell | undefined, walk: Walk): string | null {
  if (cell === undefined || cell === '' || isEmpty(cell)) return null;
  const warn = (code: string) => walk.warnings.add(code, { column: walk.heading('uscc') ?? '', row: walk.row });
  const read = readCode(cell);
  if (typeof read !== 'string') {
    if (read !== null) warn('uscc_damaged');
    return null;
  }
  const code = read.normalize('NFKC').toUpperCase();
  const verdict = checkUscc(code);
  if (verdict !== 'valid') warn(verdict === 'check' ? 'uscc_check' : 'uscc_malformed');
  // Another length may be an old tax number; other characters are no code at all.
  return /^[0-9A-Z-]{1,32}$/.test(code) ? code : null;
}
