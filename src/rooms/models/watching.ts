// Looks at a model in use: whether customers still lie as those it learned from, and, where outcomes are known, whether it still separates.
import { Problem } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Auc, aucOf, count, delong } from '#engine/models/metrics.ts';
import { type Reference, type Shift, shiftOf } from '#engine/models/pictures.ts';
import type { ModelTable } from '#engine/models/table.ts';
import { type Model, rankOf } from '#engine/models/train.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { found, modelOf } from './actions.ts';
import type * as contract from './contract.ts';
import { outcomeOf, readVariables } from './reading.ts';
import * as store from './store.ts';

const LOOKS_SHOWN = 36;
type Standing = 'stable' | 'watch' | 'shifted';
const GRAVER: readonly Standing[] = ['stable', 'watch', 'shifted'];

/** The score's own standing; a variable that shifted is to be watched even where the score has not moved. */
function standingOf(shift: Shift): Standing {
  const own = shift.score?.standing ?? 'stable';
  const worst = shift.variables.some((each) => each.psi?.standing === 'shifted') ? 'watch' : 'stable';
  return GRAVER.indexOf(own) >= GRAVER.indexOf(worst) ? own : worst;
}

const movedOf = (shift: Shift): string[] =>
  shift.variables
    .filter((each) => each.psi && each.psi.standing !== 'stable')
    .toSorted((a, b) => b.psi!.value - a.psi!.value)
    .map((each) => each.name);

/** How the training rows lay, as it was kept with the model; null: it was kept without. */
export function referenceOf(row: store.ModelRow): Reference | null {
  return (row.training as { pictures?: { reference?: Reference } }).pictures?.reference ?? null;
}

export type Looked = {
  readonly rows: number;
  readonly bads: number | null;
  readonly psi: number | null;
  readonly standing: Standing;
  readonly shift: Shift;
  readonly auc: Auc | null;
  readonly falls: boolean;
};

/** A model with its reference held against customers, and against those whose outcome is known. */
export function lookAt(
  row: store.ModelRow,
  model: Model,
  table: ModelTable,
  known: { readonly table: ModelTable; readonly bad: Uint8Array } | null,
): Looked {
  const ranks = rankOf(model, table);
  const shift = shiftOf(referenceOf(row)!, model, table, ranks);
  const bads = known ? count(known.bad) : null;
  const auc = known ? aucOf([delong(known.table === table ? ranks : rankOf(model, known.table), known.bad)], bads!) : null;
  const before = (row.training as { test?: { auc?: { low: number | null } } }).test?.auc?.low ?? null;
  // Its whole interval lies below that of development: no coincidence.
  const falls = auc !== null && auc.high !== null && before !== null && auc.high < before;
  return { rows: table.rows, bads, psi: shift.score?.value ?? null, standing: standingOf(shift), shift, auc, falls };
}

export const watch: Action<typeof contract.watch> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  const model = await modelOf(ctx, row);
  if (!referenceOf(row))
    throw new Problem(
      422,
      'reference_missing',
      'this model was kept without how its training rows lay; train it anew to watch it',
    );
  const whole = await readVariables(ctx.upload, input.target === undefined ? {} : { column: input.target });
  const known = input.target !== undefined && input.bad !== undefined ? outcomeOf(whole, input.target, input.bad) : null;
  const look = lookAt(row, model, known?.table ?? whole, known);
  const source = ctx.upload?.fileName ?? '';
  await keepLook(ctx, row.model_id, { ...look, source, monthOn: null, outcomeOn: null, beside: null });
  const { standing, psi, auc, falls } = look;
  ctx.note({
    subject: { kind: 'model', id: row.model_id },
    facts: { model: row.name, version: row.version_no, file: source, standing, falls },
  });
  return { standing, psi, moved: movedOf(look.shift), auc, falls };
};

type Look = Looked & {
  readonly source: string;
  readonly monthOn: Day | null;
  readonly outcomeOn: Day | null;
  readonly beside: object | null;
};

export async function keepLook(ctx: Ctx, modelId: string, look: Look): Promise<void> {
  await store.insertLook(ctx.tx, ctx.tenant.id, ctx.at, {
    lookId: newId(),
    modelId,
    on: ctx.today,
    source: look.source,
    rows: look.rows,
    bads: look.bads,
    psi: look.psi,
    standing: look.standing,
    shift: JSON.stringify(look.shift),
    auc: look.auc === null ? null : JSON.stringify(look.auc),
    falls: look.falls,
    monthOn: look.monthOn,
    outcomeOn: look.outcomeOn,
    beside: look.beside === null ? null : JSON.stringify(look.beside),
    byId: ctx.actor.id,
    by: ctx.actor.name,
  });
}

export const watched: Action<typeof contract.watched> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  const looks = await store.looksOf(ctx.tx, row.model_id, LOOKS_SHOWN);
  return {
    looks: looks.map((each) => ({
      id: each.look_id,
      on: each.on_day,
      source: each.source,
      rows: each.row_count,
      bads: each.bads,
      psi: each.psi,
      standing: each.standing,
      moved: movedOf(each.shift as Shift),
      shift: each.shift as Shift,
      auc: each.auc,
      falls: each.falls,
      monthOn: each.month_on,
      outcomeOn: each.outcome_on,
      beside: each.beside,
      by: each.by_name,
    })),
  };
};
