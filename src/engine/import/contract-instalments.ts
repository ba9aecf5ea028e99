// Rows of one contract → the contract: each row an instalment, 质保金 its retention; a contract of which one row is wrong is not taken in part.
import type { Refusal } from './report.ts';
import type { ContractMilestone, ContractRow } from './typed-papers.ts';

/** As many as a contract keeps. */
const INSTALMENTS_MAX = 40;
const RETENTION = /质保|质量保证|保留金|保修|留置|retention|retainage|warranty/i;
/** What all rows of a contract say alike, or say once. */
const SAME = [
  'customerCode',
  'currency',
  'name',
  'signedOn',
  'startsOn',
  'endsOn',
  'termsDays',
  'retentionPpm',
  'retentionMinor',
  'retentionDueOn',
  'retentionMonths',
  'state',
  'salesperson',
] as const;

export type Gathered = {
  readonly rows: ContractRow[];
  readonly refusals: Refusal[];
  /** Rows that went into another. */
  readonly merged: number;
};

/** `broken`: number of a contract → one of its rows that could not be read. The first row stands for the contract. */
export function gatherInstalments(rows: readonly ContractRow[], broken: ReadonlyMap<string, number>): Gathered {
  const done: ContractRow[] = [];
  const refusals: Refusal[] = [];
  let merged = 0;
  for (const [, own] of Map.groupBy(rows, (row) => `${row.entity ?? ''}\u0000${row.number}`)) {
    const [first] = own as [ContractRow, ...ContractRow[]];
    const wrong = own.length > 1 ? contradicting(own) : null;
    const other = broken.get(first.number) ?? wrong?.row;
    if (other !== undefined) {
      for (const row of own) refusals.push(row === wrong ? againOf(row, first) : inPartOf(row, other));
      continue;
    }
    done.push(contractOf(own));
    merged += own.length - 1;
  }
  return { rows: done, refusals, merged };
}

/** The first row that says otherwise than one above it, or the same once more; null where they are one contract. */
function contradicting(rows: readonly ContractRow[]): ContractRow | null {
  const told = amountsTell(rows);
  const seen = new Set<string>();
  for (const [at, row] of rows.entries()) {
    if (at >= INSTALMENTS_MAX) return row;
    const before = rows.slice(0, at);
    const differs = SAME.some(
      (field) => row[field] !== null && before.some((each) => each[field] !== null && each[field] !== row[field]),
    );
    const otherAmount =
      told === 'total' &&
      row.amountMinor !== null &&
      before.some((each) => each.amountMinor !== null && each.amountMinor !== row.amountMinor);
    const [own] = row.milestones;
    const print = own
      ? [own.name, own.sharePpm, own.amountMinor, own.plannedOn, told === 'each' ? row.amountMinor : ''].join('|')
      : '';
    if (differs || otherAmount || told === null || seen.has(print)) {
      if (at > 0) return row;
      continue;
    }
    seen.add(print);
  }
  return null;
}

/**
 * What the column of the contract's amount holds: the whole in each row, or each row's own part. Beside shares or amounts of their own it is the
 * whole; without them it is the parts where they differ, and nobody can know where they are equal (null).
 */
function amountsTell(rows: readonly ContractRow[]): 'total' | 'each' | null {
  const said = rows.flatMap(({ amountMinor }) => amountMinor ?? []);
  if (said.length < 2) return 'total';
  const equal = new Set(said).size === 1;
  if (rows.some(({ milestones: [own] }) => own && own.amountMinor !== null)) return 'total';
  const shared = rows.every(({ milestones: [own] }) => own && own.sharePpm !== null);
  if (shared) return equal ? 'total' : 'each';
  return equal ? null : 'each';
}

function contractOf(rows: readonly ContractRow[]): ContractRow {
  const [first] = rows as [ContractRow, ...ContractRow[]];
  const each = rows.length > 1 && amountsTell(rows) === 'each';
  const parts = rows.flatMap((row) =>
    row.milestones.map((own): ContractMilestone => {
      const amountMinor = own.amountMinor ?? (each ? row.amountMinor : null);
      return { ...own, amountMinor, sharePpm: amountMinor === null ? own.sharePpm : null };
    }),
  );
  const known = <K extends keyof ContractRow>(field: K): ContractRow[K] =>
    rows.find((row) => row[field] !== null)?.[field] ?? first[field];
  const whole = each ? null : known('amountMinor');
  const summed = parts.every(({ amountMinor }) => amountMinor !== null)
    ? parts.reduce((sum, part) => sum + (part.amountMinor ?? 0n), 0n)
    : null;
  const kept = parts.filter(({ name }) => RETENTION.test(name));
  const [retention] = kept;
  const asRetention =
    kept.length === 1 && known('retentionPpm') === null && known('retentionMinor') === null ? retention : undefined;
  return {
    ...first,
    ...Object.fromEntries(SAME.map((field) => [field, known(field)])),
    amountMinor: whole ?? (parts.length > 0 ? summed : null),
    retentionPpm: asRetention ? asRetention.sharePpm : known('retentionPpm'),
    retentionMinor: asRetention ? asRetention.amountMinor : known('retentionMinor'),
    retentionDueOn: asRetention?.plannedOn ?? known('retentionDueOn'),
    milestones: parts.filter((part) => part !== asRetention),
  };
}

function againOf(row: ContractRow, first: ContractRow): Refusal {
  const facts = { firstRow: first.row, same: 'conflicting' };
  return { row: row.row, line: row.line, column: null, code: 'duplicate_number', value: row.number, facts };
}

function inPartOf(row: ContractRow, otherRow: number): Refusal {
  return {
    row: row.row,
    line: row.line,
    column: null,
    code: 'contract_in_part',
    value: row.number,
    facts: { number: row.number, otherRow },
  };
}
