// What is written down is what there is: the schema of the migrations and the OpenAPI document.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { OPENAPI_FILE, openApiText, SCHEMA_FILE, schemaText } from './snapshot.ts';

const WRITTEN_BY = 180_000;

test('migrations/schema.sql is the schema that the migrations make (npm run snapshot writes it)', async ({ skip }) => {
  const client = new pg.Client(inject('owner'));
  await client.connect();
  const { rows } = await client.query("select current_setting('server_version_num')::int as version");
  await client.end();
  // Versions print constraints and views differently; the file is written by the one that comes with the product.
  if (rows[0].version < WRITTEN_BY) skip();
  expect(await schemaText(inject('owner'))).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
});

test('docs/api/openapi.json is what the server answers (npm run snapshot writes it)', () => {
  expect(openApiText()).toBe(readFileSync(OPENAPI_FILE, 'utf8'));
});
