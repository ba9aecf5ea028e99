// Patches to the shipped files, each of which breaks one promise: the ordeal of that promise must notice, in its own words.
import type { Invariant } from '../soak/invariants.ts';

export type Edit = { readonly file: string; readonly find: string; readonly put: string };
export type Mutant = {
  readonly name: string;
  readonly invariant: Invariant;
  /** How the message begins by which the mutant must die. */
  readonly dies: string;
  /** Each `find` stands in its file exactly once. */
  readonly edits: readonly Edit[];
  /** Tried in every run of the tests; the others in the soak. */
  readonly quick?: true;
};

const EXPOSURE = 'src/rooms/exposure/actions.ts';
const EXPOSURE_STORE = 'src/rooms/exposure/store.ts';
const ORDERS_STORE = 'src/rooms/orders/store.ts';

const UNLOCKED: Edit = {
  file: EXPOSURE_STORE,
  find: "order by a.account_id\n    for no key update`,\n    'lock_lines',",
  put: "order by a.account_id`,\n    'lock_lines',",
};

export const MUTANTS: readonly Mutant[] = [
  { name: 'read the balance without its lock', invariant: 'R1', dies: 'R1 over-committed', quick: true, edits: [UNLOCKED] },
  {
    name: 'lock the customer, forget its group',
    invariant: 'R1 schedules',
    dies: 'R[12] ',
    edits: [
      UNLOCKED,
      {
        file: EXPOSURE,
        find: 'const [rows, paths] = await Promise.all([store.lockLines(ctx.tx, accountIds), store.paths(ctx.tx, ctx.tenant.id, accountIds)]);',
        put: `await ctx.client.query('select 1 from exposure.accounts where account_id = any($1::uuid[]) order by account_id for no key update', [accountIds]);
  const [rows, paths] = await Promise.all([store.lockLines(ctx.tx, accountIds), store.paths(ctx.tx, ctx.tenant.id, accountIds)]);`,
      },
    ],
  },
  {
    name: 'the leaking parent: what a member gives back stays on its group',
    invariant: 'R2',
    dies: 'R2 group',
    quick: true,
    edits: [
      {
        file: EXPOSURE,
        find: '      node.children_minor += moved;\n      node.exposure_minor += moved;\n      this.#touched.add(node);',
        put: '      if (moved < 0n) continue;\n      node.children_minor += moved;\n      node.exposure_minor += moved;\n      this.#touched.add(node);',
      },
    ],
  },
  {
    name: 'answer before the commit',
    invariant: 'R3',
    dies: 'R3 answered before commit',
    quick: true,
    edits: [
      {
        file: 'src/platform/database.ts',
        find: "const ended = await client.query(how.dryRun ? 'rollback' : 'commit');",
        put: "const ended = { command: how.dryRun ? 'ROLLBACK' : 'COMMIT' };\n      client.query(how.dryRun ? 'rollback' : 'commit').catch(() => {});",
      },
    ],
  },
  {
    name: 'a key that everybody wins',
    invariant: 'R5',
    dies: 'R5 doubled',
    quick: true,
    edits: [
      {
        file: 'src/platform/requests.ts',
        find: 'on conflict (tenant_id, request_key) do nothing',
        put: 'on conflict (tenant_id, request_key) do update set claimed_at = excluded.claimed_at',
      },
    ],
  },
  {
    name: 'the fingerprint ignores the amount',
    invariant: 'R6',
    dies: 'R6 another body',
    edits: [
      {
        file: 'src/platform/dispatch.ts',
        find: 'canonical(input)}`',
        put: 'canonical({ ...(input as object), amount: null })}`',
      },
    ],
  },
  {
    name: 'the fingerprint ignores the term',
    invariant: 'R6',
    dies: 'R6 another body',
    edits: [
      {
        file: 'src/platform/dispatch.ts',
        find: 'canonical(input)}`',
        put: 'canonical({ ...(input as object), termsDays: null })}`',
      },
    ],
  },
  {
    name: 'receipts move the balance and leave no entry',
    invariant: 'R8',
    dies: 'R8 journal',
    edits: [
      {
        file: EXPOSURE,
        find: 'this.#entries.slice(from, from + ENTRY_CHUNK)',
        put: "this.#entries.slice(from, from + ENTRY_CHUNK).filter((each) => each.part !== 'unapplied')",
      },
    ],
  },
  {
    name: 'expiry does not ask whether the reservation ended already',
    invariant: 'R9',
    dies: 'R9 reservations',
    edits: [
      {
        file: ORDERS_STORE,
        find: 'where account_id = any(${accountIds}::uuid[]) and ended_at is null and expires_at <= ${at}\n    order by',
        put: 'where account_id = any(${accountIds}::uuid[]) and expires_at <= ${at}\n    order by',
      },
      {
        file: ORDERS_STORE,
        find: 'r.order_id = o.order_id and r.ended_at is null\n',
        put: 'r.order_id = o.order_id\n',
      },
    ],
  },
  {
    name: 'a cancelled order keeps its place in the balance',
    invariant: 'R9',
    dies: 'R9 reservations',
    edits: [
      {
        file: 'src/rooms/orders/ledger.ts',
        find: "this.#change(order, reservation, how === 'expired' ? 'expire' : 'release', -given, sourceKey, eventId);",
        put: "this.#change(order, reservation, how === 'expired' ? 'expire' : 'release', how === 'expired' ? -given : 0n, sourceKey, eventId);",
      },
    ],
  },
  {
    name: 'a hold is decided whatever its version',
    invariant: 'R14',
    dies: 'R14 lost update',
    edits: [
      {
        file: 'src/rooms/orders/hold-decisions.ts',
        find: 'if (version !== null && row.version !== version)',
        put: 'if (version !== null && row.version < 0)',
      },
    ],
  },
  {
    name: 'an exposure and its parts from two looks',
    invariant: 'R7',
    dies: 'R7 shown',
    edits: [
      {
        file: 'src/rooms/exposure/position.ts',
        find: '  const nodes = await readLines(ctx, ids);\n  const several',
        put: `  const earlier = await readLines(ctx, ids);
  await new Promise((done) => setTimeout(done, 20));
  const nodes = (await readLines(ctx, ids)).map((row, at) => ({ ...row, exposure_minor: earlier[at]!.exposure_minor }));
  const several`,
      },
    ],
  },
  {
    name: 'a Number() where money is written',
    invariant: 'R10',
    dies: 'R10 money',
    edits: [
      {
        file: 'src/base/money.ts',
        find: '(minor < 0n ? -minor : minor).toString()',
        put: 'String(Number(minor < 0n ? -minor : minor))',
      },
    ],
  },
  {
    name: 'a grant too many',
    invariant: 'R11',
    dies: 'R11 append-only',
    edits: [
      { file: 'src/platform/table-classes.ts', find: "append: 'select, insert',", put: "append: 'select, insert, update'," },
    ],
  },
  {
    name: 'told in a transaction of its own, before the commit',
    invariant: 'R17',
    dies: 'R17 told',
    edits: [
      {
        file: 'src/platform/notices.ts',
        find: '    await tx.run(\n',
        put: '    await ctx.installation.database.transaction(tenant.id, (apart) => apart.run(\n',
      },
      { file: 'src/platform/notices.ts', find: "      'tell',\n    );", put: "      'tell',\n    ));" },
    ],
  },
  {
    name: 'row-level security that lets everybody in, and statements that name no company',
    invariant: 'R18',
    dies: 'R18 isolation',
    edits: [
      {
        file: 'src/platform/migrate.ts',
        find: "using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)",
        put: 'using (true)',
      },
    ],
  },
  {
    name: 'a new key for every try',
    invariant: 'R4',
    dies: 'R4 asked anew',
    edits: [
      {
        file: 'clients/typescript/client.ts',
        find: "{ 'idempotency-key': key }",
        put: "{ 'idempotency-key': crypto.randomUUID() }",
      },
    ],
  },
  {
    name: 'decisions are run again by the rules of today',
    invariant: 'R12',
    dies: 'R12 replay',
    edits: [
      {
        file: 'src/rooms/policies/rulebooks.ts',
        find: 'const { body_hash: hash } = await store.versionRow(ctx.tx, ctx.tenant.id, kind, version);\n  return parsedOf(ctx, kind, version, hash);',
        put: 'return version > 0 ? (await rulebook(ctx, kind)).rules : (undefined as never);',
      },
    ],
  },
  {
    name: 'less than nothing is shown as nothing',
    invariant: 'R13',
    dies: 'R13 shown',
    edits: [
      {
        file: 'src/engine/account.ts',
        find: "  return (mode === 'amount' && capMinor !== null ? capMinor : 0n) - exposureMinor;",
        put: "  const left = (mode === 'amount' && capMinor !== null ? capMinor : 0n) - exposureMinor;\n  return left < 0n ? 0n : left;",
      },
    ],
  },
  {
    name: 'a report of another moment knows what is known now',
    invariant: 'R15',
    dies: 'R15 report',
    edits: [
      {
        file: 'src/platform/as-of.ts',
        find: '${sql.raw(recordedAt)} <= ${asOf.knownAt}::timestamptz)`;',
        put: '${sql.raw(recordedAt)} <= now())`;',
      },
    ],
  },
  {
    name: 'who cannot look approves',
    invariant: 'R16',
    dies: 'R16 approved',
    edits: [
      {
        file: 'src/rooms/orders/check.ts',
        find: '  const gathered = await gather(ctx, asked);\n  const under',
        put: "  const gathered = await gather(ctx, asked).catch(() => null);\n  if (!gathered) {\n    for (const each of asked) answers[each.at] = { answer: { outcome: 'clear', checkId: newId() } as never };\n    return;\n  }\n  const under",
      },
    ],
  },
  {
    name: 'a bill endorsed with recourse is taken for paid',
    invariant: 'bills',
    dies: 'bills: endorsed',
    edits: [
      {
        file: 'src/engine/bills.ts',
        find: '      if (!standing.recourse) return none;',
        put: "      if (!standing.recourse || standing.state === 'endorsed') return none;",
      },
    ],
  },
  {
    name: 'a bill discounted with recourse is no contingent debt any more',
    invariant: 'bills',
    dies: 'bills: discounted',
    edits: [
      {
        file: 'src/engine/bills.ts',
        find: '      if (!standing.recourse) return none;',
        put: "      if (!standing.recourse || standing.state === 'discounted') return none;",
      },
    ],
  },
];
