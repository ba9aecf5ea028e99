// Looking at indicators: the catalogue, how each is spread over our own customers, all of one customer.
import { CATALOGUE, type CatalogueEntry } from '#engine/indicator-catalogue.ts';
import { unknown } from '#engine/indicator-reading.ts';
import { distributionOf } from '#engine/indicator-spread.ts';
import { DEFINITIONS } from '#engine/indicator-words.ts';
import { compileOwn } from '#engine/own-indicators.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { dayNotLater } from './as-of.ts';
import type * as contract from './contract.ts';
import { SAMPLE_MAX } from './contract.ts';
import { wordingOf } from './own.ts';
import { chunkReadings, definitionOf, ownEntries, readingRun } from './readings.ts';
import * as store from './store.ts';
import { cardsReading } from './usage.ts';

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const rows = await store.ownIndicators(ctx.tx, null);
  const standing = rows.filter((row) => !row.retired);
  const { entries, faults } = compileOwn(CATALOGUE, standing.map(definitionOf));
  const cards = await cardsReading(ctx);
  const usedBy = (key: string) => [
    ...(cards.get(key) ?? []),
    ...entries.filter((each) => each.parts.includes(key)).map((each) => each.title),
  ];
  const shipped = CATALOGUE.map((each) => ({
    ...plain(each),
    definition: DEFINITIONS[each.key]!,
    usedBy: usedBy(each.key),
    own: null,
  }));
  const own = rows.map((row) => {
    const entry = entries.find((each) => each.key === row.key);
    const definition = definitionOf(row);
    return {
      ...plain(entry ?? { ...definition, source: 'own', freshDays: 1 }),
      definition: entry ? wordingOf(entry, entries) : { zh: row.expression, en: row.expression },
      usedBy: usedBy(row.key),
      own: {
        expression: row.expression,
        version: row.version_no,
        by: row.entered_by,
        at: row.recorded_at.toISOString(),
        reason: row.reason,
        retired: row.retired,
        broken: row.retired ? null : ((faults.get(row.key) as { code: string } | undefined) ?? null),
      },
    };
  });
  const all = [...shipped, ...own];
  return { indicators: input.source === undefined ? all : all.filter((each) => each.source === input.source) };
};

function plain({ key, title, unit, safer, source, freshDays, todayOnly }: CatalogueEntry) {
  return { key, title, unit, safer, source, freshDays, todayOnly: todayOnly === true };
}

export const distributions: Action<typeof contract.distributions> = async (ctx, input) => {
  const asOf = dayNotLater(ctx, input.asOf);
  const owner = ownerScope(ctx);
  const [{ customers }, sampled] = await Promise.all([
    store.countCustomers(ctx.tx, owner),
    store.customersSampled(ctx.tx, owner, SAMPLE_MAX),
  ]);
  const ids = sampled.map((row) => row.party_id);
  const own = await ownEntries(ctx, null);
  const run = await readingRun(ctx, asOf, null, own, ids);
  const rows = ids.length === 0 ? [] : await chunkReadings(ctx, run, ids);
  const keys = [...CATALOGUE, ...own].map((each) => each.key);
  return {
    asOf,
    customers,
    sampled: rows.length,
    indicators: Object.fromEntries(
      keys.map((key) => [key, distributionOf(rows.map((row) => row.readings[key] ?? unknown('not_computed')))]),
    ),
  };
};

export const values: Action<typeof contract.values> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const asOf = dayNotLater(ctx, input.asOf);
  const own = await ownEntries(ctx, null);
  const run = await readingRun(ctx, asOf, null, own, [party.party_id]);
  const [row] = await chunkReadings(ctx, run, [party.party_id]);
  return {
    customer: party.code,
    asOf,
    currency: row!.currency,
    values: [...CATALOGUE, ...own].map((entry) => {
      const reading = row!.readings[entry.key] ?? unknown('not_computed');
      return {
        key: entry.key,
        title: entry.title,
        unit: entry.unit,
        safer: entry.safer,
        source: entry.source,
        value: reading.value,
        missing: reading.missing ?? null,
        unverified: reading.unverified !== undefined,
        on: reading.on,
        freshDays: entry.freshDays,
        inputs: { ...reading.inputs },
      };
    }),
  };
};
