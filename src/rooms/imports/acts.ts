// What an import did besides documents of its own, kept with it so that it can be taken back.
import type { Day } from '#base/date.ts';
import type { OrderAct } from '#rooms/orders/imported.ts';

/** A party put into a group, and the group it was in before; `from` the day it moved. */
export type LinkAct = {
  readonly partyId: string;
  readonly groupId: string;
  readonly beforeId: string | null;
  readonly from: Day;
};

/** By id: applications made and taken back, documents reversed, bills advanced, limits asked for. */
export type Acts = {
  readonly applied?: readonly string[];
  readonly unapplied?: readonly string[];
  readonly reversed?: readonly string[];
  readonly bills?: readonly string[];
  readonly limits?: readonly string[];
  /** Numbers of deliveries that used up what their orders reserved. */
  readonly captures?: readonly string[];
  readonly orders?: readonly OrderAct[];
  readonly links?: readonly LinkAct[];
};

export type ActRow = { readonly act: string; readonly subjects: readonly string[]; readonly facts: unknown };

const CHUNK = 20_000;
const BY_ID = ['applied', 'unapplied', 'reversed', 'bills', 'limits'] as const;
const BY_FACT = ['captures', 'orders', 'links'] as const;

/** As rows to keep, in chunks; nothing done is no row. */
export function actRows(acts: Acts, eventId: string): ActRow[] {
  const rows: ActRow[] = [{ act: 'event', subjects: [], facts: { eventId } }];
  for (const act of BY_ID) {
    const ids = acts[act] ?? [];
    for (let from = 0; from < ids.length; from += CHUNK) rows.push({ act, subjects: ids.slice(from, from + CHUNK), facts: null });
  }
  for (const act of BY_FACT) {
    const facts: readonly unknown[] = acts[act] ?? [];
    for (let from = 0; from < facts.length; from += CHUNK)
      rows.push({ act, subjects: [], facts: { list: facts.slice(from, from + CHUNK) } });
  }
  return rows;
}

/** What `actRows` kept; `eventId` is what everything was written under, null of imports from before acts were kept. */
export function actsFrom(rows: readonly ActRow[]): Required<Acts> & { readonly eventId: string | null } {
  const ids = (act: string) => rows.filter((row) => row.act === act).flatMap((row) => row.subjects);
  const facts = <Fact>(act: string) =>
    rows.filter((row) => row.act === act).flatMap((row) => (row.facts as { list: readonly Fact[] }).list);
  return {
    applied: ids('applied'),
    unapplied: ids('unapplied'),
    reversed: ids('reversed'),
    bills: ids('bills'),
    limits: ids('limits'),
    captures: facts<string>('captures'),
    orders: facts<OrderAct>('orders'),
    links: facts<LinkAct>('links'),
    eventId: (rows.find((row) => row.act === 'event')?.facts as { eventId: string } | undefined)?.eventId ?? null,
  };
}
