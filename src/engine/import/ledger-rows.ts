// Second walk, for a receivables ledger: rows → documents, or refusals with row, column and reason.
import type { Day } from '#base/date.ts';
import { addDays } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import type { DateRead } from './cells.ts';
import { currencyOf, isEmpty, readCode, readDate, readDays, readFlag, readText, shown } from './cells.ts';
import { readUscc } from './customer-rows.ts';
import type { FileError, Outcome, Refusal, RefusalCode } from './report.ts';
import type { Plan } from './survey.ts';
import type { DocumentKind, LedgerRow } from './typed-rows.ts';
import type { Fault } from './walk.ts';
import { Walk } from './walk.ts';

/** Due before posted, or dates out of order in more rows than this: day and month were swapped in the file (trust §2). */
export const CONTRADICTION_PPM = 10_000;
/** Texts whose day is remembered by column, so that each is parsed once. */
const DAYS_REMEMBERED = 50_000;

const KINDS: readonly (readonly [RegExp, DocumentKind])[] = [
  [/红字|红冲|负数|贷项|冲红|退货|折让|credit|^cn$|^cm$|^dg$|^g2$/, 'credit_note'],
  [/借项|debit|^dn$|^l2$/, 'debit_note'],
  [/收款|回款|到账|receipt|payment|^dz$|^pay$/, 'receipt'],
  [/期初|结转|opening|balanceforward|broughtforward/, 'opening'],
  [/发票|销售|应收|专票|普票|数电|invoice|^inv$|^rv$|^dr$|^si$|^ri$|^f2$|bill/, 'invoice'],
];

function kindOf(text: string): DocumentKind | null {
  const key = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  return KINDS.find(([shape]) => shape.test(key))?.[1] ?? null;
}

const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'code' in value && 'field' in value;

/**
 * Converts chunk by chunk, in order; `finish` after the last. A row is accepted whole or refused with the first reason that applies.
 * Amounts are signed (credit notes and receipts negative). A document number may stand in the file once per entity and kind:
 * the first stands, later ones are refused, whether they say the same or not.
 */
export class LedgerConversion {
  readonly #walk: Walk;
  readonly #plan: Plan;
  readonly #days = new Map<number, Map<string, DateRead>>();
  readonly #currencies = new Map<string, Currency | null>();
  readonly #numbers = new Map<string, number>();
  readonly #firstRows: number[] = [];
  readonly #prints: number[] = [];
  readonly #sums = new Map<Currency, bigint>();
  readonly #stated: Currency;
  readonly #at: Readonly<Record<string, number | undefined>>;
  #accepted = 0;
  #dueBeforePosted = 0;

  constructor(plan: Plan) {
    this.#walk = new Walk(plan);
    this.#plan = plan;
    this.#at = plan.mapping;
    this.#stated = plan.namedCurrency ?? plan.entityCurrency;
  }

  take(rows: readonly RawRow[]): { accepted: LedgerRow[]; refused: Refusal[] } {
    const accepted: LedgerRow[] = [];
    const refused: Refusal[] = [];
    for (const row of rows) {
      if (!this.#walk.admits(row, (refusal) => refused.push(refusal))) continue;
      const made = this.#document(row);
      if (isFault(made)) refused.push(this.#walk.refusal(row, made));
      else accepted.push(made);
    }
    this.#accepted += accepted.length;
    return { accepted, refused };
  }

  finish(): Outcome {
    const judged: FileError[] = [];
    if (this.#dueBeforePosted * 1_000_000 > this.#walk.row * CONTRADICTION_PPM) {
      judged.push({ code: 'dates_contradict', facts: { dueBeforePosted: this.#dueBeforePosted, rows: this.#walk.row } });
    }
    return this.#walk.outcome(this.#accepted, this.#sums, judged);
  }

  #cell(row: RawRow, field: string): RawCell | undefined {
    const column = this.#at[field];
    return column === undefined ? undefined : row.cells[column];
  }

  #document(row: RawRow): LedgerRow | Fault {
    const walk = this.#walk;
    // The amount first, so that control totals see it even where the row is refused for something else.
    const currency = this.#currency(row);
    const amounts = isFault(currency) ? currency : this.#amounts(row, currency);
    if (isFault(amounts)) walk.count(null, null);
    else walk.count(amounts.amountMinor, currency as Currency);

    const customer = this.#customer(row);
    if (isFault(customer)) return customer;
    const number = readCode(this.#cell(row, 'number'));
    if (number === null) return { field: 'number', code: 'required_missing' };
    if (typeof number !== 'string') return { field: 'number', code: number.bad };
    const entity = readCode(this.#cell(row, 'entity'));
    if (entity !== null && typeof entity !== 'string') return { field: 'entity', code: entity.bad };
    const stated = readText(this.#cell(row, 'kind'));
    const kindStated = stated === null ? null : kindOf(stated);
    if (stated !== null && kindStated === null) return { field: 'kind', code: 'kind_unknown' };

    const issuedOn = this.#day(row, 'issuedOn', true);
    if (isFault(issuedOn)) return issuedOn;
    const postedOn = this.#day(row, 'postedOn', false);
    if (isFault(postedOn)) return postedOn;
    const dueStated = this.#day(row, 'dueOn', false);
    if (isFault(dueStated)) return dueStated;
    const settledOn = this.#day(row, 'settledOn', false);
    if (isFault(settledOn)) return settledOn;
    if (isFault(currency)) return currency;
    if (isFault(amounts)) return amounts;

    const { kind, amountMinor } = this.#signed(kindStated, amounts.amountMinor);
    const termsText = readText(this.#cell(row, 'terms'));
    const termsDays = termsText === null ? null : readDays(termsText);
    const day = issuedOn as Day;
    const dueOn =
      dueStated ?? (termsDays === null ? (kind === 'credit_note' || kind === 'receipt' ? day : null) : addDays(day, termsDays));
    if (dueOn === null)
      return this.#at.dueOn === undefined ? { field: 'terms', code: 'due_missing' } : { field: 'dueOn', code: 'due_missing' };
    if (postedOn !== null && dueOn < postedOn) {
      this.#dueBeforePosted += 1;
      walk.warnings.add('due_before_posted', { column: walk.heading('dueOn') ?? '', row: walk.row });
    }
    if (dueOn < day) return { field: 'dueOn', code: 'due_before_issued', facts: { issuedOn: day, dueOn } };
    if (settledOn !== null && settledOn < day)
      return { field: 'settledOn', code: 'settled_before_issued', facts: { issuedOn: day, settledOn } };

    const twin = this.#twin(
      `${entity ?? ''}\u0000${kind}\u0000${number}`,
      fingerprint(customer.code, amountMinor.toString(), currency, day, dueOn),
    );
    if (twin) return { field: 'number', code: 'duplicate_number', facts: twin };

    const dataRow = walk.row;
    if (amountMinor === 0n) walk.warnings.add('amount_zero', { row: dataRow });
    const disputed = readFlag(this.#cell(row, 'disputed'));
    if (disputed === 'unread') walk.warnings.add('flag_unread', { column: walk.heading('disputed') ?? '', row: dataRow });
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + amountMinor);
    return {
      row: dataRow,
      line: row.line,
      customerCode: customer.code,
      customerName: customer.name,
      uscc: readUscc(this.#cell(row, 'uscc'), walk),
      entity,
      number,
      kind,
      issuedOn: day,
      postedOn,
      dueOn,
      termsDays,
      termsText,
      amountMinor,
      currency,
      // A settlement day without an amount settles the whole document.
      receivedMinor: amounts.receivedMinor ?? (settledOn === null ? null : amountMinor),
      settledOn,
      disputed: disputed === 'unread' ? null : disputed,
      salesperson: readText(this.#cell(row, 'salesperson')),
      contract: readText(this.#cell(row, 'contract')),
      note: readText(this.#cell(row, 'note')),
    };
  }

  #customer(row: RawRow): { code: string; name: string | null } | Fault {
    const name = readText(this.#cell(row, 'customerName'));
    if (this.#at.customerCode === undefined) {
      if (name === null) return { field: 'customerName', code: 'required_missing' };
      this.#walk.warnings.add('customer_by_name');
      return { code: name, name };
    }
    const code = readCode(this.#cell(row, 'customerCode'));
    if (code === null) return { field: 'customerCode', code: 'required_missing' };
    return typeof code === 'string' ? { code, name } : { field: 'customerCode', code: code.bad };
  }

  #currency(row: RawRow): Currency | Fault {
    if (this.#at.currency === undefined) {
      if (this.#plan.namedCurrency === null) this.#walk.warnings.add('currency_assumed', { facts: { currency: this.#stated } });
      return this.#stated;
    }
    const text = readText(this.#cell(row, 'currency'));
    if (text === null) {
      this.#walk.warnings.add('currency_assumed', { facts: { currency: this.#stated } });
      return this.#stated;
    }
    let currency = this.#currencies.get(text);
    if (currency === undefined) {
      currency = currencyOf(text);
      if (this.#currencies.size < 1_000) this.#currencies.set(text, currency);
    }
    return currency ?? { field: 'currency', code: 'currency_unknown' };
  }

  #amounts(row: RawRow, currency: Currency): { amountMinor: bigint; receivedMinor: bigint | null } | Fault {
    const read = (field: string): bigint | null | Fault => {
      const cell = this.#cell(row, field);
      if (cell === undefined || isEmpty(cell)) return null;
      const amount = this.#walk.amount(cell, currency);
      if ('bad' in amount) return { field, code: amount.bad };
      if (amount.currency !== undefined && amount.currency !== currency)
        return { field, code: 'currency_conflict', facts: { stated: currency, written: amount.currency } };
      if (typeof cell === 'object' && cell !== null && 'formula' in cell)
        this.#walk.warnings.add('formula_cached', { column: this.#walk.heading(field) ?? '', row: this.#walk.row });
      return amount.minor;
    };
    const amount = read('amount');
    if (isFault(amount)) return amount;
    const open = read('open');
    if (isFault(open)) return open;
    const received = read('received');
    if (isFault(received)) return received;
    if (amount === null) {
      // A list of open items has nothing but what is left: that is the document, and nothing of it is received.
      if (this.#at.amount === undefined && open !== null) return { amountMinor: open, receivedMinor: null };
      return { field: this.#at.amount === undefined ? 'open' : 'amount', code: 'required_missing' };
    }
    const receivedMinor = received ?? (open === null ? null : amount - open);
    if (receivedMinor !== null && (amount >= 0n ? receivedMinor > amount : receivedMinor < amount)) {
      this.#walk.warnings.add('received_over_amount', { row: this.#walk.row });
    }
    return { amountMinor: amount, receivedMinor };
  }

  #signed(stated: DocumentKind | null, amountMinor: bigint): { kind: DocumentKind; amountMinor: bigint } {
    if (stated === null || stated === 'invoice' || stated === 'debit_note') {
      return amountMinor < 0n ? { kind: 'credit_note', amountMinor } : { kind: stated ?? 'invoice', amountMinor };
    }
    if ((stated === 'credit_note' || stated === 'receipt') && amountMinor > 0n) {
      this.#walk.warnings.add('sign_from_kind', { row: this.#walk.row });
      return { kind: stated, amountMinor: -amountMinor };
    }
    return { kind: stated, amountMinor };
  }

  #day(row: RawRow, field: string, required: boolean): Day | null | Fault {
    const column = this.#at[field];
    if (column === undefined) return required ? { field, code: 'required_missing' } : null;
    const cell = row.cells[column];
    let read: DateRead | undefined;
    if (typeof cell === 'string') {
      if (cell === '') return required ? { field, code: 'required_missing' } : null;
      let known = this.#days.get(column);
      if (!known) {
        known = new Map();
        this.#days.set(column, known);
      }
      read = known.get(cell);
      if (!read && !isEmpty(cell)) {
        read = readDate(cell, this.#plan.dateOrders[column] ?? null);
        if (known.size < DAYS_REMEMBERED) known.set(cell, read);
      }
    } else if (!isEmpty(cell)) {
      read = readDate(cell, null);
      // A bare number among days: a serial that lost its format.
      if (typeof shown(cell) === 'number')
        this.#walk.warnings.add('date_serial', { column: this.#walk.heading(field) ?? '', row: this.#walk.row });
    }
    if (!read) return required ? { field, code: 'required_missing' } : null;
    return 'bad' in read ? { field, code: read.bad as RefusalCode } : read.day;
  }

  #twin(key: string, print: number): Record<string, string | number> | null {
    const known = this.#numbers.get(key);
    if (known === undefined) {
      this.#numbers.set(key, this.#firstRows.length);
      this.#firstRows.push(this.#walk.row);
      this.#prints.push(print);
      return null;
    }
    return { firstRow: this.#firstRows[known] as number, same: this.#prints[known] === print ? 'identical' : 'conflicting' };
  }
}

/** 32 bits that tell a repeated document from a conflicting one. Texts are not kept: they would keep the file's pages in memory. */
function fingerprint(...parts: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return hash | 0;
}
