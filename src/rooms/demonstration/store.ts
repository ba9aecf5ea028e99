// Whether anything is there yet.
import { sql, type Tx } from '#platform/sql.ts';

export async function ledgerIsEmpty(tx: Tx): Promise<boolean> {
  const { taken } = await tx.one(sql<{ taken: boolean }>`select exists (select 1 from customers.directory) as taken`);
  return !taken;
}
