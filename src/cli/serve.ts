// `xinheng serve`: the database, the house, the worker, the pages; an orderly end.
import closeWithGrace from 'close-with-grace';
import { Problem } from '#base/assert.ts';
import { Authenticator, signIn } from '#platform/auth/sign-in.ts';
import type { Room } from '#platform/context.ts';
import { ensureTenant, openHouse, VERSION } from '#platform/house.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { mailRoute, startMailCarrier } from '#platform/mail.ts';
import { Metrics } from '#platform/metrics.ts';
import { allowedHosts } from '#platform/outward.ts';
import type { Database as Opened } from '#platform/postgres/connect.ts';
import { startWorker } from '#platform/queue.ts';
import { startNoticeCarrier } from '#rooms/integrations/carrier.ts';
import { SCHEDULE } from '../schedule.ts';
import { builtPage } from './web-build.ts';

const DEFAULT_PORT = 8080;
const STOP_WITHIN_MS = 30_000;

export type ServeOptions = {
  readonly open: (purpose: 'serve') => Promise<Opened>;
  readonly port: string | undefined;
  readonly host: string | undefined;
  readonly test: boolean;
  /** Without the pages: a further server behind a balancer, or a machine without the page's build tools. */
  readonly apiOnly: boolean;
  readonly rooms: readonly Room[];
  readonly tenant: string | undefined;
};

export async function serve(options: ServeOptions): Promise<number> {
  const port = Number(options.port ?? process.env.PORT ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Problem(400, 'command_malformed', '--port is a number from 0 to 65535');
  const host = options.host ?? process.env.HOST ?? '127.0.0.1';
  const log = openLog();
  const route = mailRoute();
  const metrics = new Metrics();
  const opened = await options.open('serve');
  const say = (text: string) => process.stdout.write(`${text}\n`);
  let house: Awaited<ReturnType<typeof openHouse>> | undefined;
  try {
    house = await openHouse({
      owner: opened.ownerConfig,
      secretFor: (name) => opened.secretFor(name),
      rooms: options.rooms,
      test: options.test,
      observe: (operation, outcome, seconds) => metrics.observe(operation, outcome, seconds),
      onDatabaseError: (error) => log.warn({ err: error }, 'a database connection was lost'),
      progress: (message) => process.stderr.write(`${message}\n`),
    });
    const { database, tenants, door, sealer } = house;
    const { administratorPassword } = await ensureTenant(house, options.tenant);
    const webFolder = options.apiOnly
      ? null
      : await builtPage(opened.folder?.path ?? null, (message) => process.stderr.write(`${message}\n`));
    const app = await buildHttp({
      door,
      authenticator: new Authenticator(database),
      signIn: (input) =>
        signIn(database, sealer, async (company) => (await tenants.byName(company).catch(() => null))?.id ?? null, input),
      databaseAnswers: () => database.answers(),
      metrics,
      log,
      webFolder,
      version: VERSION,
    });
    const address = await app.listen({ port, host }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        throw new Problem(
          409,
          'port_taken',
          `port ${port} is taken; choose another with --port (npm start -- --port ${port + 1})`,
        );
      if (error.code === 'EACCES')
        throw new Problem(
          403,
          'port_forbidden',
          `this account may not listen on port ${port}; choose one above 1023 with --port`,
        );
      throw error;
    });
    const worker = await startWorker(opened, door, tenants, SCHEDULE, log);
    const carrier = route
      ? startMailCarrier(
          door,
          () => tenants.all(),
          route,
          (error) => log.warn({ err: error }, 'mail could not be carried'),
        )
      : null;
    const notices = startNoticeCarrier(
      {
        door,
        allowed: allowedHosts(),
        disabled: (tenantId, name) =>
          log.error({ tenant: tenantId, webhook: name }, 'a webhook was turned off: it does not answer'),
      },
      () => tenants.all(),
      (error) => log.warn({ err: error }, 'notices could not be carried'),
    );
    opened.announce(address);
    say('');
    say(`  信衡 Xinheng ${VERSION}   ${address}`);
    if (administratorPassword) {
      say('');
      say('  管理员 / administrator   admin');
      say(`  一次性密码 / one-time password   ${administratorPassword}`);
      say('  首次登录后请更改。Change it after the first sign-in. (lost: xinheng accounts reset-password --login admin)');
    }
    say('');
    await new Promise<void>((resolve) => {
      closeWithGrace({ delay: STOP_WITHIN_MS, logger: false }, async ({ err, signal }) => {
        if (err) log.fatal({ err }, 'stopping after a fault');
        else log.info({ signal }, 'stopping');
        await app.close();
        await carrier?.stop();
        await notices.stop();
        await worker.stop();
        await house?.close();
        await opened.close();
        resolve();
      });
    });
    return 0;
  } catch (error) {
    await house?.close();
    await opened.close();
    throw error;
  }
}
