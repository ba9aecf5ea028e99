// HTTP: routes made from operations, sessions by cookie, keys by bearer, problems as RFC 9457. Nothing is decided here.
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import serveStatic from '@fastify/static';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { Problem } from '#base/assert.ts';
import type { Authenticator, Caller, SignInResult } from './auth/sign-in.ts';
import type { Download, Upload } from './context.ts';
import { type Answer, asProblem, type Door } from './dispatch.ts';
import type { Logger } from './log.ts';
import { answerMany, batchPath, problemBody } from './many.ts';
import type { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import type { Operation } from './operation.ts';

export type HttpOptions = {
  readonly door: Door;
  readonly authenticator: Authenticator;
  readonly signIn: (input: {
    login: string;
    password: string;
    code?: string;
    company?: string;
    agent?: string;
  }) => Promise<SignInResult>;
  readonly databaseAnswers: () => Promise<boolean>;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Built pages; absent while only the API is wanted. */
  readonly webFolder: string | null;
  readonly version: string;
};

const COOKIE = 'xinheng_session';
const BODY_MAX = 1024 * 1024;
const BATCH_BODY_MAX = 4 * BODY_MAX;
/** A CSV of 512 MB is the largest file taken in (limits of the table reader apply after this one). */
const UPLOAD_MAX = 512 * 1024 * 1024;
const REQUEST_MS = 120_000;
/** An address: a whole office may stand behind one. Each account has its own, much tighter lock. */
const SIGN_INS_PER_MINUTE = 60;
/** Of one address, by links: a page with a dozen papers is answered well below it, and guessing 256 bits is hopeless anyway. */
const LINK_CALLS_PER_MINUTE = 60;
const COMPRESS_ABOVE = 16_384;

export async function buildHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { door, log } = options;
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_MAX,
    requestTimeout: REQUEST_MS,
    trustProxy: process.env.XINHENG_TRUST_PROXY === '1',
    genReqId: () => randomUUID(),
    // What is logged of a request names it: a logger of its own for each costs more than its routing.
    childLoggerFactory: (logger) => logger,
    routerOptions: { ignoreTrailingSlash: true },
  });
  const guarding = await guardingHeaders();
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(guarding);
    done();
  });
  // Text would come to an operation as no object; it is told that JSON is wanted instead.
  app.removeContentTypeParser('text/plain');
  await app.register(cookie);
  await app.register(compress, { global: false, threshold: 2048 });
  await app.register(multipart, { limits: { fileSize: UPLOAD_MAX, files: 1, fields: 10, fieldSize: 64 * 1024 } });
  await app.register(rateLimit, { global: false });

  app.setErrorHandler((error, request, reply) => sendProblem(reply, error as Error, request, log));
  app.addHook('onResponse', (request, reply, done) => {
    if (request.url.startsWith('/api/')) {
      log.info(
        { method: request.method, url: request.url.split('?')[0], status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'request',
      );
    }
    done();
  });

  const progress = new Map<string, { done: number; total: number | null; label: string; at: number }>();
  for (const operation of door.operations) {
    route(app, options, operation, progress);
    if (operation.many > 0) batchRoute(app, options, operation);
  }

  app.get('/api/progress/:id', async (request, reply) => {
    const { caller } = await callerOf(options, request);
    if (caller.actor.kind === 'nobody') throw new Problem(401, 'sign_in_needed', 'sign in first');
    const found = progress.get(`${caller.tenantId} ${(request.params as { id: string }).id}`);
    return reply.send(found ? { done: found.done, total: found.total, label: found.label } : { done: 0, total: null, label: '' });
  });

  app.post(
    '/api/session',
    { config: { rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 } } },
    async (request, reply) => {
      guardAgainstForgery(request);
      const body = (request.body ?? {}) as Record<string, unknown>;
      const text = (name: string) =>
        typeof body[name] === 'string' && (body[name] as string).length <= 200 ? (body[name] as string) : undefined;
      const [login, password] = [text('login'), text('password')];
      if (!login || !password) throw new Problem(400, 'input_malformed', 'login and password are needed');
      const [code, company] = [text('code'), text('company')];
      const result = await options.signIn({
        login,
        password,
        ...(code ? { code } : {}),
        ...(company ? { company } : {}),
        agent: String(request.headers['user-agent'] ?? ''),
      });
      if (result.outcome !== 'signed_in') {
        return reply.code(result.outcome === 'refused' || result.outcome === 'locked' ? 401 : 200).send(result);
      }
      reply.setCookie(COOKIE, result.token, {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure: request.protocol === 'https',
        expires: result.expiresAt,
      });
      return reply.send({ outcome: 'signed_in', expiresAt: result.expiresAt });
    },
  );

  app.get('/healthz', (_, reply) => reply.send({ status: 'alive' }));
  app.get('/readyz', async (_, reply) => {
    const ready = await options.databaseAnswers();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database away' });
  });
  app.get('/metrics', async (_, reply) => reply.type(options.metrics.contentType).send(await options.metrics.text()));

  const document = openApi(door.operations, options.version);
  app.get('/api/openapi.json', (_, reply) => reply.send(document));
  await app.register(docs(document));

  if (options.webFolder && existsSync(options.webFolder)) {
    await app.register(serveStatic, {
      root: options.webFolder,
      wildcard: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const page =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      // A file of an older build is gone; answering with the page instead would leave the reader before a white one.
      !request.url.startsWith('/assets/') &&
      options.webFolder &&
      existsSync(join(options.webFolder, 'index.html'));
    if (page) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return sendProblem(reply, new Problem(404, 'not_found', 'there is nothing at this address'), request, log);
  });
  return app;
}

/** What helmet says to every request, asked of it once: writing it anew for each took a fourteenth of a call's processor time. */
async function guardingHeaders(): Promise<Record<string, string>> {
  const app = fastify();
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // antd writes its styles at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        // A plain-http installation behind the firewall must not be told to upgrade.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  });
  app.get('/', (_, reply) => reply.code(204).send());
  const { headers } = await app.inject('/');
  await app.close();
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (GUARDING.test(name) ? [[name, String(value)]] : [])),
  );
}

const GUARDING = /^(content-security-policy|cross-origin-|origin-agent-cluster|referrer-policy|strict-transport-security|x-)/;

function docs(document: object) {
  return async (app: FastifyInstance) => {
    const { default: swagger } = await import('@fastify/swagger');
    const { default: swaggerUi } = await import('@fastify/swagger-ui');
    await app.register(swagger, { mode: 'static', specification: { document: document as never } });
    await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });
  };
}

type Progresses = Map<string, { done: number; total: number | null; label: string; at: number }>;

const PROGRESS_KEPT_MS = 600_000;
const PROGRESS_MAX = 1_000;

function route(app: FastifyInstance, options: HttpOptions, operation: Operation, progress: Progresses): void {
  app.route({
    method: operation.method,
    url: operation.path,
    ...(operation.byLink ? { config: { rateLimit: { max: LINK_CALLS_PER_MINUTE, timeWindow: 60_000 } } } : {}),
    handler: async (request, reply) => {
      const { caller, byCookie, credential } = await callerOf(options, request);
      if (byCookie && operation.method === 'POST') guardAgainstForgery(request);
      if (operation.permission !== null && caller.tenantId === null) throw new Problem(401, 'sign_in_needed', 'sign in first');
      if (caller.mustChange && operation.permission !== 'self') {
        throw new Problem(403, 'password_must_change', 'choose a password of your own first');
      }
      const received = operation.file ? await receiveFile(request, operation.fileBytesMax ?? UPLOAD_MAX) : null;
      const watch = request.headers['x-progress'];
      const progressId = typeof watch === 'string' && watch.length <= 60 ? `${caller.tenantId} ${watch}` : null;
      if (progressId) remember(progress, progressId, { done: 0, total: null, label: '' });
      try {
        const answer = await options.door.call({
          operation: operation.name,
          tenantId: caller.tenantId ?? '',
          actor: caller.actor,
          input: received ? received.input : operation.method === 'GET' ? request.query : (request.body ?? {}),
          key: headerText(request.headers['idempotency-key']),
          dryRun: (request.query as { dryRun?: string } | undefined)?.dryRun === 'true',
          language: headerText(request.headers['accept-language'])?.startsWith('en') ? 'en' : 'zh',
          ...(received ? { upload: received.upload } : {}),
          ...(operation.byLink ? { address: request.ip } : {}),
          ...(progressId
            ? {
                progress: (done: number, total: number | null, label: string) =>
                  remember(progress, progressId, { done, total, label }),
              }
            : {}),
        });
        // A change of one's own sessions shows at once, not after the second an answer is trusted for.
        if (operation.permission === 'self' && operation.effect === 'writes' && credential)
          options.authenticator.forget(credential);
        return send(reply, operation, answer);
      } finally {
        if (received) await rm(received.upload.path, { force: true });
      }
    },
  });
}

/** Many calls of one operation in one request: each as if it had come alone. */
function batchRoute(app: FastifyInstance, options: HttpOptions, operation: Operation): void {
  app.post(batchPath(operation), { bodyLimit: BATCH_BODY_MAX }, async (request, reply) => {
    const { caller, byCookie } = await callerOf(options, request);
    if (byCookie) guardAgainstForgery(request);
    if (caller.tenantId === null) throw new Problem(401, 'sign_in_needed', 'sign in first');
    if (caller.mustChange) throw new Problem(403, 'password_must_change', 'choose a password of your own first');
    const tenantId = caller.tenantId;
    const bytes = await answerMany(operation, request.body, (input, key) =>
      options.door.call({ operation: operation.name, tenantId, actor: caller.actor, input, key }),
    );
    return send(reply, operation, { bytes, replayed: false });
  });
}

function remember(progress: Progresses, id: string, state: { done: number; total: number | null; label: string }): void {
  const now = performance.now();
  if (progress.size > PROGRESS_MAX)
    for (const [key, value] of progress) if (now - value.at > PROGRESS_KEPT_MS) progress.delete(key);
  progress.set(id, { ...state, at: now });
}

function send(reply: FastifyReply, operation: Operation, answer: Answer): FastifyReply {
  if (operation.download) {
    const file = answer.value as Download;
    reply
      .type(file.contentType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`);
    if (file.path === undefined) return reply.send(Buffer.from(file.bytes));
    const { path } = file;
    const stream = createReadStream(path);
    // Sent, broken off or unreadable: the file was made for this answer alone.
    stream.once('close', () => void rm(path, { force: true }));
    return reply.send(stream);
  }
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  reply.type('application/json; charset=utf-8').header('cache-control', 'no-store');
  // Large lists only: an order check's answer is smaller than the work of compressing it.
  if (answer.bytes.length <= COMPRESS_ABOVE) return reply.send(answer.bytes);
  reply.compress(answer.bytes as never);
  return reply;
}

async function callerOf(
  options: HttpOptions,
  request: FastifyRequest,
): Promise<{ caller: Caller; byCookie: boolean; credential: string | undefined }> {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const credential = /^Bearer (\S+)$/.exec(header)?.[1] ?? 'malformed';
    const caller = await options.authenticator.who(credential);
    if (caller.actor.kind === 'nobody') throw new Problem(401, 'key_unknown', 'this key is unknown, expired or revoked');
    return { caller, byCookie: false, credential };
  }
  const credential = request.cookies[COOKIE];
  return { caller: await options.authenticator.who(credential), byCookie: true, credential };
}

/** A page of another site cannot set this header without asking first, and is not answered when it asks. */
function guardAgainstForgery(request: FastifyRequest): void {
  if (request.headers['x-csrf'] !== '1') throw new Problem(403, 'forgery_guard', 'the header X-CSRF is missing');
  const origin = request.headers.origin;
  if (origin && new URL(origin).host !== request.headers.host)
    throw new Problem(403, 'forgery_guard', 'this request comes from another site');
}

async function receiveFile(request: FastifyRequest, most: number): Promise<{ upload: Upload; input: unknown }> {
  if (!request.isMultipart()) throw new Problem(400, 'file_missing', 'send the file as multipart/form-data, field "file"');
  const folder = join(tmpdir(), 'xinheng-uploads');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  let upload: Upload | null = null;
  let input: unknown = {};
  try {
    for await (const part of request.parts({ limits: { fileSize: most } })) {
      if (part.type === 'file') {
        await pipeline(part.file, createWriteStream(path, { mode: 0o600 }));
        if (part.file.truncated)
          throw new Problem(413, 'file_too_large', `the file is larger than ${Math.floor(most / 1024 / 1024)} MB`);
        upload = { fileName: part.filename, path, bytes: (await stat(path)).size };
      } else if (part.fieldname === 'input') {
        input = JSON.parse(String(part.value));
      }
    }
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof SyntaxError) throw new Problem(400, 'input_malformed', 'the field "input" is not JSON');
    throw error;
  }
  if (!upload) throw new Problem(400, 'file_missing', 'no file was sent');
  return { upload, input };
}

function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What the server itself refuses of a body, in the words of whoever sent it. */
const BODY_PROBLEMS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['body_malformed', 'the body is not valid JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['body_malformed', 'the body is empty; send the input as JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['body_malformed', 'the body is not as long as Content-Length says'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['content_type_unknown', 'send the input as JSON, with Content-Type: application/json'],
  FST_ERR_CTP_BODY_TOO_LARGE: [
    'body_too_large',
    `the body is too large: at most ${BODY_MAX} bytes a request, ${BATCH_BODY_MAX} to …/batch; split it`,
  ],
};

/** RFC 9457. What is not a problem of the caller's is ours: logged whole, answered without details. */
function sendProblem(
  reply: FastifyReply,
  error: Error & { statusCode?: number; code?: string },
  request: FastifyRequest,
  log: Logger,
): FastifyReply {
  let problem: Problem;
  // The database may go away while the caller is looked up, before the door.
  const known = asProblem(error);
  if (known) problem = known;
  else if (error.statusCode && error.statusCode < 500) {
    const [code, message] = BODY_PROBLEMS[error.code ?? ''] ?? [(error.code ?? 'refused').toLowerCase(), error.message];
    problem = new Problem(error.statusCode, code, message);
  } else {
    log.error({ err: error, id: request.id, url: request.url.split('?')[0] }, 'fault');
    problem = new Problem(500, 'fault', 'something went wrong on our side; nothing was changed', { facts: { id: request.id } });
  }
  const retry = problem.facts.retryAfterSeconds;
  if (typeof retry === 'number') reply.header('retry-after', String(retry));
  return reply.code(problem.status).type('application/problem+json').send(problemBody(problem));
}
