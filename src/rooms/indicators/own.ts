// Own indicators: tried on real customers, kept by version, changed only while no card in force reads them.
import { Problem } from '#base/assert.ts';
import { parseExpression, sayExpression } from '#engine/expression.ts';
import { CATALOGUE, type CatalogueEntry, entryOf } from '#engine/indicator-catalogue.ts';
import { dimensionOf, ENTRY_UNITS, type EntryUnit, type Reading } from '#engine/indicator-reading.ts';
import { distributionOf } from '#engine/indicator-spread.ts';
import { compileOwn, OWN_MAX, OWN_PREFIX, type OwnDefinition, type OwnEntry, type OwnFault } from '#engine/own-indicators.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import type * as contract from './contract.ts';
import { SAMPLE_MAX } from './contract.ts';
import { chunkReadings, definitionOf, readingRun } from './readings.ts';
import * as store from './store.ts';
import { cardsReading } from './usage.ts';

const EXAMPLES = 8;

type Tried = { readonly entry: OwnEntry; readonly all: readonly OwnEntry[] } | { readonly fault: OwnFault };

/** The company's own indicators with this one in its place, read anew. */
async function tried(ctx: Ctx, wanted: Omit<OwnDefinition, 'unit'> & { readonly unit: EntryUnit | undefined }): Promise<Tried> {
  const others = (await store.ownIndicators(ctx.tx, null))
    .filter((row) => !row.retired && row.key !== wanted.key)
    .map(definitionOf);
  const unit = wanted.unit ?? unitsFor(wanted.expression, others)[0] ?? 'count';
  const { entries, faults } = compileOwn(CATALOGUE, [...others, { ...wanted, unit }]);
  const fault = faults.get(wanted.key);
  if (fault) return { fault };
  return { entry: entries.find((each) => each.key === wanted.key)!, all: entries };
}

/** Units in which the result may be shown; none where the expression does not read. */
function unitsFor(expression: string, others: readonly Pick<OwnDefinition, 'key' | 'title' | 'unit'>[]): EntryUnit[] {
  const names = [...CATALOGUE, ...others].map((each) => ({
    key: each.key,
    titles: [each.title.zh, each.title.en],
    dimension: dimensionOf(each.unit),
  }));
  const found = parseExpression(expression, names);
  return 'fault' in found ? [] : ENTRY_UNITS.filter((unit) => dimensionOf(unit) === found.dimension);
}

const UNNAMED = { zh: '未命名', en: 'Unnamed' };

export const check: Action<typeof contract.check> = async (ctx, input) => {
  const key = input.key ?? `${OWN_PREFIX}new`;
  const result = await tried(ctx, { key, title: UNNAMED, unit: input.unit, safer: 'none', expression: input.expression });
  const nothing = { customers: 0, distribution: null, examples: [], expression: null, wording: null, units: [], unit: null };
  if ('fault' in result) return { ...nothing, fault: wireFault(result.fault) };
  const { entry, all } = result;
  const sampled = await store.customersSampled(ctx.tx, ownerScope(ctx), SAMPLE_MAX);
  const ids = sampled.map((row) => row.party_id);
  const run = await readingRun(ctx, ctx.today, null, all, ids);
  const rows = ids.length === 0 ? [] : await chunkReadings(ctx, run, ids);
  const named = new Map(sampled.map((row) => [row.party_id, row]));
  const titleOf = (part: string) => (all.find((each) => each.key === part) ?? entryOf(part))!.title;
  // Those with a value first: an example that is missing says little.
  const examples = rows
    .toSorted((a, b) => Number(a.readings[key]!.value === null) - Number(b.readings[key]!.value === null))
    .slice(0, EXAMPLES);
  return {
    fault: null,
    expression: sayExpression(entry.node, 'key'),
    wording: wordingOf(entry, all),
    units: unitsFor(input.expression, all),
    unit: entry.unit,
    customers: rows.length,
    distribution: distributionOf(rows.map((row) => row.readings[key]!)),
    examples: examples.map((row) => {
      const reading: Reading = row.readings[key]!;
      return {
        customer: named.get(row.partyId)!.code,
        name: named.get(row.partyId)!.name,
        value: reading.value,
        missing: reading.missing ?? null,
        parts: entry.parts.map((part) => ({
          key: part,
          title: titleOf(part),
          unit: run.unitOf(part),
          value: row.readings[part]?.value ?? null,
        })),
      };
    }),
  };
};

function wireFault(fault: OwnFault) {
  return { code: fault.code, at: fault.at, facts: { ...fault.facts } };
}

export function wordingOf(entry: OwnEntry, all: readonly CatalogueEntry[]): { zh: string; en: string } {
  const title = (lang: 'zh' | 'en') => (key: string) => (all.find((each) => each.key === key) ?? entryOf(key))!.title[lang];
  return { zh: sayExpression(entry.node, 'zh', title('zh')), en: sayExpression(entry.node, 'en', title('en')) };
}

export const save: Action<typeof contract.save> = async (ctx, input) => {
  const rows = await store.ownIndicators(ctx.tx, null);
  const key = input.key ?? nextKey(rows);
  const title = { zh: input.title.zh.trim(), en: input.title.en.trim() };
  const result = await tried(ctx, { key, title, unit: input.unit, safer: input.safer, expression: input.expression });
  if ('fault' in result)
    throw new Problem(
      422,
      'expression_wrong',
      `the expression cannot be read: ${result.fault.code} ${JSON.stringify(result.fault.facts)}`,
      {
        facts: { fault: wireFault(result.fault) },
        fields: [{ field: 'expression', message: result.fault.code }],
      },
    );
  const taken = [...CATALOGUE, ...rows.filter((row) => !row.retired && row.key !== key).map(definitionOf)];
  if (taken.some((each) => each.title.zh === title.zh || each.title.en === title.en))
    throw new Problem(409, 'title_taken', `another indicator is called ${title.zh} or ${title.en}`, {
      fields: [{ field: 'title', message: 'taken' }],
    });
  const before = rows.find((row) => row.key === key);
  if (!before && rows.length >= OWN_MAX)
    throw new Problem(409, 'too_many_indicators', `at most ${OWN_MAX} own indicators`, { facts: { most: OWN_MAX } });
  const row: store.OwnRow = {
    key,
    version_no: (before?.version_no ?? 0) + 1,
    title_zh: title.zh,
    title_en: title.en,
    unit: input.unit,
    safer: input.safer,
    expression: sayExpression(result.entry.node, 'key'),
    retired: false,
    reason: input.reason ?? null,
    entered_by: ctx.actor.name,
    recorded_at: ctx.at,
  };
  if (before && !before.retired && sameAs(before, row)) return { key, version: before.version_no, unchanged: true };
  if (before && (before.expression !== row.expression || before.unit !== row.unit)) await refuseWhereRead(ctx, key);
  await keep(ctx, row);
  return { key, version: row.version_no, unchanged: false };
};

const sameAs = (a: store.OwnRow, b: store.OwnRow): boolean =>
  a.title_zh === b.title_zh &&
  a.title_en === b.title_en &&
  a.unit === b.unit &&
  a.safer === b.safer &&
  a.expression === b.expression;

function nextKey(rows: readonly store.OwnRow[]): string {
  const taken = new Set(rows.map((row) => row.key));
  for (let at = rows.length + 1; ; at += 1) if (!taken.has(`${OWN_PREFIX}${at}`)) return `${OWN_PREFIX}${at}`;
}

/** A figure that decides may not change behind the back of those who approved the card. */
async function refuseWhereRead(ctx: Ctx, key: string): Promise<void> {
  const cards = (await cardsReading(ctx)).get(key) ?? [];
  if (cards.length > 0)
    throw new Problem(
      409,
      'indicator_in_use',
      `read by ${cards.map((each) => each.zh).join('、')}: make a new indicator and change the card to it`,
      {
        facts: { cards: cards.map((each) => ({ ...each })) },
      },
    );
}

async function keep(ctx: Ctx, row: store.OwnRow): Promise<void> {
  if (!(await store.insertOwn(ctx.tx, ctx.tenant.id, row)))
    throw new Problem(409, 'indicator_changed', 'somebody else has just changed this indicator; look again');
  ctx.note({
    facts: { indicator: row.key, version: row.version_no, expression: row.expression, retired: row.retired },
    reasons: row.reason,
  });
}

export const retire: Action<typeof contract.retire> = async (ctx, input) => {
  const rows = (await store.ownIndicators(ctx.tx, null)).filter((row) => !row.retired);
  const row = rows.find((each) => each.key === input.key);
  if (!row) throw indicatorUnknown(input.key);
  await refuseWhereRead(ctx, input.key);
  const left = rows.filter((each) => each.key !== input.key).map(definitionOf);
  const { faults } = compileOwn(CATALOGUE, left);
  const leaning = left.find((each) => faults.has(each.key));
  if (leaning)
    throw new Problem(409, 'indicator_in_use', `${leaning.title.zh} is made of it: change or retire that one first`, {
      facts: { cards: [leaning.title] },
    });
  await keep(ctx, {
    ...row,
    version_no: row.version_no + 1,
    retired: true,
    reason: input.reason,
    entered_by: ctx.actor.name,
    recorded_at: ctx.at,
  });
  return { key: row.key, version: row.version_no + 1 };
};

export const versions: Action<typeof contract.versions> = async (ctx, input) => {
  const rows = await store.versionsOf(ctx.tx, input.key);
  if (rows.length === 0) throw indicatorUnknown(input.key);
  return {
    versions: rows.map((row) => ({
      version: row.version_no,
      title: { zh: row.title_zh, en: row.title_en },
      unit: row.unit,
      safer: row.safer,
      expression: row.expression,
      retired: row.retired,
      reason: row.reason,
      by: row.entered_by,
      at: row.recorded_at.toISOString(),
    })),
  };
};

export function indicatorUnknown(key: string): Problem {
  return new Problem(404, 'indicator_unknown', `there is no own indicator ${key}`);
}
