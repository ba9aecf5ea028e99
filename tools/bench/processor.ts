// Processor time of this process and of the database's serving connections: what a crowded machine does not blur as it does the clock.
import { readFileSync } from 'node:fs';
import type pg from 'pg';

/** Microseconds. `database` is null where the system does not tell (not Linux, or a server elsewhere). */
export type Processor = { readonly node: number; readonly database: number | null };

const TICK_US = 10_000; // USER_HZ is 100 on every Linux that Node runs on

/** Reads the counters; the difference of two readings is what was used between them. Connections that ended meanwhile are lost. */
export async function processor(owner: pg.Client): Promise<Processor> {
  const { rows } = await owner.query<{ pid: number }>("select pid from pg_stat_activity where usename = 'xinheng_app'");
  const used = process.cpuUsage();
  let database: number | null = 0;
  try {
    for (const { pid } of rows) {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      database += (Number(fields[11]) + Number(fields[12])) * TICK_US;
    }
  } catch {
    database = null;
  }
  return { node: used.user + used.system, database };
}

export function spent(from: Processor, to: Processor): Processor {
  return {
    node: to.node - from.node,
    database: from.database === null || to.database === null ? null : to.database - from.database,
  };
}
