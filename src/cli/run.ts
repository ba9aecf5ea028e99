// One command: the operation at the door, its answer on standard output, progress on standard error.
import { copyFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import type { Download, Upload } from '#platform/context.ts';
import { commandActor, ensureTenant, type House } from '#platform/house.ts';
import type { Operation } from '#platform/operation.ts';
import { readArguments } from './arguments.ts';
import { callerLanguage, malformedCommand, problemLines } from './caller.ts';
import { print } from './print.ts';

/** Exit 0 done (a hold or refusal of an order is an answer), 3 bad input or open questions, 1 our fault. */
export const EXIT = { done: 0, fault: 1, input: 3 } as const;

export async function runOperation(
  house: House,
  operation: Operation,
  words: readonly string[],
  tenantName: string | undefined,
): Promise<number> {
  const parsed = readArguments(operation, words);
  const { tenant } = await ensureTenant(house, tenantName);
  const upload = operation.file ? await fileOf(parsed.file) : undefined;
  const input = { ...parsed.input };
  // A page shows fifty rows, a command all of them.
  if (operation.name === 'receivables.ledger') input.limit ??= 200_000;
  const answer = await house.door.call({
    operation: operation.name,
    tenantId: tenant.id,
    actor: await commandActor(house, tenant),
    input,
    key: parsed.key,
    dryRun: parsed.dryRun,
    language: callerLanguage(),
    progress: progressLine(),
    ...(upload ? { upload } : {}),
  });
  if (operation.download) {
    const file = answer.value as Download;
    const out = parsed.out ?? file.fileName;
    if (file.path === undefined) await writeFile(out, file.bytes);
    else {
      await copyFile(file.path, out);
      await rm(file.path, { force: true });
    }
    const told = { file: out, bytes: (await stat(out)).size, ...file.told };
    process.stdout.write(parsed.json ? `${encode(told)}\n` : file.told ? print(operation, told) : `${out}\n`);
    return EXIT.done;
  }
  const text = answer.bytes.toString('utf8');
  if (parsed.out) await writeFile(parsed.out, `${text}\n`);
  process.stdout.write(parsed.json ? `${text}\n` : print(operation, JSON.parse(text)));
  const report = answer.value as { applied?: boolean; refusedCount?: number } | undefined;
  const refusedFile = operation.name === 'receivables.import' && report?.applied === false && !parsed.dryRun;
  return refusedFile ? EXIT.input : EXIT.done;
}

async function fileOf(path: string | null): Promise<Upload> {
  if (path === null)
    throw malformedCommand('没有写文件名：xinheng receivables import 文件', 'name the file: xinheng receivables import FILE');
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw malformedCommand(`没有这个文件：${path}`, `there is no file ${path}`);
  return { fileName: basename(path), path, bytes: found.size };
}

function progressLine(): (done: number, total: number | null, label: string) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done, total, label) => {
    process.stderr.write(`\r\x1b[2K${label} ${done.toLocaleString()}${total ? ` / ${total.toLocaleString()}` : ''}`);
    if (total !== null && done >= total) process.stderr.write('\n');
  };
}

/** A problem as one JSON document (its questions beside it) or as sentences. */
export function reportProblem(error: unknown, json: boolean): number {
  const problem = error instanceof Problem ? error : null;
  if (json) {
    const body = problem
      ? {
          ...problem.facts,
          code: problem.code,
          message: problemLines(problem, callerLanguage())[0],
          ...(problem.fields.length > 0 ? { fields: problem.fields } : {}),
        }
      : { code: 'fault', message: (error as Error).message };
    process.stdout.write(`${JSON.stringify(body)}\n`);
  } else {
    const lines = problem ? problemLines(problem, callerLanguage()) : [`fault: ${(error as Error).stack ?? String(error)}`];
    process.stderr.write(`${lines.join('\n')}\n`);
  }
  return problem && problem.status < 500 ? EXIT.input : EXIT.fault;
}
