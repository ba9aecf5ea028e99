// Who stands behind an entry or a verdict, so that nobody checks what he could have made himself.
import { Problem } from '#base/assert.ts';
import * as people from '#platform/auth/store.ts';
import { type Ctx, ownerScope } from '#platform/context.ts';
import * as store from './store.ts';

export type Person = { readonly id: string | null; readonly name: string };

/** The person behind the call: himself, or whoever made the machine key. null: the operator of the machine, or the system. */
export async function personBehind(ctx: Ctx): Promise<Person> {
  const { kind, id, name } = ctx.actor;
  return { id: kind === 'key' && id !== null ? await people.keyOwner(ctx.tx, id) : id, name };
}

/** A verdict needs a person by name. */
export async function someoneByName(ctx: Ctx): Promise<{ id: string; name: string }> {
  const person = await personBehind(ctx);
  if (person.id === null) throw new Problem(403, 'person_needed', 'this needs a person who has signed in');
  return { id: person.id, name: person.name };
}

/** The customer of a row, as the asking person may see him: the same answer whether the row is not there or not his. */
export async function partyOf(ctx: Ctx, partyId: string, absent: () => Problem): Promise<store.Party> {
  const party = await store.partyById(ctx.tx, partyId, ownerScope(ctx));
  if (!party) throw absent();
  return party;
}
