// What the rows of one customer came to before: his share of bad, how bad on average, how long until it was known; as of each row.
import { type CategoryColumn, type Column, type ModelTable, orderKeys, textAt } from './table.ts';

export type HistoryRules = {
  /** Column that names the customer. */
  readonly entity: string;
  /** Column that says when a row came to be. */
  readonly time: string;
  /** Column that says when its outcome was known. */
  readonly known: string;
};

/** A customer of whom little is known stands near everybody known by then: as if this many rows of the average kind were his. */
const ROWS_ADDED = 2;

/** Not how many rows there were: that grows with the calendar, and a table parted in time would learn the calendar. */
export const HISTORY_COLUMNS = ['bad_share', 'amount_mean', 'days_mean'] as const;

/**
 * The table with what was known of its customer at each row beside it: `ENTITY.bad_share`, `.amount_mean` (of the outcome where it is a number,
 * such as days late), `.days_mean` (from a row to its outcome). A row counts from the day after its outcome was known, for its own customer and for
 * everybody; before anything is known there is nothing, and not nil.
 */
export function withHistory(
  table: ModelTable,
  bad: Uint8Array,
  amount: Float64Array | null,
  { entity, time, known }: HistoryRules,
): ModelTable {
  const named = (name: string): Column => {
    const column = table.columns.find((each) => each.name === name);
    if (!column) throw new RangeError(`no column ${name}`);
    return column;
  };
  const [who, begun, ended] = [named(entity), dayNumbers(named(time)), dayNumbers(named(known))];
  const inTime = ordered(begun);
  const inKnowledge = ordered(ended);
  const all = new Past();
  const pasts = new Map<string, Past>();
  const pastOf = (row: number): Past | null => {
    const name = textAt(who, row);
    if (name === null) return null;
    let past = pasts.get(name);
    if (!past) pasts.set(name, (past = new Past()));
    return past;
  };
  const out = HISTORY_COLUMNS.map(() => new Float64Array(table.rows).fill(Number.NaN));
  let next = 0;
  for (let from = 0; from < inTime.length; ) {
    const now = begun[inTime[from]!]!;
    while (next < inKnowledge.length && ended[inKnowledge[next]!]! < now) {
      const row = inKnowledge[next]!;
      const days = ended[row]! - begun[row]!;
      for (const past of [all, pastOf(row)]) past?.add(bad[row]!, amount ? amount[row]! : Number.NaN, days);
      next += 1;
    }
    let to = from;
    // Rows of one moment see the same past, and not each other.
    for (; to < inTime.length && begun[inTime[to]!] === now; to += 1) {
      const row = inTime[to]!;
      const past = pastOf(row);
      if (!past || all.rows === 0) continue;
      out[0]![row] = past.mean(past.bads, past.rows, all.bads / all.rows);
      if (all.amounts > 0) out[1]![row] = past.mean(past.amount, past.amounts, all.amount / all.amounts);
      if (all.dayed > 0) out[2]![row] = past.mean(past.days, past.dayed, all.days / all.dayed);
    }
    from = to;
  }
  const added = HISTORY_COLUMNS.map((name, at): Column => ({ kind: 'number', name: `${entity}.${name}`, values: out[at]! }));
  return { rows: table.rows, columns: [...table.columns, ...added] };
}

class Past {
  rows = 0;
  bads = 0;
  amounts = 0;
  amount = 0;
  dayed = 0;
  days = 0;

  add(bad: number, amount: number, days: number): void {
    this.rows += 1;
    this.bads += bad;
    if (!Number.isNaN(amount)) {
      this.amounts += 1;
      this.amount += amount;
    }
    if (!Number.isNaN(days)) {
      this.dayed += 1;
      this.days += days;
    }
  }

  mean(sum: number, rows: number, ofAll: number): number {
    return (sum + ROWS_ADDED * ofAll) / (rows + ROWS_ADDED);
  }
}

/** Days since an epoch, so that they can be subtracted; numbers as they are. */
export function dayNumbers(column: Column): Float64Array {
  const keys = orderKeys(column);
  if (column.kind === 'number' || !(column satisfies CategoryColumn).isDay) return Float64Array.from(keys);
  return keys.map((key) => {
    const day = Math.floor(key);
    const [year, month, date] = [Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100];
    return Date.UTC(year, month - 1, date) / 86_400_000 + (key - day);
  });
}

/** Rows in order of their keys; rows without one are left out. */
function ordered(keys: Float64Array): Int32Array {
  const rows = Int32Array.from([...keys.keys()].filter((row) => !Number.isNaN(keys[row]!)));
  return rows.sort((a, b) => keys[a]! - keys[b]! || a - b);
}
