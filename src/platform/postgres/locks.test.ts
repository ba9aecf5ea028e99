// Stories about locks on files: shared, exclusive, and gone with the process that held them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tryLock, waitForLock } from './locks.ts';
import { clearStage, freshFolder } from './stage.fixture.ts';

afterAll(clearStage);

function lockFile(): string {
  const file = freshFolder('lock');
  fs.writeFileSync(file, '');
  return file;
}

/** Another process that takes the lock and keeps it until it is killed. */
async function holder(file: string, mode: string): Promise<() => Promise<void>> {
  const program = `const { tryLock } = await import(${JSON.stringify(join(import.meta.dirname, 'locks.ts'))});
    console.log(tryLock(${JSON.stringify(file)}, '${mode}') ? 'held' : 'refused'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString().trim()).toBe('held');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
}

test('many share, and none of them lets an exclusive one in until the last has left', () => {
  const file = lockFile();
  const first = tryLock(file, 'shared')!;
  const second = tryLock(file, 'shared')!;
  expect(tryLock(file, 'exclusive')).toBeNull();
  first.release();
  first.release();
  expect(tryLock(file, 'exclusive')).toBeNull();
  second.release();
  const alone = tryLock(file, 'exclusive')!;
  expect(tryLock(file, 'shared')).toBeNull();
  expect(tryLock(file, 'exclusive')).toBeNull();
  alone.release();
  tryLock(file, 'shared')!.release();
});

test('a lock of another process ends when that process is killed, without anybody cleaning up', async () => {
  const file = lockFile();
  for (const mode of ['exclusive', 'shared']) {
    const kill = await holder(file, mode);
    expect(tryLock(file, 'exclusive')).toBeNull();
    await kill();
    tryLock(file, 'exclusive')!.release();
  }
});

test('a waiter gets the lock when the holder is done, and says after a second what it waits for', async () => {
  const file = lockFile();
  const held = tryLock(file, 'exclusive')!;
  const said: string[] = [];
  const waiting = waitForLock(file, 'exclusive', (message) => {
    said.push(message);
    held.release();
  });
  (await waiting).release();
  expect(said).toHaveLength(1);
});

test('a place that has no such file is a sentence, not an endless wait', async () => {
  await expect(waitForLock(join(dirname(lockFile()), 'absent', 'lock'), 'exclusive')).rejects.toMatchObject({
    code: 'data_folder_no_locks',
  });
});
