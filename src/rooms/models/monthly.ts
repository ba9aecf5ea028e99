// Once a month every model in use is looked at on the own ledger: do customers still lie as in training, and were those of last time told apart?
import { addMonths, type Day } from '#base/date.ts';
import { decimalsOf } from '#base/money.ts';
import { natural } from '#engine/indicator-reading.ts';
import { compareAreas } from '#engine/models/metrics.ts';
import type { ModelTable } from '#engine/models/table.ts';
import { type Model, rankOf } from '#engine/models/train.ts';
import { parseOutcome } from '#engine/outcome.ts';
import type { Ctx } from '#platform/context.ts';
import { customerReadings, openPanel, type PanelAsked, standsOn, wholeCatalogue } from '#rooms/indicators/actions.ts';
import { modelOf } from './actions.ts';
import { type LookedAt, mailLooks } from './monthly-mail.ts';
import * as store from './store.ts';
import { keepLook, lookAt, referenceOf } from './watching.ts';

const MODELS_MAX = 20;
/** Who bought nothing for so long and owes nothing is no customer that a model speaks of; as in training tables. */
const ACTIVE_MONTHS = 12;

type InUse = { readonly row: store.ModelRow; readonly model: Model };
type Outcomes = { readonly on: Day; readonly table: ModelTable; readonly bad: Uint8Array };

/** The job: nothing where this month was looked at already, or a model reads what the ledger does not know. */
export async function lookMonthly(ctx: Ctx): Promise<void> {
  const month: Day = `${ctx.today.slice(0, 8)}01`;
  const catalogue = await wholeCatalogue(ctx);
  const units = new Map(catalogue.map((each) => [each.key, each.unit]));
  const inUse: InUse[] = [];
  for (const row of await store.notLookedAt(ctx.tx, month, MODELS_MAX)) {
    if (!referenceOf(row)) continue;
    const model = await modelOf(ctx, row);
    if (model.variables.every((each) => units.has(each.name))) inUse.push({ row, model });
  }
  if (inUse.length === 0) return;
  const names = [...new Set(inUse.flatMap(({ model }) => model.variables.map((each) => each.name)))];
  const table = await customersNow(ctx, names, units);
  const outcomes = new Map<string, Outcomes | null>();
  const beyond: string[] = [];
  const looked: LookedAt[] = [];
  for (const each of inUse) {
    const panel = (each.row.training['panel'] ?? null) as PanelAsked | null;
    if (panel && !outcomes.has(panel.outcome)) outcomes.set(panel.outcome, await outcomesOf(ctx, panel));
    const known = panel ? outcomes.get(panel.outcome)! : null;
    const look = lookAt(each.row, each.model, table, known);
    const champion = each.row.state === 'shadow' ? inUse.find((other) => leads(other.row, each.row)) : undefined;
    await keepLook(ctx, each.row.model_id, {
      ...look,
      source: ctx.language === 'zh' ? '本公司台账' : 'own ledger',
      monthOn: month,
      outcomeOn: known?.on ?? null,
      beside: champion && known ? besideOf(each.model, champion, known) : null,
    });
    looked.push({ row: each.row, look });
    if (look.standing === 'shifted' || look.falls) beyond.push(`${each.row.name} v${each.row.version_no}`);
  }
  await mailLooks(ctx, month, looked);
  ctx.note({ facts: { month, models: inUse.length, rows: table.rows, beyond } });
}

const leads = (champion: store.ModelRow, challenger: store.ModelRow) =>
  champion.state === 'live' && champion.name === challenger.name;

/** How much better a watching version tells the same customers apart than the one that decides. */
function besideOf(model: Model, champion: InUse, { table, bad }: Outcomes) {
  const compared = compareAreas(rankOf(model, table), rankOf(champion.model, table), bad);
  return compared && { version: champion.row.version_no, difference: compared.difference, p: compared.p };
}

/** Everybody who is a customer today, as a training table would write him. */
async function customersNow(
  ctx: Ctx,
  names: readonly string[],
  units: ReadonlyMap<string, Parameters<typeof natural>[0]>,
): Promise<ModelTable> {
  const minorPerUnit = 10 ** decimalsOf(ctx.tenant.currency);
  const since = addMonths(ctx.today, -ACTIVE_MONTHS);
  const values: number[][] = names.map(() => []);
  let rows = 0;
  for await (const chunk of customerReadings(ctx, ctx.today, null)) {
    for (const { account, readings } of chunk) {
      if (standsOn(account, since, ctx.tenant.currency) !== 'customer') continue;
      rows += 1;
      for (const [at, name] of names.entries()) {
        const value = readings[name]?.value ?? null;
        values[at]!.push(value === null ? Number.NaN : natural(units.get(name)!, value, minorPerUnit));
      }
    }
    ctx.progress(rows, rows, ctx.language === 'zh' ? '模型监测' : 'Models');
  }
  return {
    rows,
    columns: names.map((name, at) => ({ kind: 'number', name, values: Float64Array.from(values[at]!) })),
  };
}

/** The newest customers whose outcome is known by now; null before the ledger is as old. */
async function outcomesOf(ctx: Ctx, whole: PanelAsked): Promise<Outcomes | null> {
  const { sample: _, ...asked } = whole;
  const outcome = parseOutcome(asked.outcome);
  if ('unclear' in outcome) return null;
  const on = addMonths(ctx.today, -outcome.months);
  const { columns, rows } = await openPanel(ctx, { ...asked, from: on, to: on });
  const values: number[][] = columns.map(() => []);
  const bad: number[] = [];
  for await (const chunk of rows) {
    for (const row of chunk) {
      bad.push(row.bad ? 1 : 0);
      for (const [at, value] of row.values.entries()) values[at]!.push(value ?? Number.NaN);
    }
  }
  if (bad.length === 0) return null;
  return {
    on,
    bad: Uint8Array.from(bad),
    table: {
      rows: bad.length,
      columns: columns.map(({ key }, at) => ({ kind: 'number', name: key, values: Float64Array.from(values[at]!) })),
    },
  };
}
