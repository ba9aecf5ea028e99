// The one entry: serve | worker | migrate | demo | verify | backup | restore | <room> <operation>.
import { Problem } from '#base/assert.ts';
import { malformedCommand } from '#cli/caller.ts';
import { help, operationHelp } from '#cli/help.ts';
import { EXIT, reportProblem, runOperation } from '#cli/run.ts';
import { openHouse } from '#platform/house.ts';
import { type Database as Opened, openDatabase } from '#platform/postgres/connect.ts';
import { ROOMS } from './rooms.ts';

const words = process.argv.slice(2);

/** Options that say where, not what: taken before the command is read. */
function takeOption(name: string): string | undefined {
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  const word = words[at]!;
  if (word.includes('=')) return words.splice(at, 1)[0]!.slice(name.length + 3);
  const value = words[at + 1];
  if (value === undefined) throw new Problem(400, 'command_malformed', `--${name} needs a value`);
  words.splice(at, 2);
  return value;
}

function takeFlag(name: string): boolean {
  const at = words.indexOf(`--${name}`);
  if (at >= 0) words.splice(at, 1);
  return at >= 0;
}

async function main(): Promise<number> {
  const dataFolder = takeOption('data');
  const tenant = takeOption('tenant');
  const test = takeFlag('test');
  const [command, operationName] = words;
  if (takeFlag('help') && command !== undefined) return explain(command, operationName);
  const open = (purpose: 'serve' | 'command'): Promise<Opened> =>
    openDatabase({ dataFolder, purpose, progress: (message) => process.stderr.write(`${message}\n`) });

  switch (command) {
    case undefined:
    case 'help':
      process.stdout.write(help(ROOMS));
      return EXIT.done;
    case '--version': {
      const { VERSION } = await import('#platform/house.ts');
      process.stdout.write(`${VERSION}\n`);
      return EXIT.done;
    }
    case 'serve': {
      const { serve } = await import('#cli/serve.ts');
      const where = { port: takeOption('port'), host: takeOption('host'), apiOnly: takeFlag('api-only') };
      const [, unknown] = words;
      if (unknown !== undefined)
        throw malformedCommand(
          `启动服务不认得 ${unknown}。这里认得：--port --host --api-only --data --tenant`,
          `serve does not know ${unknown}. Known here: --port --host --api-only --data --tenant`,
        );
      return serve({ open, ...where, test, rooms: ROOMS, tenant });
    }
    case 'backup':
    case 'restore': {
      const { backupCommand } = await import('#cli/backup.ts');
      return backupCommand(command, words.slice(1), dataFolder);
    }
    case 'migrate':
    case 'demo':
    default: {
      const opened = await open('command');
      try {
        const house = await openHouse({
          owner: opened.ownerConfig,
          secretFor: (name) => opened.secretFor(name),
          rooms: ROOMS,
          test,
        });
        try {
          if (command === 'migrate') return EXIT.done;
          const [room, verb] = named(command, operationName);
          const operation = house.door.operation(`${room}.${verb}`);
          if (!operation)
            throw new Problem(
              400,
              'command_unknown',
              `there is no ${words.slice(0, 2).join(' ')}; ${nearest(
                house.door.operations.map((each) => each.name),
                room,
              )}`,
            );
          const rest = words.slice(ALIASES[command] ? 1 : 2);
          // `ledger --format csv --out FILE` is the export of the same ledger.
          const format = operation.name === 'receivables.ledger' ? rest.indexOf('--format') : -1;
          if (format >= 0) {
            if (rest[format + 1] !== 'json')
              return await runOperation(house, house.door.operation('receivables.export-ledger')!, rest, tenant);
            rest.splice(format, 2);
          }
          return await runOperation(house, operation, rest, tenant);
        } finally {
          await house.close();
        }
      } finally {
        await opened.close();
      }
    }
  }
}

/** Commands that read better than the operation they are. */
const ALIASES: Readonly<Record<string, readonly [room: string, verb: string]>> = {
  demo: ['demonstration', 'load'],
  'verify replay': ['orders', 'replay'],
};

function named(command: string, operationName: string | undefined): readonly [string, string | undefined] {
  return ALIASES[command] ?? ALIASES[`${command} ${operationName}`] ?? [command, operationName];
}

/** `… --help`: what a command takes. Nothing is opened for it. */
function explain(command: string, operationName: string | undefined): number {
  const name = named(command, operationName).join('.');
  const found = ROOMS.flatMap((room) => room.operations).find(({ operation }) => operation.name === name);
  process.stdout.write(found ? operationHelp(found.operation) : help(ROOMS));
  return EXIT.done;
}

function nearest(names: readonly string[], room: string | undefined): string {
  const same = names.filter((name) => name.startsWith(`${room}.`)).map((name) => name.replace('.', ' '));
  return same.length > 0
    ? `there are: ${same.join(', ')}`
    : `rooms: ${[...new Set(names.map((name) => name.split('.')[0]))].join(', ')}`;
}

const json = words.includes('--json');
process.stdout.on('error', () => process.exit(EXIT.fault));
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = reportProblem(error, json);
  },
);
