// Where a customer's contacts are written to: opened for the mail that goes out, each use noted; kept for that purpose or not used at all.
import type { CONTACT_PURPOSES } from '#engine/dossier-catalogue.ts';
import { can } from '#platform/auth/permissions.ts';
import type { Ctx } from '#platform/context.ts';
import { keysOf } from '#platform/personal.ts';
import { maskedMail, noteLooks, openedMail } from './contacts.ts';
import * as store from './store-contacts.ts';

type Purpose = (typeof CONTACT_PURPOSES)[number];
export type MailContact = { readonly contactId: string; readonly address: string; readonly shown: string };

/**
 * The mail address of each customer whose data are kept for one of these purposes, the first purpose first, then the newest. Nothing for who
 * may not see a person in full, of persons whose retention has ended, and where no address is known. `use` notes the look; without it
 * only `shown` (masked) may be told to anybody.
 */
export async function mailContacts(
  ctx: Ctx,
  partyIds: readonly string[],
  purposes: readonly Purpose[],
  use: string | null,
): Promise<Map<string, MailContact>> {
  if (partyIds.length === 0 || (ctx.actor.kind !== 'system' && !can(ctx.actor.roles, 'contacts.read'))) return new Map();
  const rows = await store.mailable(ctx.tx, partyIds, purposes, ctx.today);
  if (rows.length === 0) return new Map();
  const keys = await keysOf(ctx, 'contacts');
  if (use !== null) await noteLooks(ctx, rows, 'mail', use);
  return new Map(
    rows.map((row) => {
      const address = openedMail(keys, row);
      return [row.party_id, { contactId: row.contact_id, address, shown: maskedMail(address) }];
    }),
  );
}
