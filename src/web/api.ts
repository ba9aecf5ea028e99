// The typed call: an operation's declaration is all a page needs to know about the server.
import type { QueryKey, UseQueryOptions } from '@tanstack/react-query';
import { MutationCache, QueryCache, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TSchema } from 'typebox';
import type { FieldProblem } from '#base/assert.ts';
import { encode, toWire } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import type { InputOf, Operation, OutputOf } from '#platform/operation.ts';

type AnyOperation = Operation<TSchema, TSchema>;

/** What the server refused or could not do, as RFC 9457 says it. `status` 0: it could not be reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly instance: string | null;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    const detail = typeof body['detail'] === 'string' ? body['detail'] : `HTTP ${status}`;
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = typeof body['code'] === 'string' ? body['code'] : `http_${status}`;
    this.detail = detail;
    this.fields = Array.isArray(body['fields']) ? (body['fields'] as FieldProblem[]) : [];
    const known = new Set(['type', 'title', 'status', 'detail', 'code', 'fields']);
    this.facts = Object.fromEntries(Object.entries(body).filter(([key]) => !known.has(key)));
    // A fault carries the number under which the server has noted it.
    this.instance = typeof body['id'] === 'string' ? body['id'] : null;
  }
}

/** Input of a reading operation as query parameters: lists repeat, objects travel as JSON, what is absent stays out. */
export function queryOf(input: unknown): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries((toWire(input) ?? {}) as Record<string, unknown>)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === null || each === undefined || each === '') continue;
      query.append(key, typeof each === 'object' ? JSON.stringify(each) : String(each));
    }
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** One key per intention: a retry of the same intention sends the same key and gets the same answer. */
  readonly idempotencyKey?: string;
  /** For operations that take a file; the input then travels beside it. */
  readonly file?: File;
  /** Names the call for `/api/progress/<id>`, where long work says how far it is. */
  readonly progressId?: string;
  /** The same path, rolled back: what would happen. */
  readonly dryRun?: boolean;
};

async function send(operation: AnyOperation, input: unknown, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
  if (document.documentElement.lang) headers['Accept-Language'] = document.documentElement.lang;
  if (options.progressId) headers['X-Progress'] = options.progressId;
  let url = operation.path;
  let body: BodyInit | null = null;
  if (operation.method === 'GET') {
    url += queryOf(input);
  } else {
    headers['X-CSRF'] = '1';
    if (options.dryRun) url += '?dryRun=true';
    if (options.file) {
      const form = new FormData();
      form.append('input', encode(input ?? {}));
      form.append('file', options.file, options.file.name);
      body = form;
    } else {
      headers['Content-Type'] = 'application/json';
      body = encode(input ?? {});
    }
  }
  if (operation.effect === 'writes') headers['Idempotency-Key'] = options.idempotencyKey ?? newId();
  let response: Response;
  try {
    response = await fetch(url, {
      method: operation.method,
      headers,
      body,
      credentials: 'same-origin',
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem(0, { code: 'unreachable', detail: 'The server cannot be reached' });
  }
  if (response.ok) return response;
  let problem: Record<string, unknown> = {};
  try {
    problem = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy's error page is not ours: the status is all there is to say.
  }
  throw new ApiProblem(response.status, problem);
}

/** Calls an operation and returns its answer as it stands on the wire (money as `{ amount, currency }`). Throws `ApiProblem`. */
export async function call<Op extends AnyOperation>(
  operation: Op,
  input: InputOf<Op>,
  options: CallOptions = {},
): Promise<OutputOf<Op>> {
  const response = await send(operation, input, options);
  return (response.status === 204 ? null : await response.json()) as OutputOf<Op>;
}

/** Calls an operation that answers with a file and hands the file to the browser. */
export async function download<Op extends AnyOperation>(
  operation: Op,
  input: InputOf<Op>,
  options: CallOptions = {},
): Promise<void> {
  const response = await send(operation, input, options);
  const disposition = response.headers.get('Content-Disposition') ?? '';
  const name =
    decodeURIComponent(/filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1] ?? '') ||
    (/filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? operation.name);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file over once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Reads again this long after it last read, when someone comes back to the page. */
const FRESH_MS = 15_000;

/** Refusals that concern who is asking rather than what: the session has ended, or its password must change first. */
function aboutSession(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 401 || error.code === 'password_must_change');
}

/** `onSessionRefused`: told of every answer that says the session ended or its password must change. */
export function makeQueryClient(onSessionRefused: (client: QueryClient) => void = () => {}): QueryClient {
  const heard = (error: unknown, key?: readonly unknown[]) => {
    // The question who I am is the one that settles it: asking again because of its own answer would go round.
    if (aboutSession(error) && key?.[1] !== 'accounts.me') onSessionRefused(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => heard(error, query.queryKey) }),
    mutationCache: new MutationCache({ onError: (error) => heard(error) }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // A refusal will be the same the second time; a lost connection may not.
        retry: (failures, error) => failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 502),
      },
      mutations: { retry: false },
    },
  });
  return client;
}

/** Key of an operation's answers: the room first, so that an act can refresh everything of its room. */
export function operationKey(operation: AnyOperation, input?: unknown): QueryKey {
  const [room] = operation.name.split('.');
  return input === undefined ? [room, operation.name] : [room, operation.name, toWire(input)];
}

type ReadOptions<Op extends AnyOperation> = Omit<UseQueryOptions<OutputOf<Op>, Error, OutputOf<Op>>, 'queryKey' | 'queryFn'>;

/** Reads an operation; the answer is kept while `input` stays the same, and the previous one stays in sight meanwhile if asked by `placeholderData`. */
export function useOperation<Op extends AnyOperation>(operation: Op, input: InputOf<Op>, options: ReadOptions<Op> = {}) {
  return useQuery<OutputOf<Op>, Error, OutputOf<Op>>({
    ...options,
    queryKey: operationKey(operation, input),
    queryFn: ({ signal }) => call(operation, input, { signal }),
  });
}

export type Act<Op extends AnyOperation> = CallOptions & { readonly input: InputOf<Op> };

/** Does an operation, then reads again what the page shows. `mutateAsync({ input })`. */
export function useAct<Op extends AnyOperation>(operation: Op) {
  const client = useQueryClient();
  return useMutation<OutputOf<Op>, Error, Act<Op>>({
    mutationKey: [operation.name],
    mutationFn: ({ input, ...options }) => call(operation, input, options),
    // Exposure, queues and figures all hang together: whatever was written, every number in sight is read again.
    onSettled: () => client.invalidateQueries(),
  });
}

export type ProgressState = { readonly done: number; readonly total: number | null; readonly label: string };

/** Often enough to look alive, seldom enough not to weigh on the work it watches. */
const PROGRESS_EVERY_MS = 400;

/** How far a named call is, while `id` is set; null until the server has heard of it. */
export function useProgress(id: string | null): ProgressState | null {
  const asked = useQuery<ProgressState | null>({
    queryKey: ['progress', id],
    enabled: id !== null,
    refetchInterval: PROGRESS_EVERY_MS,
    retry: false,
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/progress/${encodeURIComponent(id ?? '')}`, { credentials: 'same-origin', signal });
      return response.ok ? ((await response.json()) as ProgressState) : null;
    },
  });
  return id === null ? null : (asked.data ?? null);
}
