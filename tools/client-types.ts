// The calls of the TypeScript client, written from the contracts: `node tools/client-types.ts` writes clients/typescript/calls.ts, a test compares.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOMS } from '../src/rooms.ts';

export const CALLS_FILE = fileURLToPath(new URL('../clients/typescript/calls.ts', import.meta.url));

const NAMES = [
  'orders.check',
  'orders.simulate',
  'orders.credit',
  'orders.amend',
  'orders.cancel',
  'orders.capture',
  'orders.report',
  'orders.extend',
  'orders.give-back',
  'orders.release',
  'orders.checks',
  'orders.reservations',
  'orders.holds',
];

type Schema = {
  readonly type?: string;
  readonly properties?: Record<string, Schema>;
  readonly required?: string[];
  readonly items?: Schema;
  readonly anyOf?: Schema[];
  readonly enum?: string[];
  readonly const?: unknown;
  readonly patternProperties?: Record<string, Schema>;
};

function typeText(schema: Schema, indent: string): string {
  if (schema.enum) return schema.enum.map((word) => `'${word}'`).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf) return schema.anyOf.map((each) => typeText(each, indent)).join(' | ');
  if (schema.type === 'array') return `readonly (${typeText(schema.items ?? {}, indent)})[]`;
  if (schema.patternProperties) return 'Readonly<Record<string, unknown>>';
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {});
    if (fields.map(([name]) => name).join() === 'amount,currency') return 'Money';
    const lines = fields.map(
      ([name, each]) =>
        `${indent}  readonly ${name}${schema.required?.includes(name) ? '' : '?'}: ${typeText(each, `${indent}  `)};`,
    );
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  return schema.type === 'string' || schema.type === 'boolean' || schema.type === 'null' ? schema.type : 'unknown';
}

export function callsText(): string {
  const operations = ROOMS.flatMap((room) => room.operations.map((bound) => bound.operation));
  const calls = NAMES.map((name) => {
    const found = operations.find((each) => each.name === name);
    if (!found) throw new Error(`no operation ${name}`);
    const { input, output, many, summary } = found;
    const part = (schema: unknown) => typeText(JSON.parse(JSON.stringify(schema)) as Schema, '    ');
    return `  /** ${summary.en} */\n  '${name}': {\n    input: ${part(input)};\n    output: ${part(output)};\n    many: ${many > 0};\n  };`;
  });
  return [
    '// The operations that machines call, typed from the contracts of the server. Written by tools/client-types.ts; do not edit.',
    "import type { Money } from './client.ts';",
    '',
    'export type Calls = {',
    calls.join('\n'),
    '};',
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(CALLS_FILE, callsText());
