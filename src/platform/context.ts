// What an action is given: one transaction, who asks, what time it is. Nothing ambient, nothing global.

import type { PoolClient } from 'pg';
import type { Day } from '#base/date.ts';
import type { Money, WireMoney } from '#base/money.ts';
import type { Role, Scope } from './auth/permissions.ts';
import type { Sealer } from './auth/secrets.ts';
import type { Database } from './database.ts';
import type { Declared } from './event.ts';
import type { InputOf, Operation, OutputOf } from './operation.ts';
import type { Tx } from './sql.ts';
import type { Tenant, Tenants } from './tenants.ts';

export type Actor = {
  readonly kind: 'user' | 'key' | 'system' | 'nobody';
  readonly id: string | null;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly scope: Scope;
  /** The hash of the session's token, so that a sign-out can end just this one. */
  readonly sessionHash?: Buffer;
};

export type Upload = { readonly fileName: string; readonly path: string; readonly bytes: number };
/** A file as an answer: its bytes, or for one too large to hold a temporary file that whoever hands it on deletes. */
export type Download = {
  readonly fileName: string;
  readonly contentType: string;
  /** What the file was made of; the command line says it beside the file's name. */
  readonly told?: object;
} & ({ readonly bytes: Uint8Array; readonly path?: undefined } | { readonly path: string; readonly bytes?: undefined });
export type Progress = (done: number, total: number | null, label: string) => void;

/** What the event log keeps of a call, beside who, when and the input's hash. Personal values only as party ids. */
export type Note = {
  readonly subject?: { readonly kind: string; readonly id: string } | undefined;
  readonly partyId?: string | undefined;
  readonly reasons?: unknown;
  readonly facts?: unknown;
};

export type Ctx = {
  readonly tx: Tx;
  /** The connection under tx, for COPY in bulk operations only. */
  readonly client: PoolClient;
  readonly tenant: Tenant;
  readonly actor: Actor;
  /** The database's clock, read once when the transaction began. */
  readonly at: Date;
  /** The tenant's business day at that instant. */
  readonly today: Day;
  readonly dryRun: boolean;
  /** Id of the event row of this call (of the first call in a batch), known before it is written. */
  readonly eventId: string;
  readonly upload?: Upload;
  /** Where a call by a link came from, to be kept as a hash at most; absent for everybody who has signed in. */
  readonly address?: string;
  readonly language: 'zh' | 'en';
  readonly progress: Progress;
  /** Only for directory work: signing in, creating companies. */
  readonly installation: {
    readonly database: Database;
    readonly tenants: Tenants;
    readonly sealer: Sealer;
    readonly test: boolean;
  };
  note(note: Note): void;
  /** A call to make once this transaction has committed, by the same person; nobody waits for it. For work that outlasts a request. */
  later<Op extends Operation>(operation: Op, input: InputOf<Op>): void;
  /** Aborted when the house is closing: long work ends itself, and its transaction leaves nothing. */
  readonly closing: AbortSignal;
  /** Tells the rooms below, in this transaction, after the action returned. */
  emit<Payload>(event: Declared<Payload>, payload: Payload): void;
};

/** An action may answer with Money where the wire carries text: the one encoder turns it. */
export type Outgoing<T> = T extends WireMoney
  ? WireMoney | Money
  : T extends readonly (infer Item)[]
    ? readonly Outgoing<Item>[]
    : T extends object
      ? { [Key in keyof T]: Outgoing<T[Key]> }
      : T;

export type Action<Op extends Operation> = (ctx: Ctx, input: InputOf<Op>) => Promise<Outgoing<OutputOf<Op>>>;

export type BatchCall<Op extends Operation> = { readonly input: InputOf<Op>; readonly eventId: string; readonly actor: Actor };
export type BatchAnswer<Op extends Operation> =
  | { readonly answer: Outgoing<OutputOf<Op>>; readonly note: Note }
  | { readonly problem: Error };
export type BatchAction<Op extends Operation> = (ctx: Ctx, calls: readonly BatchCall<Op>[]) => Promise<BatchAnswer<Op>[]>;

export type Bound = {
  readonly operation: Operation;
  readonly single?: (ctx: Ctx, input: never) => Promise<unknown>;
  readonly batched?: (ctx: Ctx, calls: readonly never[]) => Promise<readonly BatchAnswer<Operation>[]>;
};

export function bind<Op extends Operation>(operation: Op, action: Action<Op>): Bound {
  return { operation, single: action as never };
}

export function bindBatch<Op extends Operation>(operation: Op, action: BatchAction<Op>): Bound {
  return { operation, batched: action as never };
}

export type Listener = { readonly event: string; readonly handle: (ctx: Ctx, payload: never) => Promise<void> };

export function on<Payload>(event: Declared<Payload>, handle: (ctx: Ctx, payload: Payload) => Promise<void>): Listener {
  return { event: event.name, handle: handle as never };
}

/** Whose customers a question is about: the one user's, or null for everybody's. Every store that lists customers takes it. */
export function ownerScope(ctx: Pick<Ctx, 'actor'>): string | null {
  return ctx.actor.scope.kind === 'own' ? ctx.actor.scope.userId : null;
}

/** A room's door plate: what it binds, hears and does on schedule. */
export type Room = {
  readonly name: string;
  readonly operations: readonly Bound[];
  readonly listens?: readonly Listener[];
  readonly jobs?: readonly Job[];
};

/** Recurring work of a room, run at the door as actor `system`, tenant by tenant. */
export type Job = { readonly name: string; readonly run: (ctx: Ctx) => Promise<void> };
