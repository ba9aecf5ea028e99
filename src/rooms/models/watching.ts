// Looks at a model in use: whether customers still lie as those it learned from, and, where outcomes are known, whether it still separates.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { aucOf, count, delong } from '#engine/models/metrics.ts';
import { type Reference, type Shift, shiftOf } from '#engine/models/pictures.ts';
import { rankOf } from '#engine/models/train.ts';
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

export const watch: Action<typeof contract.watch> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  const model = await modelOf(ctx, row);
  const training = row.training as {
    pictures?: { reference?: Reference };
    test?: { auc?: { low: number | null } };
  };
  const reference = training.pictures?.reference;
  if (!reference)
    throw new Problem(
      422,
      'reference_missing',
      'this model was kept without how its training rows lay; train it anew to watch it',
    );
  const whole = await readVariables(ctx.upload, undefined);
  const known = input.target !== undefined && input.bad !== undefined;
  const { table, bad } = known ? outcomeOf(whole, input.target!, input.bad!) : { table: whole, bad: null };
  const rank = rankOf(model, table);
  const shift = shiftOf(reference, model, table, rank);
  const bads = bad ? count(bad) : null;
  const auc = bad && bads !== null ? aucOf([delong(rank, bad)], bads) : null;
  const before = training.test?.auc?.low ?? null;
  // Its whole interval lies below that of development: no coincidence.
  const falls = auc !== null && auc.high !== null && before !== null && auc.high < before;
  const standing = standingOf(shift);
  const look = {
    source: ctx.upload?.fileName ?? '',
    rows: table.rows,
    bads,
    psi: shift.score?.value ?? null,
    standing,
    shift,
    auc,
    falls,
  };
  await keepLook(ctx, row.model_id, look);
  ctx.note({
    subject: { kind: 'model', id: row.model_id },
    facts: { model: row.name, version: row.version_no, file: look.source, standing, falls },
  });
  return { standing, psi: look.psi, moved: movedOf(shift), auc, falls };
};

type Look = {
  readonly source: string;
  readonly rows: number;
  readonly bads: number | null;
  readonly psi: number | null;
  readonly standing: Standing;
  readonly shift: Shift;
  readonly auc: object | null;
  readonly falls: boolean;
};

async function keepLook(ctx: Ctx, modelId: string, look: Look): Promise<void> {
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
      by: each.by_name,
    })),
  };
};
