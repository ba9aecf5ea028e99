// Many calls in one request: each with its own key, its own answer and its own transaction or share of one; none undoes another.
import { Problem } from '#base/assert.ts';
import { toWire } from '#base/codec.ts';
import { type Answer, asProblem } from './dispatch.ts';
import type { Operation } from './operation.ts';

/** Calls of one request under way at once where the operation does not batch by itself: half of the connections. */
const AT_ONCE = 6;

type Item = { readonly key: string | undefined; readonly input: unknown };

export function batchPath(operation: Operation): string {
  return `${operation.path}/batch`;
}

/** RFC 9457, as a body. */
export function problemBody(problem: Problem): object {
  return {
    type: `urn:xinheng:problem:${problem.code}`,
    title: problem.code,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(problem.fields.length > 0 ? { fields: problem.fields } : {}),
    // Amounts are bigint inside: what would not be written would hide the refusal behind a fault.
    ...(toWire(problem.facts) as object),
  };
}

/**
 * `{ calls: [{ key, input }] }` → `{ answers: [{ key, status, answer } | { key, status, problem }] }`, in the order of the calls. A fault of
 * ours in one of them is thrown after all have ended: whoever sends the whole again with the same keys loses nothing.
 */
export async function answerMany(
  operation: Operation,
  body: unknown,
  call: (input: unknown, key: string | undefined) => Promise<Answer>,
): Promise<Buffer> {
  const items = read(operation, body);
  const parts: Buffer[] = new Array(items.length);
  let fault: unknown;
  const one = async (at: number) => {
    const { key, input } = items[at]!;
    const head = `{"key":${JSON.stringify(key ?? null)},`;
    try {
      const { bytes, replayed } = await call(input, key);
      parts[at] = Buffer.concat([Buffer.from(`${head}"status":200,"replayed":${replayed},"answer":`), bytes, CLOSE]);
    } catch (error) {
      const problem = asProblem(error);
      if (!problem) fault = error;
      else parts[at] = Buffer.from(`${head}"status":${problem.status},"problem":${JSON.stringify(problemBody(problem))}}`);
    }
  };
  let next = 0;
  const worker = async () => {
    while (next < items.length) await one(next++);
  };
  await Promise.all(Array.from({ length: operation.batch > 1 ? items.length : AT_ONCE }, worker));
  if (fault !== undefined) throw fault;
  return Buffer.concat([OPEN, ...parts.flatMap((part, at) => (at === 0 ? [part] : [COMMA, part])), END]);
}

const [OPEN, COMMA, CLOSE, END] = ['{"answers":[', ',', '}', ']}'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];

function read(operation: Operation, body: unknown): Item[] {
  const calls = (body as { calls?: unknown } | null)?.calls;
  const malformed = (field: string, message: string) =>
    new Problem(400, 'input_malformed', `${field}: ${message}`, { fields: [{ field, message }] });
  if (!Array.isArray(calls) || calls.length === 0) throw malformed('calls', 'a list of { key, input }');
  if (calls.length > operation.many) {
    throw new Problem(413, 'batch_too_large', `at most ${operation.many} calls in one request`, {
      facts: { max: operation.many },
    });
  }
  return calls.map((each: unknown, at) => {
    const { key, input, ...more } = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    if (input === undefined || Object.keys(more).length > 0) throw malformed(`calls.${at}`, 'an object of key and input');
    if (key !== undefined && typeof key !== 'string') throw malformed(`calls.${at}.key`, 'text');
    return { key, input };
  });
}
