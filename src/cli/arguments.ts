// `<room> <operation> [FILE] [--field value …]` → an operation's input, read by its schema.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Operation } from '#platform/operation.ts';
import { malformedCommand } from './caller.ts';

export type Parsed = {
  readonly file: string | null;
  readonly input: Record<string, unknown>;
  readonly key: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
};

type Property = {
  type?: string;
  anyOf?: Property[];
  const?: unknown;
  items?: Property;
  properties?: Record<string, Property>;
  patternProperties?: object;
  contentEncoding?: string;
};

/** Options every command understands beside the fields of its operation. */
const COMMON = {
  data: { type: 'string' },
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  test: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  key: { type: 'string' },
  out: { type: 'string' },
} as const;

export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function isMoney(property: Property): boolean {
  return property.properties?.amount !== undefined && property.properties?.currency !== undefined;
}

function typeOf(property: Property): string {
  if (property.type) return property.type;
  const branch = property.anyOf?.[0];
  if (branch?.const !== undefined) return typeof branch.const;
  return branch ? typeOf(branch) : 'string';
}

/** Reads the words after `<room> <operation>`. Refuses unknown options by name and with what there is instead. */
export function readArguments(operation: Operation, words: readonly string[]): Parsed {
  const properties = (operation.input as unknown as { properties?: Record<string, Property> }).properties ?? {};
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }> = { ...COMMON };
  let money: string | null = null;
  for (const [name, property] of Object.entries(properties)) {
    const type = typeOf(property);
    if (isMoney(property)) {
      money = name;
      options[kebab(name)] = { type: 'string' };
      options.currency = { type: 'string' };
    } else if (name === 'answers') options.answer = { type: 'string', multiple: true };
    else if (name === 'mapping') options.map = { type: 'string', multiple: true };
    else
      options[kebab(name)] = { type: type === 'boolean' ? 'boolean' : 'string', ...(type === 'array' ? { multiple: true } : {}) };
  }
  // `--special -7,-8` is a value, not options; parseArgs asks for `=` there.
  const args: string[] = [];
  for (const word of words) {
    const before = args.at(-1);
    const isValue =
      /^-\d/.test(word) && before !== undefined && options[before.slice(2)]?.type === 'string' && before.startsWith('--');
    if (isValue) args[args.length - 1] = `${before}=${word}`;
    else args.push(word);
  }
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true }) as never;
  } catch (error) {
    const known = Object.keys(options)
      .map((name) => `--${name}`)
      .join(' ');
    const what = (error as Error).message.split('\n')[0];
    throw malformedCommand(`看不懂的选项（${what}）。这里认得：${known}`, `${what} Known here: ${known}`);
  }
  const { values, positionals } = parsed;
  if (positionals.length > (operation.file ? 1 : 0)) {
    const word = JSON.stringify(positionals.at(-1));
    throw malformedCommand(
      `多了一个词 ${word}${operation.file ? '' : '；字段写作 --名称 值'}`,
      `${word} is one word too many${operation.file ? '' : '; fields are written --name value'}`,
    );
  }
  const input: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (name === 'answers' || name === 'mapping') {
      const given = values[name === 'answers' ? 'answer' : 'map'] as string[] | undefined;
      if (given) input[name] = Object.fromEntries(given.map(pair));
      continue;
    }
    const value = values[kebab(name)];
    if (value === undefined) continue;
    if (name === money) {
      if (values.currency === undefined)
        throw malformedCommand(`--${kebab(name)} 还要写 --currency`, `--${kebab(name)} needs --currency`);
      input[name] = { amount: value, currency: values.currency };
    } else if (['integer', 'number'].includes(typeOf(property))) input[name] = Number(value);
    else if (property.contentEncoding === 'file') input[name] = textOf(value as string);
    else input[name] = value;
  }
  return {
    file: positionals[0] ?? null,
    input,
    key: values.key as string | undefined,
    dryRun: values['dry-run'] === true,
    json: values.json === true,
    out: values.out as string | undefined,
  };
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw malformedCommand(`${JSON.stringify(text)}：请写成 编号=值`, `${JSON.stringify(text)}: write it as id=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A field whose text is long is written as a file on the command line. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw malformedCommand(`没有这个文件：${path}`, `there is no file ${path}`);
  }
}
