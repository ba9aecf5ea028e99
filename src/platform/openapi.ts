// Operations → OpenAPI 3.1: TypeBox schemas are JSON Schema already.
import type { TSchema } from 'typebox';
import type { Operation } from './operation.ts';

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'what is wrong and what to do' },
    code: { type: 'string', description: 'stable, for programs' },
    fields: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, message: { type: 'string' } } } },
  },
};

/** A plain JSON copy: TypeBox's own markers are symbols and hidden properties, which JSON leaves out. */
function plain(schema: TSchema): object {
  return JSON.parse(JSON.stringify(schema)) as object;
}

export function openApi(operations: readonly Operation[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of [...operations].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Xinheng 信衡',
      version,
      description:
        '客户授信管理接口。金额为 {"amount":"1234.50","currency":"CNY"}，日期为 2026-11-21。\n\nCustomer-credit management. A business refusal is an answer (200 with reasons); a problem is application/problem+json.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'xh_… made by accounts create-key' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

function describe(operation: Operation): object {
  const room = operation.name.split('.')[0];
  const input = plain(operation.input) as { properties?: Record<string, object>; required?: string[] };
  const parameters: object[] = [];
  if (operation.method === 'GET') {
    for (const [name, schema] of Object.entries(input.properties ?? {})) {
      parameters.push({ name, in: 'query', required: input.required?.includes(name) ?? false, schema });
    }
  }
  if (operation.effect === 'writes') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: operation.idempotency === 'required',
      schema: { type: 'string', maxLength: 200 },
      description: 'the same key and body give the same answer and one effect',
    });
  }
  const body = operation.file
    ? {
        'multipart/form-data': {
          schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' }, input } },
        },
      }
    : { 'application/json': { schema: input } };
  return {
    operationId: operation.name,
    tags: [room],
    summary: `${operation.summary.zh} · ${operation.summary.en}`,
    description: operation.permission === null ? 'no sign-in' : `permission: ${operation.permission}`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.method === 'POST' ? { requestBody: { required: true, content: body } } : {}),
    responses: {
      200: {
        description: operation.summary.en,
        content: operation.download
          ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
          : { 'application/json': { schema: plain(operation.output) } },
      },
      default: {
        description: 'a problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}
