// A process for the stories: opens the database of a folder, says so in JSON lines, and stays until it is ended.
import pg from 'pg';
import { Problem } from '#base/assert.ts';
import { openDatabase } from './connect.ts';

const [folder, purpose, writes] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const database = await openDatabase({
    dataFolder: folder,
    databaseUrl: null,
    purpose: purpose === 'serve' ? 'serve' : 'command',
  });
  database.announce('http://127.0.0.1:7300');
  const pool = new pg.Pool({ ...database.ownerConfig, max: 4 });
  pool.on('error', () => {});
  await pool.query('create table if not exists public.rows (row bigint primary key)');
  let going = true;
  const write = async (lane: number): Promise<void> => {
    const { rows } = await pool.query<{ next: string }>('select coalesce(max(row), 0) as next from public.rows');
    for (let row = Math.floor(Number(rows[0]!.next) / 4) * 4 + 4 + lane; going; row += 4) {
      await pool.query('insert into public.rows values ($1)', [row]);
      say({ row });
    }
  };
  const lanes = writes === 'writes' ? [0, 1, 2, 3].map((lane) => write(lane).catch(() => {})) : [];
  const stay = setInterval(() => {}, 1_000);
  process.once('SIGTERM', async () => {
    going = false;
    await Promise.all(lanes);
    await pool.end();
    await database.close();
    clearInterval(stay);
    say({ closed: true });
  });
  // Last: whoever hears it may end us at once.
  say({ how: database.how, server: database.serverPid() });
} catch (error) {
  say(error instanceof Problem ? { problem: error.code, detail: error.message } : { failed: String(error) });
}
