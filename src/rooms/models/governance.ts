// The life of a model: draft → validated → approved → live or shadow → retired, each step by another person; stopped at once by one.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { aucOf, count, delong, hosmerLemeshow, logistic, riskGroups } from '#engine/models/metrics.ts';
import { measuresOf, riskOf } from '#engine/models/train.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { found, modelOf } from './actions.ts';
import type * as contract from './contract.ts';
import { outcomeOf, readVariables } from './reading.ts';
import * as store from './store.ts';

type Act = 'validate' | 'approve' | 'go-live' | 'shadow' | 'retire' | 'stop' | 'resume' | 'heed';

/** From which states an act is possible, and where it leads (null: nowhere else). */
const STEPS: Readonly<Record<Act, { readonly from: readonly store.ModelState[]; readonly to: store.ModelState | null }>> = {
  validate: { from: ['draft', 'validated'], to: 'validated' },
  approve: { from: ['validated'], to: 'approved' },
  'go-live': { from: ['approved', 'shadow'], to: 'live' },
  shadow: { from: ['approved', 'live'], to: 'shadow' },
  retire: { from: ['draft', 'validated', 'approved', 'live', 'shadow', 'stopped'], to: 'retired' },
  // The kill switch needs nobody else: from then on rules decide alone.
  stop: { from: ['live', 'shadow'], to: 'stopped' },
  // Back to where it was approved, not to where it decided: going live is an act of its own.
  resume: { from: ['stopped'], to: 'approved' },
  // What the monthly look warned of was taken note of, and it goes on deciding or watching.
  heed: { from: ['live', 'shadow'], to: null },
};

async function step(ctx: Ctx, row: store.ModelRow, act: Act, reason: string, facts: object | null): Promise<store.ModelState> {
  const { from } = STEPS[act];
  const to = STEPS[act].to ?? row.state;
  if (!from.includes(row.state)) {
    throw new Problem(
      409,
      'model_state',
      `${row.name} version ${row.version_no} is ${row.state}; ${act} needs ${from.join(' or ')}`,
      {
        facts: { state: row.state, act, needs: from },
      },
    );
  }
  await store.insertAct(ctx.tx, ctx.tenant.id, ctx.at, {
    actId: newId(),
    modelId: row.model_id,
    act,
    from: row.state,
    to,
    byId: ctx.actor.id,
    by: ctx.actor.name,
    reason,
    facts: facts === null ? null : JSON.stringify(facts),
  });
  await store.setState(ctx.tx, row.model_id, to);
  ctx.note({
    subject: { kind: 'model', id: row.model_id },
    facts: { model: row.name, version: row.version_no, act, from: row.state, to, reason },
  });
  return to;
}

/** Developer, validator and approver are three; whoever has no name is none of them. */
async function refuseSame(ctx: Ctx, row: store.ModelRow, act: Act): Promise<void> {
  if (ctx.actor.id === null) throw new Problem(403, 'person_needed', 'a person by name does this, so that it is known who');
  if (row.developed_by_id === ctx.actor.id)
    throw new Problem(403, 'own_model', `${row.developed_by} developed the model; another person has to ${act} it`, {
      facts: { by: row.developed_by },
    });
  if (act !== 'approve') return;
  const validated = (await store.actsOf(ctx.tx, row.model_id)).findLast((each) => each.act === 'validate');
  if (validated && validated.by_id === ctx.actor.id)
    throw new Problem(403, 'own_validation', `${validated.by_name} validated the model; another person has to approve it`, {
      facts: { by: validated.by_name },
    });
}

export const validate: Action<typeof contract.validate> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version, true);
  await refuseSame(ctx, row, 'validate');
  const model = await modelOf(ctx, row);
  const { table, bad } = outcomeOf(await readVariables(ctx.upload, { column: input.target }), input.target, input.bad);
  const risk = riskOf(model, table);
  const probability = risk.map(logistic);
  const groups = riskGroups(probability, bad);
  const measures = {
    ...measuresOf(risk, probability, bad, aucOf([delong(risk, bad)], count(bad))),
    hosmerLemeshow: hosmerLemeshow(groups),
    groups,
    file: ctx.upload?.fileName ?? null,
  };
  return { state: await step(ctx, row, 'validate', input.reason, measures), measures };
};

export const move: Action<typeof contract.move> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version, true);
  if (input.act === 'approve') await refuseSame(ctx, row, 'approve');
  if (input.act === 'go-live') {
    const before = await store.liveOf(ctx.tx, row.name);
    if (before && before.model_id !== row.model_id) {
      // The champion steps back and goes on watching, so that both can be compared.
      const champion = (await store.models(ctx.tx, row.name, 500)).find((each) => each.model_id === before.model_id)!;
      await step(ctx, champion, 'shadow', input.reason, { replacedBy: row.version_no });
    }
  }
  return { state: await step(ctx, row, input.act, input.reason, null) };
};
