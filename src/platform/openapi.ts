// Operations → OpenAPI 3.1: TypeBox schemas are JSON Schema already.
import type { TSchema } from 'typebox';
import { batchPath } from './many.ts';
import { NOTICE_TYPES } from './notice-types.ts';
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
    if (operation.many > 0) paths[batchPath(operation)] = { post: describeMany(operation) };
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
    webhooks: Object.fromEntries(NOTICE_TYPES.map((type) => [type, webhook(type)])),
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
      const value = (operation.example?.input as Record<string, unknown> | undefined)?.[name];
      parameters.push({
        name,
        in: 'query',
        required: input.required?.includes(name) ?? false,
        schema,
        ...(value === undefined ? {} : { example: value }),
      });
    }
  }
  if (operation.effect === 'writes') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: operation.idempotency === 'required' || operation.idempotency === 'machines',
      schema: { type: 'string', maxLength: 200 },
      description: 'the same key and body give the same answer and one effect',
      example: 'SO-2026-0418-1',
    });
  }
  const body = operation.file
    ? {
        'multipart/form-data': {
          schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' }, input } },
        },
      }
    : { 'application/json': { schema: input, ...(operation.example ? { example: operation.example.input } : {}) } };
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
          : {
              'application/json': {
                schema: plain(operation.output),
                ...(operation.example ? { example: operation.example.output } : {}),
              },
            },
      },
      default: {
        description: 'a problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** Many calls in one request; the schemas are those of the single one. */
function describeMany(operation: Operation): object {
  const [room] = operation.name.split('.');
  const { example } = operation;
  const pointer = (part: string) =>
    `#/paths/${operation.path.replaceAll('/', '~1')}/post/${part}/content/application~1json/schema`;
  const problem = { $ref: '#/components/schemas/Problem' };
  const call = {
    type: 'object',
    required: ['input', ...(operation.idempotency === 'optional' ? [] : ['key'])],
    properties: { key: { type: 'string', maxLength: 200 }, input: { $ref: pointer('requestBody') } },
  };
  const answer = {
    type: 'object',
    required: ['key', 'status'],
    properties: {
      key: { type: ['string', 'null'] },
      status: { type: 'integer' },
      replayed: { type: 'boolean' },
      answer: { $ref: pointer('responses/200') },
      problem,
    },
  };
  const list = (name: string, items: object, max: number, sample: object | null) => ({
    'application/json': {
      schema: { type: 'object', required: [name], properties: { [name]: { type: 'array', maxItems: max, items } } },
      ...(sample ? { example: { [name]: [sample] } } : {}),
    },
  });
  return {
    operationId: `${operation.name}-batch`,
    tags: [room],
    summary: `${operation.summary.zh}（一次最多 ${operation.many} 笔）· ${operation.summary.en} (at most ${operation.many} at once)`,
    description:
      'Each call as if it had come alone, with its own key and its own answer, in the order of the calls; none undoes another.',
    requestBody: {
      required: true,
      content: list('calls', call, operation.many, example && { key: 'SO-2026-0418-1', input: example.input }),
    },
    responses: {
      200: {
        description: 'one answer or problem a call',
        content: list(
          'answers',
          answer,
          operation.many,
          example && { key: 'SO-2026-0418-1', status: 200, replayed: false, answer: example.output },
        ),
      },
      default: { description: 'a problem', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

function webhook(type: string): object {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    schema: { type: 'string' },
    description,
  });
  return {
    post: {
      summary: type,
      description:
        'Sent to the webhooks that listen to it, signed as standardwebhooks.com says; answer with any 2xx within ten seconds.',
      parameters: [
        header('webhook-id', 'the same at every try'),
        header('webhook-timestamp', 'seconds since 1970'),
        header('webhook-signature', 'v1,base64(hmac-sha256(secret, id.timestamp.body)); several while a secret is replaced'),
      ],
      requestBody: {
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['id', 'type', 'timestamp', 'customer', 'sequence', 'data'],
              properties: {
                id: { type: 'string' },
                type: { const: type },
                timestamp: { type: 'string' },
                customer: { type: ['string', 'null'], description: 'customer code' },
                sequence: {
                  type: ['integer', 'null'],
                  description: 'rises with the entries of the account; a lower one is older',
                },
                data: { type: 'object' },
              },
            },
          },
        },
      },
      responses: { '2XX': { description: 'taken' } },
    },
  };
}
