// `npm test`: sets up what the tests need, runs the suites one after the other, and ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, installBrowser, mayInstall } from './browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CI = Boolean(process.env.CI);
const SUITES: Readonly<Record<string, readonly string[]>> = {
  all: ['unit', 'rooms', 'races', 'pages'],
  soak: ['soak'],
};

type Counts = { passed: number; failed: number; skipped: number };
type Report = { testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[] };

/** What failed, told once more at the end: a run prints two thousand lines. */
const failures: string[] = [];

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): number {
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1;
}

function suite(name: string, report: string): Counts {
  const started = Date.now();
  const code = run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  if (existsSync(report)) {
    const found = JSON.parse(readFileSync(report, 'utf8'));
    counts.passed = found.numPassedTests;
    counts.failed = found.numFailedTests;
    counts.skipped = found.numPendingTests + (found.numTodoTests ?? 0);
    for (const file of (found as Report).testResults) {
      const bad = file.assertionResults.filter((each) => each.status === 'failed');
      failures.push(...bad.map((each) => `${name} > ${relative(ROOT, file.name)} > ${each.fullName}`));
    }
  }
  // A suite that fell over before or beside its tests has failed, whatever it counted.
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
    failures.push(`${name} > fell over before or beside its tests`);
  }
  process.stdout.write(`\n${name}: ${Math.round((Date.now() - started) / 1000)} s\n`);
  return counts;
}

const wanted = process.argv[2] ?? 'all';
const names = SUITES[wanted] ?? [wanted];
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

if (wanted === 'all') {
  if (mayInstall()) installBrowser();
  if (run(process.execPath, ['tools/check-all.ts']) === 0) total.passed += 1;
  else {
    total.failed += 1;
    failures.push('npm run check');
  }
}
if (names.includes('pages') && !findBrowser()) {
  process.stdout.write(
    '\nNo Chromium on this machine: the page tests are skipped. `npm run setup:browser` says how to get one.\n',
  );
}
const folder = mkdtempSync(join(tmpdir(), 'xinheng-report-'));
for (const name of names) {
  const counts = suite(name, join(folder, `${name}.json`));
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
rmSync(folder, { recursive: true, force: true });

// Where everything is provided for, a skipped test is a hole in the fence.
const bad = total.failed > 0 || (CI && total.skipped > 0);
if (CI && total.skipped > 0) process.stdout.write(`\nWith CI set a skipped test is a failure: ${total.skipped}\n`);
for (const each of failures) process.stdout.write(`\nfailed: ${each}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = bad ? 1 : 0;
