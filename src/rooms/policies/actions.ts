// The verbs on rules in force, the company's settings, and the way from shadow to live.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { isCurrency } from '#base/money.ts';
import type { RulebookKind } from '#engine/rulebook.ts';
import { can } from '#platform/auth/permissions.ts';
import * as people from '#platform/auth/store.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { saveEntities } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { modeNow } from './mode.ts';
import { completed, ensureShipped } from './rulebooks.ts';
import * as store from './store.ts';

export { draftBody } from './drafts.ts';
export { modeNow } from './mode.ts';
export {
  bodyAt,
  ensureShipped,
  readRules,
  rulebook,
  rulebookAndMode,
  rulebookAt,
  rulebookKnown,
  shippedRules,
} from './rulebooks.ts';

/** The guide counts documents no further than this. */
const DOCUMENTS_COUNTED_MAX = 100_000;
/** What must stand before going live, in the order of the guide. */
const NEEDED = ['people', 'policy', 'ledger', 'limits'] as const;

export const inForce: Action<typeof contract.inForce> = async (ctx) => {
  await ensureShipped(ctx);
  const rows = await store.inForce(ctx.tx, ctx.tenant.id, ctx.at);
  return {
    rulebooks: rows.map((row) => ({
      kind: row.kind as RulebookKind,
      version: row.version,
      since: row.in_force_from.toISOString(),
      note: row.note,
      body: completed(row.kind as RulebookKind, row.body) as Record<string, unknown>,
    })),
  };
};

export const guide: Action<typeof contract.guide> = (ctx) => whereWeStand(ctx);

async function whereWeStand(ctx: Ctx) {
  const [users, settings, counts, mode] = await Promise.all([
    people.users(ctx.tx),
    store.settings(ctx.tx, ctx.tenant.id),
    store.counts(ctx.tx, ctx.tenant.id, ctx.today, DOCUMENTS_COUNTED_MAX),
    modeNow(ctx),
  ]);
  const setting = (name: SettingName) => settings.find((row) => row.setting === name) ?? null;
  const company = setting('company')?.value as CompanySetting | undefined;
  const confirmed = setting('policy_confirmed');
  const demo = setting('demo') !== null;
  const active = users.filter((user) => !user.disabled_at);
  const makers = active.filter((user) => can(user.roles, 'limits.propose'));
  const checkers = active.filter((user) => can(user.roles, 'approvals.decide'));
  // One person with both rights is no second pair of eyes.
  const pair = makers.some((maker) => checkers.some((checker) => checker.user_id !== maker.user_id));
  const done = {
    people: pair,
    policy: confirmed !== null,
    ledger: counts.documents > 0,
    limits: counts.granted > 0,
  };
  const missing = NEEDED.filter((step) => !done[step]);
  return {
    company: {
      done: company !== undefined,
      name: ctx.tenant.displayName,
      currency: ctx.tenant.currency,
      timeZone: ctx.tenant.timeZone,
      amountsIncludeTax: company?.amountsIncludeTax ?? null,
      workdays: company?.workdays ?? null,
    },
    entities: { done: counts.entities > 0, count: counts.entities },
    people: { done: done.people, makers: makers.length, checkers: checkers.length },
    policy: {
      done: done.policy,
      confirmedBy: confirmed?.set_by ?? null,
      confirmedAt: confirmed?.set_at.toISOString() ?? null,
    },
    ledger: {
      done: done.ledger,
      customers: counts.customers,
      documents: counts.documents,
      lastImportAt: counts.last_import_at?.toISOString() ?? null,
    },
    limits: { done: done.limits, granted: counts.granted, open: counts.open_limits },
    mode: { mode: mode.mode, since: mode.since?.toISOString() ?? null, by: mode.by, reason: mode.reason },
    demo: { loaded: demo, offered: !demo && counts.documents === 0 },
    canGoLive: missing.length === 0,
    missing: [...missing],
  };
}

export type SettingName = 'company' | 'policy_confirmed' | 'demo';
type CompanySetting = { readonly amountsIncludeTax: boolean; readonly workdays: string };

/** Keeps a setting of the company with who set it; the newest value counts. */
export async function keepSetting(ctx: Ctx, name: SettingName, value: object): Promise<void> {
  await store.saveSetting(ctx.tx, ctx.tenant.id, { setting: name, value: encode(value), by: ctx.actor.name, at: ctx.at });
}

/** ISO weekdays on which money is expected, `12345`; null where the company has not said. */
export async function workdays(ctx: Ctx): Promise<string | null> {
  const row = (await store.settings(ctx.tx, ctx.tenant.id)).find((each) => each.setting === 'company');
  return row ? (row.value as CompanySetting).workdays : null;
}

export const saveCompany: Action<typeof contract.saveCompany> = async (ctx, input) => {
  for (const [field, currency] of [['currency', input.currency], ...input.entities.map((each) => ['entities', each.currency])]) {
    if (!isCurrency(currency!)) throw wrong(field!, 'currency_unknown', `${currency} is not a currency (ISO 4217)`);
  }
  if (!isTimeZone(input.timeZone)) {
    throw wrong('timeZone', 'time_zone_unknown', `${input.timeZone} is not a time zone; write it as Asia/Shanghai`);
  }
  const codes = input.entities.map((each) => each.code);
  if (new Set(codes).size < codes.length) throw wrong('entities', 'code_taken', 'two legal entities have the same code');
  const days = [...new Set(input.workdays)].sort().join('');

  await saveEntities(ctx, input.entities);
  await keepSetting(ctx, 'company', { amountsIncludeTax: input.amountsIncludeTax, workdays: days });
  ctx.note({
    subject: { kind: 'company', id: ctx.tenant.id },
    facts: {
      currency: input.currency,
      timeZone: input.timeZone,
      amountsIncludeTax: input.amountsIncludeTax,
      workdays: days,
      entities: codes,
    },
  });
  // The directory row is written through its own connection, so last, and not when only trying.
  if (!ctx.dryRun) await ctx.installation.tenants.rename(ctx.tenant.id, input.name, input.timeZone, input.currency);
  return { saved: true };
};

export const confirmPolicy: Action<typeof contract.confirmPolicy> = async (ctx) => {
  await ensureShipped(ctx);
  const standing = await store.inForce(ctx.tx, ctx.tenant.id, ctx.at);
  const versions = Object.fromEntries(standing.map((row) => [row.kind, row.version]));
  await store.approveRulebooks(ctx.tx, ctx.tenant.id, ctx.at, ctx.actor.id);
  await keepSetting(ctx, 'policy_confirmed', { versions });
  ctx.note({ subject: { kind: 'company', id: ctx.tenant.id }, facts: { versions } });
  return { confirmed: true };
};

export const setMode: Action<typeof contract.setMode> = async (ctx, input) => {
  await store.lockMode(ctx.tx, ctx.tenant.id);
  const before = await modeNow(ctx);
  const missing = input.mode === 'live' && !ctx.installation.test ? (await whereWeStand(ctx)).missing : [];
  if (missing.length > 0) {
    throw new Problem(409, 'not_ready', `before going live this is missing: ${missing.join(', ')}; the guide leads through it`, {
      facts: { missing },
    });
  }
  await store.insertMode(ctx.tx, ctx.tenant.id, {
    modeId: newId(),
    mode: input.mode,
    at: ctx.at,
    byId: ctx.actor.id,
    byName: ctx.actor.name,
    reason: input.reason,
  });
  ctx.note({
    subject: { kind: 'company', id: ctx.tenant.id },
    facts: { from: before.mode, to: input.mode, reason: input.reason },
  });
  return { mode: input.mode, since: ctx.at.toISOString() };
};

function wrong(field: string, code: string, detail: string): Problem {
  return new Problem(400, code, detail, { fields: [{ field, message: detail }] });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
