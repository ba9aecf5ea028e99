// The models that rate today: those that decide and those that only watch, parsed once a process.
import { createHash } from 'node:crypto';
import { Problem } from '#base/assert.ts';
import { decimalsOf } from '#base/money.ts';
import { inReadingUnits } from '#engine/model-rating.ts';
import type { Model } from '#engine/models/train.ts';
import type { Ctx } from '#platform/context.ts';
import { wholeCatalogue } from '#rooms/indicators/actions.ts';
import { readModel } from './documents.ts';
import * as store from './store.ts';

export type StandingModel = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly state: 'live' | 'shadow';
  readonly model: Model;
};

/** Boosted models are large: as many as a company has watching at once. */
const PARSED_MAX = 20;
const parsed = new Map<string, Model>();

/** Live ones first, their cuts in the units of readings. A body that does not give its hash is never used. */
export async function standingModels(ctx: Ctx): Promise<StandingModel[]> {
  const rows = await store.standing(ctx.tx, PARSED_MAX);
  if (rows.length === 0) return [];
  const units = new Map((await wholeCatalogue(ctx)).map((each) => [each.key, each.unit]));
  const minorPerUnit = 10 ** decimalsOf(ctx.tenant.currency);
  const found: StandingModel[] = [];
  for (const row of rows) {
    const key = row.body_hash.toString('hex');
    let model = parsed.get(key);
    if (!model) {
      const body = await store.bodyOf(ctx.tx, row.model_id);
      if (createHash('sha256').update(body).digest('hex') !== key)
        throw new Problem(
          409,
          'model_changed',
          `${row.name} version ${row.version_no} is not what was kept under its hash; it is not used`,
        );
      model = readModel(JSON.parse(body));
      if (parsed.size >= PARSED_MAX) parsed.clear();
      parsed.set(key, model);
    }
    found.push({
      id: row.model_id,
      name: row.name,
      version: row.version_no,
      state: row.state,
      model: inReadingUnits(model, (key) => units.get(key) ?? null, minorPerUnit),
    });
  }
  return found;
}
