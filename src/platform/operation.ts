// An operation is declared once, in a room's contract; its HTTP route, OpenAPI, typed web call and command come from it.
import type { Static, TSchema } from 'typebox';
import type { Permission } from './auth/permissions.ts';

export type Words = { readonly zh: string; readonly en: string };

export type Operation<I extends TSchema = TSchema, O extends TSchema = TSchema> = {
  /** `room.verb`, also the command line: `xinheng room verb`. */
  readonly name: string;
  readonly summary: Words;
  /** null: callable without signing in (sign-in itself, the first-run state). */
  readonly permission: Permission | null;
  readonly input: I;
  readonly output: O;
  readonly effect: 'reads' | 'writes';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether a call must carry an idempotency key, must where a machine makes it, may, or has no use for one. */
  readonly idempotency: 'required' | 'machines' | 'optional' | 'none';
  /** Calls of one tenant that may share a transaction; the action then takes an array. */
  readonly batch: number;
  /** The field of the input whose values take turns while more calls wait than a batch holds: one hot customer does not keep others waiting. */
  readonly turnsBy: string | null;
  /** Calls that one HTTP request may carry (`<path>/batch`), each with its own key and its own answer; 0: none. */
  readonly many: number;
  /** A call and its answer as they stand on the wire, for the OpenAPI document. */
  readonly example: Example | null;
  /** Runs on a plain connection without a statement bound: imports, whole-portfolio work. */
  readonly bulk: boolean;
  /** The input arrives with a file (multipart on HTTP, FILE on the command line). */
  readonly file: boolean;
  /** The most bytes of that file; null: what the server takes at all. */
  readonly fileBytesMax: number | null;
  /** Called by who holds a link: the field `link` names the company, and no session counts. Only with permission null. */
  readonly byLink: boolean;
  /** The answer is a file: { fileName, contentType, bytes }. */
  readonly download: boolean;
};

export type Example = { readonly input: object; readonly output: object };

export type InputOf<Op> = Op extends Operation<infer I, TSchema> ? Static<I> : never;
export type OutputOf<Op> = Op extends Operation<TSchema, infer O> ? Static<O> : never;

type Declaration<I extends TSchema, O extends TSchema> = {
  name: string;
  summary: Words;
  permission: Permission | null;
  input: I;
  output: O;
  /** Exactly one of the two. */
  reads?: true;
  writes?: true;
  path?: string;
  /** `none`: the answer holds what may not be kept (a person's data, a link); a key is then passed over. */
  idempotent?: 'required' | 'machines' | 'optional' | 'none';
  batch?: number;
  turnsBy?: string;
  many?: number;
  example?: Example;
  bulk?: boolean;
  file?: boolean;
  fileBytesMax?: number;
  byLink?: boolean;
  download?: boolean;
};

export function operation<I extends TSchema, O extends TSchema>(declared: Declaration<I, O>): Operation<I, O> {
  const [room, verb] = declared.name.split('.');
  return {
    name: declared.name,
    summary: declared.summary,
    permission: declared.permission,
    input: declared.input,
    output: declared.output,
    effect: declared.writes ? 'writes' : 'reads',
    method: declared.writes || declared.file || declared.byLink ? 'POST' : 'GET',
    path: declared.path ?? `/api/${room}/${verb}`,
    // A machine that gets no answer asks again: whatever it changes, it changes once.
    idempotency: declared.idempotent ?? (declared.writes ? 'machines' : 'none'),
    batch: declared.batch ?? 1,
    turnsBy: declared.turnsBy ?? null,
    many: declared.many ?? 0,
    example: declared.example ?? null,
    bulk: declared.bulk ?? false,
    file: declared.file ?? false,
    fileBytesMax: declared.fileBytesMax ?? null,
    byLink: declared.byLink ?? false,
    download: declared.download ?? false,
  };
}
