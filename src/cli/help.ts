// What commands there are, and what one of them takes: read off the operations themselves.
import type { Room } from '#platform/context.ts';
import type { Operation } from '#platform/operation.ts';
import { kebab } from './arguments.ts';

type Property = {
  readonly description?: string;
  readonly type?: string;
  readonly anyOf?: readonly Property[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
};

export function help(rooms: readonly Room[]): string {
  const lines = rooms.flatMap((room) =>
    room.operations.map(
      ({ operation }) => `  ${operation.name.replace('.', ' ').padEnd(34)} ${operation.summary.zh} · ${operation.summary.en}`,
    ),
  );
  return [
    '信衡 Xinheng',
    '',
    '  xinheng serve [--port 8080] [--host 127.0.0.1] [--api-only] [--data DIR]   启动服务 · start the server',
    '  xinheng demo [--data DIR]                     装入演示公司 · load the demo company',
    '  xinheng verify replay                         复算已存检查 · run stored checks again',
    '  xinheng backup FOLDER | restore FOLDER        备份与恢复 · back up and restore',
    '  xinheng <room> <operation> [FILE] [--field value …] [--data DIR] [--tenant NAME] [--json]',
    '  xinheng <room> <operation> --help             这条命令有哪些参数 · what the command takes',
    '',
    ...lines,
    '',
  ].join('\n');
}

/** Given a pair at a time, as often as needed. */
const PAIRS: Readonly<Record<string, string>> = { answers: '--answer ID=VALUE …', mapping: '--map FIELD=COLUMN …' };

/** One command: what it does, then a line an option, those that must be given first. */
export function operationHelp(operation: Operation): string {
  const schema = operation.input as unknown as { properties?: Record<string, Property>; required?: readonly string[] };
  const needed = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).sort(([a], [b]) => Number(needed.has(b)) - Number(needed.has(a)));
  return [
    `xinheng ${operation.name.replace('.', ' ')}${operation.file ? ' FILE' : ''}`,
    `${operation.summary.zh} · ${operation.summary.en}`,
    '',
    ...fields.map(([name, property]) => {
      const mark = needed.has(name) ? '必填 needed' : '';
      return `  ${(PAIRS[name] ?? `--${kebab(name)}`).padEnd(24)} ${[PAIRS[name] === undefined ? choices(property) : '', property.description, mark].filter(Boolean).join(' · ')}`.trimEnd();
    }),
    ...(operation.download ? ['  --out FILE'] : []),
    '  --json  --data DIR  --tenant NAME',
    '',
  ].join('\n');
}

function choices(property: Property): string {
  const words =
    property.enum?.map(String) ??
    (property.anyOf ?? []).flatMap((each) => (each.const === undefined ? [] : [String(each.const)]));
  return words.length > 0 ? words.join(' | ') : (property.type ?? '');
}
