// An installation made ready for an ordeal: a company that is live, customers with their limits, a machine key.
import { ensureTenant, openHouse } from '#platform/house.ts';
import { openDatabase } from '#platform/postgres/connect.ts';
import * as accounts from '#rooms/accounts/contract.ts';
import { ROOMS } from '#root/src/rooms.ts';
import { addCustomers, addGroup, OPERATOR } from './place.ts';
import type { Installation } from './server.ts';

/** Customers K0 … in pairs of one group each, every one with room for `orders` orders of 10.00; the group has room for one and a half. */
export async function furnish(
  installation: Installation,
  customers: number,
  orders: number,
  role: 'sales' | 'credit-manager' = 'sales',
): Promise<{ key: string; codes: string[] }> {
  const opened = await openDatabase({ dataFolder: installation.folder, databaseUrl: null, purpose: 'command' });
  try {
    const house = await openHouse({
      owner: opened.ownerConfig,
      secretFor: (name) => opened.secretFor(name),
      rooms: ROOMS,
      test: true,
    });
    try {
      const { tenant } = await ensureTenant(house);
      const codes = Array.from({ length: customers }, (_, at) => `K${at}`);
      await house.door.job(tenant.id, 'furnish', async (ctx) => {
        for (let group = 0; group < customers / 2; group += 1) await addGroup(ctx, `G${group}`, `${orders * 15}.00`);
        await addCustomers(
          ctx,
          codes.map((code, at) => ({ code, cap: `${orders * 10}.00`, group: `G${Math.floor(at / 2)}` })),
        );
      });
      const answer = await house.door.call({
        operation: accounts.createKey.name,
        tenantId: tenant.id,
        actor: OPERATOR,
        input: { role, name: 'shop' },
      });
      return { key: (answer.value as { key: string }).key, codes };
    } finally {
      await house.close();
    }
  } finally {
    await opened.close();
  }
}
