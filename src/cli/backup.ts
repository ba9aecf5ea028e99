// `xinheng backup FOLDER` and `xinheng restore FOLDER`.
import { Problem } from '#base/assert.ts';
import { backup, restore } from '#platform/postgres/backup.ts';
import { openDatabase } from '#platform/postgres/connect.ts';

export async function backupCommand(
  command: 'backup' | 'restore',
  words: readonly string[],
  dataFolder: string | undefined,
): Promise<number> {
  const json = words.includes('--json');
  const [folder, ...rest] = words.filter((word) => word !== '--json');
  if (!folder || rest.length > 0) throw new Problem(400, 'command_malformed', `name one folder: xinheng ${command} FOLDER`);
  const progress = (message: string) => process.stderr.write(`${message}\n`);
  if (command === 'restore') {
    const done = await restore(folder, dataFolder, progress);
    process.stdout.write(`${json ? JSON.stringify(done) : `已恢复 · restored: ${JSON.stringify(done)}`}\n`);
    return 0;
  }
  const database = await openDatabase({ dataFolder, purpose: 'command', progress });
  try {
    const done = await backup(database, folder, progress);
    process.stdout.write(
      `${json ? JSON.stringify(done) : `已备份 · backed up: ${done.folder} (${done.files} files, ${done.bytes} bytes)`}\n`,
    );
    return 0;
  } finally {
    await database.close();
  }
}
