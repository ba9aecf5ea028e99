// `npm run check`: types, lint, format, what nothing uses, and the rules of the house.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STEPS: readonly (readonly [name: string, ...command: string[]])[] = [
  ['types', 'node_modules/.bin/tsc', '--noEmit', '-p', '.'],
  ['format', 'node_modules/.bin/biome', 'check', '--error-on-warnings'],
  ['lint', 'node_modules/.bin/oxlint', '--type-aware', '--quiet', '-c', '.oxlintrc.json', 'src', 'demo', 'tools'],
  ['house rules', process.execPath, 'tools/check.ts'],
];

let failed = 0;
for (const [name, command, ...args] of STEPS) {
  const { status, stdout, stderr } = spawnSync(command!, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status === 0) process.stdout.write(`✓ ${name}\n`);
  else {
    failed += 1;
    process.stdout.write(`✗ ${name}\n${stdout}${stderr}\n`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
