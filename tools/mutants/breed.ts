// Tries mutants: a copy of the sources, one patch at a time, the ordeal of its invariant run on it by a process of its own.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Invariant } from '../soak/invariants.ts';
import type { Given } from '../soak/place.ts';
import type { Edit, Mutant } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'clients', 'tools', 'demo', 'rulebooks', 'migrations', 'package.json', 'tsconfig.json'];
const TRIAL_MS = 280_000;

export type Verdict = { readonly survived: boolean; readonly message: string };

/** The files of a mutant whose patch does not stand in them exactly once. */
export function misfits(mutant: Mutant): string[] {
  return mutant.edits
    .filter((edit) => fs.readFileSync(join(ROOT, edit.file), 'utf8').split(edit.find).length !== 2)
    .map((edit) => edit.file);
}

/** A place to breed in: one copy of the working tree, its packages shared with ours. */
export class Stable {
  readonly #folder = fs.mkdtempSync(join(tmpdir(), 'xinheng-mutants-'));

  constructor() {
    for (const name of COPIED) fs.cpSync(join(ROOT, name), join(this.#folder, name), { recursive: true });
    fs.symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
  }

  /** Runs the mutant's ordeal on the patched copy. Throws when a patch does not fit exactly once. */
  async tryMutant(given: Given, mutant: Mutant): Promise<Verdict> {
    const before = new Map<string, string>();
    try {
      for (const edit of mutant.edits) this.#apply(edit, before);
      return await this.run(given, mutant.invariant);
    } finally {
      for (const [file, text] of before) fs.writeFileSync(file, text);
    }
  }

  /** Runs an ordeal on the copy as it stands. */
  run(given: Given, invariant: Invariant): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(this.#folder, 'tools', 'mutants', 'ordeal.ts'), invariant], {
        cwd: this.#folder,
        env: { ...process.env, ORDEAL_GIVEN: JSON.stringify(given) },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: TRIAL_MS,
      });
      let said = '';
      child.stdout.on('data', (data: Buffer) => {
        said += data.toString();
      });
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ survived: code === 0, message: said.trim() }));
    });
  }

  close(): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  #apply(edit: Edit, before: Map<string, string>): void {
    const file = join(this.#folder, edit.file);
    const text = fs.readFileSync(file, 'utf8');
    const found = text.split(edit.find).length - 1;
    if (found !== 1) throw new Error(`the patch of ${edit.file} fits ${found} times: ${edit.find}`);
    if (!before.has(file)) before.set(file, text);
    fs.writeFileSync(
      file,
      text.replace(edit.find, () => edit.put),
    );
  }
}
