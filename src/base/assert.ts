// Two ways to stop: a problem is the caller's to mend, an assertion is ours.

/** A named part of the input that is wrong, with what to do about it. */
export type FieldProblem = { readonly field: string; readonly message: string };

/**
 * Something the caller can mend. The door maps it once to RFC 9457 (`application/problem+json`) or to an exit code of the
 * command line; nothing else catches it. `code` is stable and in snake_case; `detail` is a sentence that says what to do.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  /** Data for the caller's page: numbers and names, never secrets. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { fields?: readonly FieldProblem[]; facts?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.fields = more.fields ?? [];
    this.facts = more.facts ?? {};
  }
}

/** We are wrong: the transaction rolls back and the caller sees a 500 without details. */
export class AssertionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssertionError';
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** For the last branch of a switch: the compiler proves that nothing is left. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value ${String(value)}`);
}
