// The one entry: serve | worker | migrate | demo | verify | backup | restore | <room> <operation>.
import { Problem } from '#base/assert.ts';
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
  const open = (purpose: 'serve' | 'command'): Promise<Opened> =>
    openDatabase({ dataFolder, purpose, progress: (message) => process.stderr.write(`${message}\n`) });

  switch (command) {
    case undefined:
    case 'help':
    case '--help':
      process.stdout.write(help());
      return EXIT.done;
    case '--version': {
      const { VERSION } = await import('#platform/house.ts');
      process.stdout.write(`${VERSION}\n`);
      return EXIT.done;
    }
    case 'serve': {
      const { serve } = await import('#cli/serve.ts');
      return serve({
        open,
        port: takeOption('port'),
        host: takeOption('host'),
        apiOnly: takeFlag('api-only'),
        test,
        rooms: ROOMS,
        tenant,
      });
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
          const alias = ALIASES[command] ?? ALIASES[`${command} ${operationName}`];
          const [room, verb] = alias ?? [command, operationName];
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
          if (rest.includes('--help')) {
            process.stdout.write(`${operation.name.replace('.', ' ')}: ${operation.summary.zh} · ${operation.summary.en}\n`);
            return EXIT.done;
          }
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

function nearest(names: readonly string[], room: string | undefined): string {
  const same = names.filter((name) => name.startsWith(`${room}.`)).map((name) => name.replace('.', ' '));
  return same.length > 0
    ? `there are: ${same.join(', ')}`
    : `rooms: ${[...new Set(names.map((name) => name.split('.')[0]))].join(', ')}`;
}

function help(): string {
  const lines = ROOMS.flatMap((room) =>
    room.operations.map(
      ({ operation }) => `  ${operation.name.replace('.', ' ').padEnd(34)} ${operation.summary.zh} · ${operation.summary.en}`,
    ),
  );
  return [
    '信衡 Xinheng',
    '',
    '  xinheng serve [--port 8080] [--data DIR]      启动服务 · start the server',
    '  xinheng demo [--data DIR]                     装入演示公司 · load the demo company',
    '  xinheng verify replay                         复算已存检查 · run stored checks again',
    '  xinheng backup FOLDER | restore FOLDER        备份与恢复 · back up and restore',
    '  xinheng <room> <operation> [FILE] [--field value …] [--data DIR] [--tenant NAME] [--json]',
    '',
    ...lines,
    '',
  ].join('\n');
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
