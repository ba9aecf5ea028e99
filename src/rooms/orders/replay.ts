// Decisions are replayable: stored facts and the stored version of the rules give the same outcome and the same reasons (R12).
import { canonical } from '#base/codec.ts';
import { addMonths } from '#base/date.ts';
import { checkOrder, type OrderFacts, type OrderRules } from '#engine/order-check.ts';
import type { Action } from '#platform/context.ts';
import { rulebookAt } from '#rooms/policies/actions.ts';
import { wireReason } from './check.ts';
import type * as contract from './contract.ts';
import * as queue from './store-queue.ts';

const CHUNK = 1_000;
const DIFFERENCES_SHOWN = 100;

export const replay: Action<typeof contract.replay> = async (ctx, input) => {
  const to = input.to ?? ctx.today;
  const from = input.from ?? addMonths(to, -1);
  const rules = new Map<number, OrderRules>();
  const differences: { id: string; order: string; what: string; stored: unknown; replayed: unknown }[] = [];
  let checks = 0;
  let same = 0;
  let carriedOver = 0;
  let after: string | null = null;
  for (;;) {
    const rows: queue.StoredCheck[] = await queue.storedChecks(ctx.tx, from, to, after, CHUNK);
    for (const row of rows) {
      checks += 1;
      if (row.facts.carriedOver === true) {
        carriedOver += 1;
        continue;
      }
      let rulebook = rules.get(row.rulebook_version);
      if (!rulebook) {
        rulebook = await rulebookAt(ctx, 'order-check', row.rulebook_version);
        rules.set(row.rulebook_version, rulebook);
      }
      const decision = checkOrder(factsFrom(row.facts) as OrderFacts, rulebook, row.as_of);
      const reasons = decision.reasons.map((reason) => wireReason(reason, row.currency));
      const what =
        decision.outcome !== row.outcome
          ? 'outcome'
          : canonical(untitled(reasons)) !== canonical(untitled(row.reasons))
            ? 'reasons'
            : null;
      if (what === null) same += 1;
      else if (differences.length < DIFFERENCES_SHOWN) {
        const [stored, replayed] = what === 'outcome' ? [row.outcome, decision.outcome] : [row.reasons, reasons];
        differences.push({ id: row.check_id, order: row.order_number, what, stored, replayed });
      }
    }
    ctx.progress(checks, null, '复算');
    if (rows.length < CHUNK) return { checks, same, carriedOver, differences };
    after = rows.at(-1)!.check_id;
  }
};

/** Titles are words for people: of decisions made before reasons carried them nothing is missing. */
function untitled(reasons: unknown): unknown {
  return Array.isArray(reasons) ? reasons.map((each: object) => ({ ...each, title: null })) : reasons;
}

/** Amounts were stored as text, as everything that leaves a bigint: a field that ends in Minor is one again, and the two of a rate. */
export function factsFrom(value: unknown, field = ''): unknown {
  if (typeof value === 'string' && (field.endsWith('Minor') || field === 'num' || field === 'den')) return BigInt(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => factsFrom(each));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, factsFrom(each, name)]));
}
