// One PostgreSQL for a test run: the embedded one in a temporary folder, or the server that TEST_DATABASE_URL names.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { ConnectionConfig } from '#platform/database.ts';
import { migrate } from '#platform/migrate.ts';
import { openDatabase } from '#platform/postgres/connect.ts';

declare module 'vitest' {
  interface ProvidedContext {
    owner: ConnectionConfig;
    secret: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-test-'));
  const opened = await openDatabase({
    dataFolder: join(folder, 'data'),
    databaseUrl: process.env.TEST_DATABASE_URL ?? null,
    purpose: 'command',
  });
  const secret = opened.secretFor('tests');
  await migrate(opened.ownerConfig, (name) => `${secret} ${name}`);
  project.provide('owner', opened.ownerConfig);
  project.provide('secret', secret);
  return async () => {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
