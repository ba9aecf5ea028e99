// SQL of the rates between currencies, and of the accounts that a new rate revalues.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type RateRow = {
  rate_id: string;
  currency: string;
  starts_on: Day;
  rate_ppm: bigint;
  per_units: number;
  source: string;
  entered_by: string;
  recorded_at: Date;
};

/** Of each currency the rate of the latest day up to this one; of two for a day the one recorded last. Of what was known at a moment, or all. */
export function ratesOn(tx: Tx, day: Day, knownAt: Date | null = null): Promise<RateRow[]> {
  return tx.rows(sql<RateRow>`
    select distinct on (currency) rate_id, currency, starts_on, rate_ppm, per_units, source, entered_by, recorded_at
    from exposure.rates
    where starts_on <= ${day}::date and (${knownAt}::timestamptz is null or recorded_at <= ${knownAt}::timestamptz)
    order by currency, starts_on desc, recorded_at desc, rate_id desc`);
}

export function ratesPage(
  tx: Tx,
  currency: string | null,
  before: { on: Day; id: string } | null,
  limit: number,
): Promise<RateRow[]> {
  return tx.rows(sql<RateRow>`
    select rate_id, currency, starts_on, rate_ppm, per_units, source, entered_by, recorded_at
    from exposure.rates
    where (${currency}::text is null or currency = ${currency}::text)
      and (${before?.on ?? null}::date is null or (starts_on, rate_id) < (${before?.on ?? null}::date, ${before?.id ?? null}::uuid))
    order by starts_on desc, rate_id desc
    limit ${limit}`);
}

export type NewRate = {
  rateId: string;
  currency: string;
  startsOn: Day;
  ratePpm: bigint;
  perUnits: number;
  source: string;
};

export async function insertRates(tx: Tx, tenantId: string, at: Date, by: string, rows: readonly NewRate[]): Promise<void> {
  await tx.run(sql`
    insert into exposure.rates (tenant_id, rate_id, currency, starts_on, rate_ppm, per_units, source, entered_by, recorded_at)
    select ${tenantId}::uuid, n.rate_id, n.currency, n.starts_on, n.rate_ppm, n.per_units, n.source, ${by}::text, ${at}::timestamptz
    from unnest(${rows.map((row) => row.rateId)}::uuid[], ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.startsOn)}::date[],
                ${rows.map((row) => row.ratePpm)}::bigint[], ${rows.map((row) => row.perUnits)}::int[], ${rows.map((row) => row.source)}::text[])
         as n(rate_id, currency, starts_on, rate_ppm, per_units, source)`);
}

/** Own accounts of a currency that are valued at another fraction than this one, in ascending order, after an account. */
export function valuedOtherwise(
  tx: Tx,
  currency: string,
  rate: { num: bigint; den: bigint },
  after: string | null,
  most: number,
): Promise<{ account_id: string }[]> {
  return tx.rows(sql<{ account_id: string }>`
    select account_id from exposure.accounts
    where kind = 'own' and currency = ${currency} and (rate_num, rate_den) is distinct from (${rate.num}::bigint, ${rate.den}::bigint)
      and (${after}::uuid is null or account_id > ${after}::uuid)
    order by account_id limit ${most}`);
}

export async function writeRates(tx: Tx, accountIds: readonly string[], rate: { num: bigint; den: bigint }): Promise<void> {
  await tx.run(sql`
    update exposure.accounts set rate_num = ${rate.num}, rate_den = ${rate.den} where account_id = any(${accountIds}::uuid[])`);
}

/** Currencies with a balance that no rate is known for, by customer's total. */
export function unvalued(tx: Tx, partyIds: readonly string[], home: string): Promise<{ party_id: string; currency: string }[]> {
  return tx.rows(sql<{ party_id: string; currency: string }>`
    select party_id, currency from exposure.accounts
    where kind = 'own' and party_id = any(${partyIds}::uuid[]) and currency <> ${home} and rate_num is null and exposure_minor <> 0
    order by party_id, currency`);
}
