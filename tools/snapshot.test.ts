// What is written down is what there is: the schema of the migrations and the OpenAPI document.
import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { OPENAPI_FILE, openApiText, SCHEMA_FILE, schemaText } from './snapshot.ts';

test('migrations/schema.sql is the schema that the migrations make (npm run snapshot writes it)', async () => {
  expect(await schemaText(inject('owner'))).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
});

test('docs/api/openapi.json is what the server answers (npm run snapshot writes it)', () => {
  expect(openApiText()).toBe(readFileSync(OPENAPI_FILE, 'utf8'));
});
