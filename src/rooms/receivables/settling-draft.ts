// Settling tried on paper: what applications, write-offs and discounts would find, one after the other, with nothing written.
import type { Day } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import { lockLines } from '#rooms/exposure/actions.ts';
import { type ExistingPair, judgePair, type PairRefusal, settlesByNature } from './settling.ts';
import { judgeSettling, type NewSettling } from './settling-documents.ts';
import { chunked, readSides, type Side, use } from './sides.ts';
import * as settling from './store-settling.ts';

type Why = Pick<PairRefusal, 'code' | 'facts'>;

/**
 * Judges as posting would, by the same rules. Read without a lock it is a preview; with `lock`, which takes the accounts of the documents in
 * order, what it finds is what posting in the same transaction finds.
 */
export class SettlingDraft {
  readonly #ctx: Ctx;
  readonly #sides: Map<string, Side>;

  private constructor(ctx: Ctx, sides: Map<string, Side>) {
    this.#ctx = ctx;
    this.#sides = sides;
  }

  static async of(ctx: Ctx, documentIds: readonly string[], { lock }: { readonly lock: boolean }): Promise<SettlingDraft> {
    const ids = [...new Set(documentIds)];
    if (lock) {
      const named = await chunked(ids, (chunk) => settling.documentsById(ctx.tx, chunk));
      if (named.length > 0) await lockLines(ctx, [...new Set(named.map((row) => row.account_id))]);
    }
    return new SettlingDraft(ctx, await readSides(ctx, ids));
  }

  /** null: it would be applied, with the discount that belongs to it, and counts for what comes after. */
  apply(pair: ExistingPair, discount: NewSettling | null = null): Why | null {
    const from = this.#sides.get(pair.fromDocument);
    const to = this.#sides.get(pair.toDocument);
    const judged = judgePair(pair, from, to);
    if ('code' in judged) return judged;
    take([from!, to!], judged.on, pair.amountMinor);
    const not = discount === null ? null : this.settle(discount);
    if (not) take([from!, to!], judged.on, -pair.amountMinor);
    return not;
  }

  /** A write-off or a discount; null: it would be made. */
  settle(each: NewSettling): Why | null {
    const to = this.#sides.get(each.toDocument);
    const judged = judgeSettling(each, to);
    if ('code' in judged) return judged;
    take([to!], judged.on, each.amountMinor);
    return null;
  }

  /** As if these applications had never stood. */
  async without(applicationIds: readonly string[]): Promise<void> {
    this.#giveBack(await chunked(applicationIds, (chunk) => settling.applicationsById(this.#ctx.tx, chunk)));
  }

  /** As if these write-offs or discounts had never been made. */
  async withoutDocuments(documentIds: readonly string[]): Promise<void> {
    this.#giveBack(await chunked(documentIds, (chunk) => settling.standingOf(this.#ctx.tx, chunk)));
  }

  #giveBack(standing: readonly settling.KnownApplication[]): void {
    for (const each of standing) {
      const sides = [each.from_document, each.to_document].flatMap((id) => this.#sides.get(id) ?? []);
      take(
        sides.filter((side) => !settlesByNature(side.kind)),
        each.effective_on,
        -each.amount_minor,
      );
    }
  }
}

function take(sides: readonly Side[], on: Day, amountMinor: bigint): void {
  for (const side of sides) {
    side.open_minor -= amountMinor;
    use(side, on, amountMinor);
  }
}
