// A statement of account: what the journal and the documents say of one customer, entity and currency → the figures of a letter.
import { assert } from '#base/assert.ts';
import { type Day, daysBetween } from '#base/date.ts';
import { formatMinor, sumMinor } from '#base/money.ts';

export const MOVEMENT_KINDS = [
  'invoice',
  'credit_note',
  'receipt',
  'bill',
  'bill_returned',
  'discount',
  'write_off',
  'refund',
  'other',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** What the journal moved of the receivable within the period, by kind; minor units, plus what the customer owes more. */
export type Moved = { readonly kind: string; readonly minor: bigint };

export type StatementLine = { readonly on: Day; readonly kind: MovementKind; readonly number: string; readonly minor: bigint };
export type StatementItem = {
  readonly documentId: string;
  readonly kind: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day | null;
  readonly amountMinor: bigint;
  readonly openMinor: bigint;
  /** What of it he disputed on the last day; the balance stays what it is. */
  readonly disputedMinor?: bigint | undefined;
};

export type StatementFacts = {
  readonly entity: { readonly code: string; readonly name: string };
  readonly customer: { readonly code: string; readonly name: string };
  readonly currency: string;
  readonly from: Day;
  readonly to: Day;
  /** Open less unapplied before the first day. */
  readonly openingMinor: bigint;
  readonly moved: readonly Moved[];
  readonly lines: readonly StatementLine[];
  /** As of the last day: what is open, and (positive) what is paid but not applied. */
  readonly items: readonly StatementItem[];
  readonly unapplied: readonly StatementItem[];
  /** Bills not yet honoured, goods delivered and not invoiced, goods of ours at the customer, retention within the items: told, not counted. */
  readonly billsMinor: bigint;
  readonly deliveredMinor: bigint;
  readonly consignedMinor: bigint | null;
  readonly retentionMinor: bigint | null;
};

type Text = string;
/** As kept with the letter: amounts are decimal text, so that its hash is that of what was printed. */
export type StatementFigures = {
  readonly version: 1;
  readonly entity: { readonly code: Text; readonly name: Text };
  readonly customer: { readonly code: Text; readonly name: Text };
  readonly currency: Text;
  readonly from: Day;
  readonly to: Day;
  readonly opening: Text;
  readonly movements: readonly { readonly kind: MovementKind; readonly amount: Text; readonly count: number }[];
  readonly closing: Text;
  readonly lines: readonly { readonly on: Day; readonly kind: MovementKind; readonly number: Text; readonly amount: Text }[];
  readonly items: readonly {
    readonly documentId: Text;
    readonly kind: Text;
    readonly number: Text;
    readonly issuedOn: Day;
    readonly dueOn: Day | null;
    readonly amount: Text;
    readonly open: Text;
    readonly daysLate: number | null;
    /** Absent: nothing of it is. */
    readonly disputed?: Text;
  }[];
  readonly openTotal: Text;
  readonly overdue: Text;
  readonly unapplied: readonly {
    readonly documentId: Text;
    readonly kind: Text;
    readonly number: Text;
    readonly on: Day;
    readonly amount: Text;
  }[];
  readonly unappliedTotal: Text;
  readonly bills: Text;
  readonly delivered: Text;
  readonly consigned: Text | null;
  readonly retention: Text | null;
};

const KINDS: ReadonlySet<string> = new Set(MOVEMENT_KINDS);

/**
 * The figures of a letter. Opening + movements = closing = open items − unapplied money, to the cent: anything else is our fault and stops it.
 * What the documents of a kind do not explain of its movement (a payment applied across our entities) stands as `other`.
 */
export function statementOf(facts: StatementFacts): StatementFigures {
  const { currency, from, to, items, unapplied } = facts;
  const text = (minor: bigint) => formatMinor(minor, currency);
  const openMinor = sumMinor(items.map((each) => each.openMinor));
  const unappliedMinor = sumMinor(unapplied.map((each) => each.openMinor));
  const closingMinor = openMinor - unappliedMinor;
  const movedMinor = sumMinor(facts.moved.map((each) => each.minor));
  assert(facts.openingMinor + movedMinor === closingMinor, 'opening plus movements is the closing balance');

  const movements: { kind: MovementKind; amount: Text; count: number }[] = [];
  let told = 0n;
  for (const kind of MOVEMENT_KINDS) {
    if (kind === 'other') continue;
    const lines = facts.lines.filter((line) => line.kind === kind);
    const minor = sumMinor(lines.map((line) => line.minor));
    told += minor;
    if (lines.length > 0) movements.push({ kind, amount: text(minor), count: lines.length });
  }
  if (told !== movedMinor) movements.push({ kind: 'other', amount: text(movedMinor - told), count: 0 });
  return {
    version: 1,
    entity: facts.entity,
    customer: facts.customer,
    currency,
    from,
    to,
    opening: text(facts.openingMinor),
    movements,
    closing: text(closingMinor),
    lines: facts.lines.map(({ on, kind, number, minor }) => ({ on, kind, number, amount: text(minor) })),
    items: items.map((item) => ({
      documentId: item.documentId,
      kind: item.kind,
      number: item.number,
      issuedOn: item.issuedOn,
      dueOn: item.dueOn,
      amount: text(item.amountMinor),
      open: text(item.openMinor),
      daysLate: item.dueOn !== null && item.dueOn < to ? daysBetween(item.dueOn, to) : null,
      ...(item.disputedMinor ? { disputed: text(item.disputedMinor) } : {}),
    })),
    openTotal: text(openMinor),
    overdue: text(sumMinor(items.filter((item) => item.dueOn !== null && item.dueOn < to).map((item) => item.openMinor))),
    unapplied: unapplied.map((each) => ({
      documentId: each.documentId,
      kind: each.kind,
      number: each.number,
      on: each.issuedOn,
      amount: text(each.openMinor),
    })),
    unappliedTotal: text(unappliedMinor),
    bills: text(facts.billsMinor),
    delivered: text(facts.deliveredMinor),
    consigned: facts.consignedMinor === null ? null : text(facts.consignedMinor),
    retention: facts.retentionMinor === null ? null : text(facts.retentionMinor),
  };
}

export function movementKind(kind: string): MovementKind {
  return KINDS.has(kind) ? (kind as MovementKind) : 'other';
}
