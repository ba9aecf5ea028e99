// Hostile files: each is refused in time and memory, by a process that can be lost, while this one goes on answering.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTable } from './read-table.ts';
import { type Part, workbookParts, zip } from './workbook.fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'xinheng-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(name: string, content: Buffer | string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, content);
  try {
    const table = await readTable(path, { fileName: name });
    try {
      for await (const _ of table.chunks());
    } finally {
      await table.close();
    }
    return 'read';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** What else the asking process got to do meanwhile: turns of its event loop. */
async function answering<T>(work: Promise<T>): Promise<{ value: T; turns: number }> {
  let turns = 0;
  let done = false;
  const turn = (): void => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    return { value: await work, turns };
  } finally {
    done = true;
  }
}

const having = (parts: readonly Part[], name: string, content: string | Buffer): Part[] => [
  ...parts.filter((part) => part.name !== name),
  { name, content },
];
const plain = workbookParts('<row r="1"><c r="A1"><v>1</v></c></row>');

/** Strings among which so many are of chance that the directory shows nothing odd. */
function strings(bytes: number, every = 600): Buffer {
  const pieces = [Buffer.from('<sst>')];
  for (let done = 0; done < bytes; done += every * 17)
    pieces.push(Buffer.alloc(every * 17, '<si><t>x</t></si>'), Buffer.from(`<si><t>${randomBytes(12).toString('hex')}</t></si>`));
  return Buffer.concat(pieces);
}

const HOSTILE: readonly [string, () => Buffer, RegExp][] = [
  [
    'a bomb of zeros in the sheet',
    () => zip(having(plain, 'xl/worksheets/sheet1.xml', Buffer.alloc(60_000_000, 0x20))),
    /^container_/,
  ],
  [
    'a million shared strings for one cell',
    () => zip(having(plain, 'xl/sharedStrings.xml', strings(12_000_000, 20))),
    /^strings_unused/,
  ],
  [
    'a sheet of forty megabytes packed a hundredfold',
    () => zip(having(plain, 'xl/worksheets/sheet1.xml', strings(40_000_000, 4_000))),
    /^container_ratio/,
  ],
  [
    'two thousand entries',
    () => zip([...plain, ...Array.from({ length: 2_000 }, (_, at) => ({ name: `x/${at}`, content: '' }))]),
    /^container_entries/,
  ],
  [
    'a document type with an entity',
    () => zip(having(plain, 'xl/worksheets/sheet1.xml', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>')),
    /^(workbook|container)_/,
  ],
  [
    'elements fifty thousand deep',
    () => zip(having(plain, 'xl/worksheets/sheet1.xml', `<worksheet><sheetData>${'<a>'.repeat(50_000)}`)),
    /^(workbook_|file_empty|read)/,
  ],
  ['a part that says it is smaller', () => zip(plain.map((part) => ({ ...part, claimedSize: 10 }))), /^(container|workbook)_/],
  ['an encrypted part', () => zip(plain.map((part) => ({ ...part, flags: 1 }))), /^container_/],
  ['a path out of the folder', () => zip([...plain, { name: '../../etc/passwd', content: 'x' }]), /^container_/],
];

for (const [name, make, code] of HOSTILE) {
  test(`${name} is refused, and the service goes on answering`, async () => {
    const { value, turns } = await answering(refusal('hostile.xlsx', make()));
    expect(value).toMatch(code);
    expect(turns).toBeGreaterThan(1);
  });
}

test('a line without end, ten thousand columns and nothing at all are refused by name', async () => {
  expect(await refusal('line.csv', Buffer.alloc(30_000_000, 'x'))).toBe('line_too_long');
  expect(await refusal('columns.csv', `${'a,'.repeat(10_000)}\n`)).toBe('too_many_columns');
  expect(await refusal('empty.csv', '')).toBe('file_empty');
  expect(await refusal('quotes.csv', `a,b\n${'"x,1\n'.repeat(5_000)}`)).toBe('quotes_broken');
});

test('the process that reads the worst of them stays below 256 MB', () => {
  const path = join(folder, 'strings.xlsx');
  writeFileSync(path, zip(having(plain, 'xl/sharedStrings.xml', strings(12_000_000, 20))));
  const child = new URL('./xlsx-child.ts', import.meta.url).pathname;
  const script = `
    const { spawn } = require('node:child_process');
    const { readFileSync } = require('node:fs');
    const child = spawn(process.execPath, ['--max-old-space-size=400', ${JSON.stringify(child)}, ${JSON.stringify(path)}, ${JSON.stringify(join(folder, 'spool'))}, '-'], { stdio: 'ignore' });
    let most = 0;
    const timer = setInterval(() => { try { most = Math.max(most, Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/' + child.pid + '/status', 'utf8'))?.[1] ?? 0)); } catch {} }, 5);
    child.on('close', () => { clearInterval(timer); console.log(most); });`;
  if (process.platform !== 'linux') return;
  const kilobytes = Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim());
  expect(kilobytes).toBeGreaterThan(0);
  expect(kilobytes).toBeLessThan(256 * 1024);
});
