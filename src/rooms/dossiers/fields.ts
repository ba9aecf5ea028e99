// Fields of the file: the shipped catalogue, and those the company defines itself, version by version.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { FACT_FIELDS, type Field } from '#engine/dossier-catalogue.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import { personBehind } from './who.ts';

const OWN_FIELDS_MAX = 100;
/** Own keys never meet one of the catalogue. */
const OWN_PREFIX = 'x_';

/** What may be entered at an instant: shipped fields first, own ones after; archived ones are out. */
export async function fieldsInForce(ctx: Ctx, knownAt: Date): Promise<Field[]> {
  const own = await store.ownFields(ctx.tx, knownAt);
  return [...FACT_FIELDS, ...own.filter((row) => !row.archived).map(fieldOf)];
}

/** Also the archived ones: what was entered under them is still shown. */
export async function fieldsEver(ctx: Ctx, knownAt: Date): Promise<Field[]> {
  return [...FACT_FIELDS, ...(await store.ownFields(ctx.tx, knownAt)).map(fieldOf)];
}

export const fields: Action<typeof contract.fields> = async (ctx) => {
  const own = await store.ownFields(ctx.tx, ctx.at);
  return {
    fields: [
      ...FACT_FIELDS.map((field) => ({ ...wire(field), version: null, archived: false, changedBy: null, changedAt: null })),
      ...own.map((row) => ({
        ...wire(fieldOf(row)),
        version: row.version,
        archived: row.archived,
        changedBy: row.changed_by,
        changedAt: row.recorded_at.toISOString(),
      })),
    ],
  };
};

export const saveField: Action<typeof contract.saveField> = async (ctx, input) => {
  const own = await store.ownFields(ctx.tx, ctx.at);
  const before = input.key === undefined ? null : (own.find((row) => row.field === input.key) ?? null);
  if (input.key !== undefined && !before) throw fieldUnknown(input.key);
  if (before && input.version !== before.version) throw stale();
  // What was entered under a kind can be read as no other.
  if (before && before.kind !== input.kind) {
    throw new Problem(409, 'field_kind_fixed', 'the kind of a field stays; archive it and make a new one', {
      fields: [{ field: 'kind', message: 'fixed' }],
    });
  }
  if (!before && own.length >= OWN_FIELDS_MAX) {
    throw new Problem(409, 'too_many_fields', `a company has at most ${OWN_FIELDS_MAX} fields of its own`, {
      facts: { most: OWN_FIELDS_MAX },
    });
  }
  const name = input.name.trim();
  const taken = own.some((row) => !row.archived && row.field !== before?.field && row.name === name);
  if (taken || FACT_FIELDS.some((field) => field.name.zh === name)) {
    throw new Problem(409, 'field_name_taken', `there is a field ${name} already`, {
      fields: [{ field: 'name', message: 'taken' }],
    });
  }
  const choices = [...new Set((input.choices ?? before?.choices ?? []).map((each) => each.trim()))].filter((each) => each !== '');
  if (input.kind === 'choice' && choices.length < 2) {
    throw new Problem(400, 'choices_missing', 'a choice needs at least two answers', {
      fields: [{ field: 'choices', message: 'at least two' }],
    });
  }
  const row = {
    field: before?.field ?? `${OWN_PREFIX}${newId().replaceAll('-', '').slice(-16)}`,
    version: (before?.version ?? 0) + 1,
    name,
    name_en: input.nameEn === undefined ? (before?.name_en ?? null) : input.nameEn.trim() || null,
    kind: input.kind,
    unit: input.unit === undefined ? (before?.unit ?? null) : input.unit.trim() || null,
    choices,
    fresh_days: input.freshDays === undefined ? (before?.fresh_days ?? null) : input.freshDays,
    weight: input.weight ?? before?.weight ?? 0,
    required_in: input.requiredIn ?? before?.required_in ?? [],
    archived: input.archived ?? false,
  };
  const person = await personBehind(ctx);
  await store.insertOwnField(ctx.tx, ctx.tenant.id, row, { byId: person.id, by: person.name, at: ctx.at });
  ctx.note({ facts: { field: row.field, name: row.name, version: row.version, archived: row.archived } });
  return { key: row.field, version: row.version };
};

export function fieldUnknown(key: string): Problem {
  return new Problem(404, 'field_unknown', `there is no field ${key}`, {
    fields: [{ field: 'field', message: 'unknown' }],
    facts: { field: key },
  });
}

export function stale(): Problem {
  return new Problem(412, 'version_stale', 'somebody changed this meanwhile; look again');
}

function fieldOf(row: store.OwnFieldRow): Field {
  return {
    key: row.field,
    name: { zh: row.name, en: row.name_en ?? row.name },
    kind: row.kind,
    unit: row.unit === null ? null : { zh: row.unit, en: row.unit },
    choices: row.choices.map((each) => ({ key: each, zh: each, en: each })),
    freshDays: row.fresh_days,
    weight: row.weight,
    requiredIn: row.required_in,
    own: true,
  };
}

export function wire(field: Field) {
  return {
    key: field.key,
    name: { zh: field.name.zh, en: field.name.en },
    kind: field.kind,
    unit: field.unit === null ? null : { zh: field.unit.zh, en: field.unit.en },
    choices: field.choices.map((each) => ({ key: each.key, zh: each.zh, en: each.en })),
    freshDays: field.freshDays,
    weight: field.weight,
    requiredIn: [...field.requiredIn],
    own: field.own,
  };
}
