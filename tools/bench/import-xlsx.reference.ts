// The same workbook inflated and passed through expat, nothing kept: python3's, since Node brings no expat.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./import-xlsx.reference.py', import.meta.url));

/** Milliseconds of the pass, the start of the interpreter left out. Without python3 on the machine there is no reference. */
export function expatPass(path: string): number {
  return Number(execFileSync('python3', [SCRIPT, path], { encoding: 'utf8' })) * 1000;
}
