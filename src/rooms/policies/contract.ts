// What is in force: rulebooks by version, shadow or live, and the first-run guide.
import { Type } from 'typebox';
import { RULEBOOK_KINDS } from '#engine/rulebook.ts';
import { operation } from '#platform/operation.ts';
import { Empty, Facts, Input, InstantText, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';

const Kind = OneOf(RULEBOOK_KINDS);
export const Mode = OneOf(['shadow', 'live']);

export * from './contract-drafts.ts';

export const inForce = operation({
  name: 'policies.in-force',
  summary: { zh: '现行规则', en: 'Rulebooks in force' },
  permission: 'policies.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    rulebooks: Type.Array(
      Type.Object({ kind: Kind, version: Type.Integer(), since: InstantText, note: Nullable(Type.String()), body: Facts }),
    ),
  }),
});

/** Applies the decision table of segments to everybody now; every night the same. */
export const runSegments = operation({
  name: 'policies.run-segments',
  summary: { zh: '按规则为客户分层', en: 'Put customers into segments by the rulebook' },
  permission: 'customers.write',
  writes: true,
  bulk: true,
  input: Empty,
  output: Type.Object({ customers: Type.Integer(), changed: Type.Integer(), version: Type.Integer() }),
});

/** Where the company stands on its way to going live: each step done or not, with what is missing. */
export const guide = operation({
  name: 'policies.guide',
  summary: { zh: '启用向导：已完成与待完成', en: 'First-run guide: what is done and what is missing' },
  permission: 'self',
  reads: true,
  input: Empty,
  output: Type.Object({
    company: Type.Object({
      done: Type.Boolean(),
      name: Type.String(),
      currency: Type.String(),
      timeZone: Type.String(),
      amountsIncludeTax: Nullable(Type.Boolean()),
      workdays: Nullable(Type.String({ description: 'ISO weekdays, 12345' })),
    }),
    entities: Type.Object({ done: Type.Boolean(), count: Type.Integer() }),
    people: Type.Object({ done: Type.Boolean(), makers: Type.Integer(), checkers: Type.Integer() }),
    policy: Type.Object({ done: Type.Boolean(), confirmedBy: Nullable(Type.String()), confirmedAt: Nullable(InstantText) }),
    ledger: Type.Object({
      done: Type.Boolean(),
      customers: Type.Integer(),
      documents: Type.Integer(),
      lastImportAt: Nullable(InstantText),
    }),
    limits: Type.Object({ done: Type.Boolean(), granted: Type.Integer(), open: Type.Integer() }),
    mode: Type.Object({ mode: Mode, since: Nullable(InstantText), by: Nullable(Type.String()), reason: Nullable(Type.String()) }),
    demo: Type.Object({ loaded: Type.Boolean(), offered: Type.Boolean() }),
    canGoLive: Type.Boolean(),
    missing: Type.Array(Type.String()),
  }),
});

export const saveCompany = operation({
  name: 'policies.save-company',
  summary: { zh: '保存公司、法人、币种、含税口径与工作日', en: 'Save company, entities, currency, tax and workdays' },
  permission: 'system.manage',
  writes: true,
  input: Input({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    timeZone: Type.String({ maxLength: 60 }),
    amountsIncludeTax: Type.Boolean(),
    workdays: Type.String({ pattern: '^[1-7]{1,7}$' }),
    entities: Type.Array(
      Type.Object(
        {
          code: Type.String({ minLength: 1, maxLength: 30 }),
          name: Type.String({ minLength: 1, maxLength: 100 }),
          currency: Type.String({ pattern: '^[A-Z]{3}$' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 200 },
    ),
  }),
  output: Type.Object({ saved: Type.Boolean() }),
});

export const confirmPolicy = operation({
  name: 'policies.confirm-policy',
  summary: { zh: '确认采用随附的规则', en: 'Confirm the shipped rulebooks' },
  permission: 'policies.write',
  writes: true,
  input: Empty,
  output: Type.Object({ confirmed: Type.Boolean() }),
});

export const setMode = operation({
  name: 'policies.set-mode',
  summary: { zh: '切换试运行或正式运行', en: 'Switch between shadow and live' },
  permission: 'policies.write',
  writes: true,
  input: Input({ mode: Mode, reason: ReasonText }),
  output: Type.Object({ mode: Mode, since: InstantText }),
});
