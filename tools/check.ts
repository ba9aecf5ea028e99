// The rules of the house as a program: who may import whom, how files are named and how long, what SQL may read.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLISHED, TABLES } from '#platform/table-classes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LINES_MAX = 600;
/** In the order of the credit life cycle: a room may call the actions of rooms before it. */
const ROOMS = [
  'customers',
  'policies',
  'accounts',
  'dossiers',
  'approvals',
  'exposure',
  'receivables',
  'contracts',
  'bills',
  'settlements',
  'reconciliation',
  'statements',
  'investigations',
  'indicators',
  'models',
  'ratings',
  'limits',
  'orders',
  'imports',
  'monitoring',
  'collections',
  'portfolio',
  'knowledge',
  'controls',
  'integrations',
  'demonstration',
];
const NAMES_REFUSED = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'index', 'common', 'misc']);

type Fault = { readonly file: string; readonly rule: string };

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /^(src|demo|tools)\/.*\.(ts|tsx|mjs)$/.test(file));
const faults: Fault[] = [];

function layerOf(file: string): { layer: string; room: string | null } {
  const [, second, third] = file.split('/');
  if (!file.startsWith('src/')) return { layer: file.split('/')[0]!, room: null };
  if (second === 'rooms' && third && !third.includes('.')) {
    return { layer: file.includes('/screens/') ? 'screens' : 'room', room: third };
  }
  return { layer: second!.includes('.') ? 'entry' : second!, room: null };
}

function resolveImport(from: string, target: string): string | null {
  if (target.startsWith('.')) return normalize(join(dirname(from), target));
  const alias = /^#(base|engine|platform|rooms|cli|web)\/(.+)$/.exec(target);
  if (alias) return `src/${alias[1]}/${alias[2]}`;
  if (target.startsWith('#demo/')) return `demo/${target.slice(6)}`;
  return null;
}

/** Why `file` may not import `target`; null where it may. */
function refusal(file: string, target: string, isType: boolean): string | null {
  const from = layerOf(file);
  const to = layerOf(target);
  const same = from.layer === to.layer && from.room === to.room;
  const test = /\.(test|fixtures?|page\.test)\.tsx?$/.test(file) || /(test-house|page-fixture)\.ts$/.test(file);
  if (test || from.layer === 'tools' || from.layer === 'entry' || from.layer === 'cli') return null;
  switch (from.layer) {
    case 'base':
      return same ? null : 'base imports nothing but base';
    case 'engine':
      return same || to.layer === 'base' ? null : 'engine imports base only';
    case 'demo':
      return same || to.layer === 'base' ? null : 'demo imports base only';
    case 'platform':
      return same || to.layer === 'base' || (to.layer === 'engine' && isType) ? null : 'platform knows no room and no engine';
    case 'room': {
      if (['base', 'engine', 'platform'].includes(to.layer) || same) return null;
      if (to.layer === 'demo' && from.room === 'demonstration') return null;
      if (to.layer !== 'room') return 'a room imports base, engine, platform and other rooms';
      if (target.endsWith('/contract.ts')) return null;
      if (/\/store[a-z-]*\.ts$/.test(target)) return 'no room imports the store of another';
      return ROOMS.indexOf(to.room!) < ROOMS.indexOf(from.room!)
        ? null
        : `${from.room} stands above ${to.room}: it may hear its events, not call it`;
    }
    case 'web':
    case 'screens':
      if (['base', 'engine', 'web', 'screens'].includes(to.layer)) return null;
      if (to.layer === 'room') return target.endsWith('/contract.ts') ? null : 'a screen imports contracts only';
      if (to.layer === 'platform') {
        return isType || /platform\/(operation|schemas|auth\/permissions)\.ts$/.test(target)
          ? null
          : 'a screen imports declarations of the platform only';
      }
      return `a screen may not import ${to.layer}`;
    default:
      return null;
  }
}

/** What a file draws in when it runs, by its name; types are gone by then. */
const draws = new Map<string, string[]>();

for (const file of files) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const lines = text.split('\n');
  const fault = (rule: string) => faults.push({ file, rule });
  const { layer, room } = layerOf(file);
  const name = file.split('/').at(-1)!.replace(/\..*$/, '');
  if (NAMES_REFUSED.has(name)) fault(`a file named ${name} says nothing about what it holds`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) fault('file names are kebab-case');
  if (lines.length > LINES_MAX) fault(`${lines.length} lines: split by noun at ${LINES_MAX}`);
  if (!file.endsWith('.d.ts') && !/^(#!.*\n)?(\/\/|\/\*)/.test(text)) fault('the first line says what the file holds');
  if (room && !ROOMS.includes(room)) fault(`the room ${room} has no place in the life cycle (tools/check.ts)`);

  for (const match of text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[\s\S]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm)) {
    const target = match[2] ?? match[3]!;
    if (match[1] === undefined) draws.set(file, [...(draws.get(file) ?? []), resolveImport(file, target) ?? target]);
    if ((layer === 'engine' || layer === 'base') && target.startsWith('node:') && !file.includes('.test.'))
      fault(`${layer} is pure: no ${target}`);
    const resolved = resolveImport(file, target);
    if (!resolved) continue;
    if (!/\.(tsx?|css|json|mjs)$/.test(resolved)) fault(`the extension of ${target} is not written`);
    const why = refusal(file, resolved, match[1] !== undefined);
    if (why) fault(`imports ${relative('src', resolved)}: ${why}`);
  }

  const isStore = /\/store[a-z-]*\.ts$/.test(file) || file.includes('/auth/store.ts');
  const hasSql = /\bsql(<[^`]*>)?`/.test(text);
  if (layer === 'room' && hasSql && !isStore && !file.includes('.test.') && !file.endsWith('policies/mode.ts'))
    fault('SQL stands in a store');
  if (hasSql && layer === 'room') {
    if (/select\s+\*\s+from\s+(?!\(|unnest)/i.test(text)) fault('columns are named, not *');
    if (/\bnow\(\)|current_date|current_timestamp/i.test(text.replace(/\/\/.*$/gm, '')))
      fault('SQL reads no clock: time comes from the door');
    for (const match of text.matchAll(/\b(?:from|join|into|update|table)\s+([a-z]+\.[a-z_]+)\b/g)) {
      const relation = match[1]!;
      const owner = relation.split('.')[0]!;
      if (!(relation in TABLES) && !PUBLISHED.includes(relation)) continue;
      if (owner !== room && !PUBLISHED.includes(relation) && owner !== 'platform' && !file.includes('.test.'))
        fault(`reads ${relation} of another room, which is not published`);
    }
  }
  if (
    (layer === 'engine' || layer === 'room') &&
    /\bDate\.now\(\)|new Date\(\)|Math\.random\(\)/.test(text) &&
    !file.includes('.test.') &&
    !file.includes('/screens/')
  ) {
    fault('no clock and no chance here: both are arguments');
  }
  if (/\bas any[;,)\]]|\/\/ @ts-(ignore|expect-error)/.test(text)) fault('the compiler is not silenced');
}

// What a page draws in runs in a browser: a module of the server there leaves every page white.
const drawn = new Set(files.filter((file) => ['web', 'screens'].includes(layerOf(file).layer) && !/\.test\.|fixture/.test(file)));
for (const file of drawn) {
  for (const target of draws.get(file) ?? []) {
    if (/^(node:|pg$|pg-)/.test(target))
      faults.push({ file, rule: `is drawn into the page and imports ${target}, which no browser has` });
    else if (target.startsWith('src/')) drawn.add(target);
  }
}

// Row-level security holds for whoever migrates as well: outside a loop over the companies a migration sees no rows, and changes none.
/** Applied before this was known, and made good by a later one. */
const BLIND = new Set(['0132_accounts_reserved_until.sql']);
for (const name of readdirSync(join(ROOT, 'migrations'))) {
  const text = readFileSync(join(ROOT, 'migrations', name), 'utf8');
  const touches = /^(update|delete from) |^insert into [^;]*?^(select|from) /m.test(text);
  if (touches && !text.includes('no force row level security') && !BLIND.has(name)) {
    faults.push({ file: `migrations/${name}`, rule: 'rows are changed company by company, as 0146 does: else none are seen' });
  }
}

for (const { file, rule } of faults) process.stdout.write(`${file}: ${rule}\n`);
process.stdout.write(`${files.length} files, ${faults.length} faults\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
