// A customer's file: facts, own fields, contacts, papers, external records, how complete it is. Requests and audits have files of their own.
import { Type } from 'typebox';
import {
  CONTACT_BASES,
  CONTACT_PURPOSES,
  FACT_SOURCES,
  FIELD_KINDS,
  PAPER_KINDS,
  RECORD_KINDS,
} from '#engine/dossier-catalogue.ts';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import {
  CustomerCode,
  DayText,
  Empty,
  Id,
  Input,
  InstantText,
  Money,
  Nullable,
  OneOf,
  PAGE,
  ReasonText,
  Version,
} from '#platform/schemas.ts';

export * from './contract-audits.ts';
export * from './contract-requests.ts';

export const FACTS_MAX = 60;
export const PAPER_BYTES_MAX = 20 * 1024 * 1024;

const Source = OneOf(FACT_SOURCES);
const PaperKind = OneOf(PAPER_KINDS.map((each) => each.key));
const RecordKind = OneOf(RECORD_KINDS.map((each) => each.key));
const FieldKey = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' });
const Note = Type.String({ maxLength: 500 });
const SubjectKind = OneOf(['fact', 'paper', 'record']);
const State = OneOf(['good', 'unverified', 'stale', 'expired', 'missing']);
const Value = Type.Union([Type.String({ maxLength: 1_000 }), Type.Boolean(), Money]);
const CustomerRef = Type.Object({ code: Type.String(), name: Type.String() });

export const FieldShape = Type.Object({
  key: Type.String(),
  name: Type.Object({ zh: Type.String(), en: Type.String() }),
  kind: OneOf(FIELD_KINDS),
  unit: Nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
  choices: Type.Array(Type.Object({ key: Type.String(), zh: Type.String(), en: Type.String() })),
  freshDays: Nullable(Type.Integer()),
  weight: Type.Integer(),
  requiredIn: Type.Array(Type.String()),
  own: Type.Boolean(),
});

export const FactShape = Type.Object({
  id: Id,
  field: Type.String(),
  value: Value,
  source: Type.String(),
  sourceNote: Nullable(Type.String()),
  validFrom: DayText,
  expiresOn: Nullable(DayText),
  staleOn: Nullable(DayText),
  enteredBy: Type.String(),
  recordedAt: InstantText,
  outcome: Nullable(OneOf(['verified', 'refuted', 'withdrawn'])),
  checkedBy: Nullable(Type.String()),
  checkedAt: Nullable(InstantText),
  /** Whether the person who asks may verify it: someone else entered it, and nobody has decided. */
  mayVerify: Type.Boolean(),
  state: State,
});

export const PaperShape = Type.Object({
  id: Id,
  kind: Type.String(),
  version: Type.Integer(),
  latest: Type.Boolean(),
  fileName: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  source: Type.String(),
  note: Nullable(Type.String()),
  issuedOn: Nullable(DayText),
  expiresOn: Nullable(DayText),
  staleOn: Nullable(DayText),
  enteredBy: Type.String(),
  recordedAt: InstantText,
  outcome: Nullable(OneOf(['verified', 'refuted', 'withdrawn'])),
  checkedBy: Nullable(Type.String()),
  checkedAt: Nullable(InstantText),
  mayVerify: Type.Boolean(),
  looks: Type.Integer(),
  state: State,
});

export const RecordShape = Type.Object({
  id: Id,
  kind: Type.String(),
  source: Type.String(),
  sourceKey: Type.String(),
  happenedOn: DayText,
  amount: Nullable(Money),
  summary: Type.String(),
  expiresOn: Nullable(DayText),
  enteredBy: Type.String(),
  recordedAt: InstantText,
  outcome: Nullable(OneOf(['verified', 'refuted', 'withdrawn'])),
  checkedBy: Nullable(Type.String()),
  mayVerify: Type.Boolean(),
  dispute: Nullable(
    Type.Object({
      id: Id,
      demand: Type.String(),
      raisedAt: InstantText,
      answerBy: DayText,
      outcome: Nullable(OneOf(['corrected', 'kept'])),
      answer: Nullable(Type.String()),
    }),
  ),
});

/** Masked unless asked for in full by `dossiers.look-at-contact`. */
export const ContactShape = Type.Object({
  id: Id,
  name: Type.String(),
  position: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  email: Nullable(Type.String()),
  wechat: Nullable(Type.String()),
  purpose: OneOf(CONTACT_PURPOSES),
  basis: OneOf(CONTACT_BASES),
  consentOn: Nullable(DayText),
  retainUntil: Nullable(DayText),
  enteredBy: Type.String(),
  recordedAt: InstantText,
  looks: Type.Integer(),
  /** At how many other customers the same phone or mail address stands. */
  sharedWith: Type.Integer(),
  version: Version,
});

export const CompletenessShape = Type.Object({
  scorePpm: Nullable(Type.Integer({ description: 'of 1,000,000; null: nothing is needed' })),
  items: Type.Array(Type.Object({ item: Type.String(), weight: Type.Integer(), state: State })),
  missing: Type.Array(Type.String()),
  stale: Type.Array(Type.String()),
  unverified: Type.Array(Type.String()),
});

export const file = operation({
  name: 'dossiers.file',
  summary: {
    zh: '客户档案：事实、证照、联系人、外部记录与完整度',
    en: 'A customer’s file: facts, papers, contacts, external records, completeness',
  },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode, asOf: Type.Optional(DayText), knownAt: Type.Optional(InstantText) }),
  output: Type.Object({
    customer: CustomerRef,
    asOf: DayText,
    completeness: CompletenessShape,
    fields: Type.Array(FieldShape),
    facts: Type.Array(FactShape, { description: 'in force on the day; refuted and withdrawn ones are in the history' }),
    papers: Type.Array(PaperShape, { description: 'newest version first' }),
    contacts: Type.Array(ContactShape),
    records: Type.Array(RecordShape),
    vat: Type.Array(
      Type.Object({ monthOn: DayText, direction: OneOf(['out', 'in']), net: Money, tax: Money, invoices: Type.Integer() }),
      { description: 'of the customer’s own VAT invoices, the last 24 months' },
    ),
    openRequests: Type.Integer(),
  }),
});

export const history = operation({
  name: 'dossiers.history',
  summary: { zh: '一项事实的全部记录', en: 'Everything ever entered for one fact' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode, field: FieldKey }),
  output: Type.Object({ facts: Type.Array(FactShape, { description: 'newest first, the first 200' }) }),
});

export const enterFacts = operation({
  name: 'dossiers.enter-facts',
  summary: { zh: '录入客户事实（待另一人核实）', en: 'Enter facts of a customer, to be verified by someone else' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    facts: Type.Array(
      Type.Object(
        { field: FieldKey, value: Value, validFrom: Type.Optional(DayText), expiresOn: Type.Optional(DayText) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: FACTS_MAX },
    ),
    source: Source,
    sourceNote: Type.Optional(Note),
    paper: Type.Optional(Id),
  }),
  output: Type.Object({
    entered: Type.Integer(),
    /** Same value, source and days as what is in force: not entered again. */
    unchanged: Type.Integer(),
  }),
});

export const check = operation({
  name: 'dossiers.check',
  summary: { zh: '核实或驳回他人的录入', en: 'Verify or refute what another entered' },
  permission: 'files.verify',
  writes: true,
  input: Input({
    subjects: Type.Array(Type.Object({ kind: SubjectKind, id: Id }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 100,
    }),
    outcome: OneOf(['verified', 'refuted']),
    note: Type.Optional(Note),
  }),
  output: Type.Object({ checked: Type.Integer() }),
});

export const withdraw = operation({
  name: 'dossiers.withdraw',
  summary: { zh: '撤回自己的录入', en: 'Take back what one entered oneself' },
  permission: 'files.write',
  writes: true,
  input: Input({ kind: SubjectKind, id: Id, note: Type.Optional(Note) }),
  output: Type.Object({ withdrawn: Type.Boolean() }),
});

export const toVerify = operation({
  name: 'dossiers.to-verify',
  summary: { zh: '待核实的录入', en: 'Entries that wait to be verified' },
  permission: 'customers.read',
  reads: true,
  input: Input({ mine: Type.Optional(Type.Boolean({ description: 'only what the asking person may verify' })), ...PAGE }),
  output: Type.Object({
    entries: Type.Array(
      Type.Object({
        kind: SubjectKind,
        id: Id,
        customer: CustomerRef,
        what: Type.String({ description: 'field, paper or record kind' }),
        value: Nullable(Value),
        source: Type.String(),
        enteredBy: Type.String(),
        recordedAt: InstantText,
        mayVerify: Type.Boolean(),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const fields = operation({
  name: 'dossiers.fields',
  summary: { zh: '档案栏目：内置与自定义', en: 'Fields of the file: shipped and own' },
  permission: 'customers.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    fields: Type.Array(
      Type.Intersect([
        FieldShape,
        Type.Object({
          version: Nullable(Type.Integer()),
          archived: Type.Boolean(),
          changedBy: Nullable(Type.String()),
          changedAt: Nullable(InstantText),
        }),
      ]),
    ),
  }),
});

export const saveField = operation({
  name: 'dossiers.save-field',
  summary: { zh: '新增或更改自定义栏目', en: 'Add or change a field of one’s own' },
  permission: 'policies.write',
  writes: true,
  input: Input({
    /** Absent: a new field. */
    key: Type.Optional(FieldKey),
    /** As read; needed with `key`. */
    version: Type.Optional(Version),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    nameEn: Type.Optional(Type.String({ maxLength: 60 })),
    kind: OneOf(FIELD_KINDS),
    unit: Type.Optional(Type.String({ maxLength: 20 })),
    choices: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })),
    freshDays: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 3650 }))),
    weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })),
    requiredIn: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })),
    archived: Type.Optional(Type.Boolean()),
  }),
  output: Type.Object({ key: Type.String(), version: Version }),
});

export const saveContact = operation({
  name: 'dossiers.save-contact',
  summary: { zh: '新增或更改联系人', en: 'Add or change a contact' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    /** Absent: a new contact. What is absent stays as it is; empty clears it. */
    id: Type.Optional(Id),
    version: Type.Optional(Version),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    position: Type.Optional(Type.String({ maxLength: 60 })),
    phone: Type.Optional(Type.String({ maxLength: 40 })),
    email: Type.Optional(Type.String({ maxLength: 120 })),
    wechat: Type.Optional(Type.String({ maxLength: 60 })),
    purpose: Type.Optional(OneOf(CONTACT_PURPOSES)),
    basis: Type.Optional(OneOf(CONTACT_BASES)),
    consentOn: Type.Optional(DayText),
    noticeVersion: Type.Optional(Type.String({ maxLength: 40 })),
    retainUntil: Type.Optional(DayText),
  }),
  output: Type.Object({
    id: Id,
    sharedWith: Type.Integer({ description: 'other customers with the same phone or mail address' }),
  }),
});

export const lookAtContact = operation({
  name: 'dossiers.look-at-contact',
  summary: { zh: '查看联系人完整信息（留痕）', en: 'See a contact in full; the look is noted' },
  permission: 'contacts.read',
  writes: true,
  idempotent: 'none',
  input: Input({ id: Id, why: Type.Optional(ReasonText) }),
  output: Type.Object({
    name: Type.String(),
    phone: Nullable(Type.String()),
    email: Nullable(Type.String()),
    wechat: Nullable(Type.String()),
    looks: Type.Array(Type.Object({ by: Type.String(), at: InstantText, how: Type.String(), why: Nullable(Type.String()) }), {
      description: 'who looked, newest first, the first 50',
    }),
  }),
});

export const findContact = operation({
  name: 'dossiers.find-contact',
  summary: { zh: '按电话或邮箱精确查找联系人（留痕）', en: 'Find contacts by exact phone or mail address; noted' },
  permission: 'contacts.read',
  writes: true,
  idempotent: 'none',
  input: Input({ text: Type.String({ minLength: 3, maxLength: 120 }) }),
  output: Type.Object({ contacts: Type.Array(Type.Object({ id: Id, name: Type.String(), customer: CustomerRef })) }),
});

export const exportContact = operation({
  name: 'dossiers.export-contact',
  summary: { zh: '导出一个人的全部个人信息', en: 'Export everything kept about one person' },
  permission: 'contacts.read',
  reads: true,
  download: true,
  input: Input({ id: Id }),
  output: Type.Object({}),
});

export const eraseContact = operation({
  name: 'dossiers.erase-contact',
  summary: { zh: '删除一个人的个人信息', en: 'Erase the personal data of one person' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, version: Version, reason: ReasonText }),
  output: Type.Object({ erased: Type.Boolean() }),
});

export const uploadPaper = operation({
  name: 'dossiers.upload-paper',
  summary: { zh: '上传客户证照或文件', en: 'Upload a paper of a customer' },
  permission: 'files.write',
  writes: true,
  file: true,
  fileBytesMax: PAPER_BYTES_MAX,
  input: Input({
    customer: CustomerCode,
    kind: PaperKind,
    source: Type.Optional(Source),
    issuedOn: Type.Optional(DayText),
    expiresOn: Type.Optional(DayText),
    note: Type.Optional(Note),
  }),
  output: Type.Object({ id: Id, version: Type.Integer(), known: Type.Boolean(), bytes: Type.Integer(), sha256: Type.String() }),
});

export const paper = operation({
  name: 'dossiers.paper',
  summary: { zh: '下载客户文件（留痕）', en: 'Download a paper; the look is noted' },
  permission: 'customers.read',
  reads: true,
  download: true,
  input: Input({ id: Id }),
  output: Type.Object({}),
});

export const addRecord = operation({
  name: 'dossiers.add-record',
  summary: { zh: '录入外部记录（待另一人核实）', en: 'Enter an external record, to be verified by someone else' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    kind: RecordKind,
    source: Type.String({ minLength: 1, maxLength: 100 }),
    sourceKey: Type.Optional(Type.String({ maxLength: 120, description: 'case or record number at the source' })),
    happenedOn: DayText,
    amount: Type.Optional(Money),
    summary: Type.String({ minLength: 2, maxLength: 1_000 }),
    expiresOn: Type.Optional(DayText),
    paper: Type.Optional(Id),
  }),
  output: Type.Object({ id: Id }),
});

export const disputeRecord = operation({
  name: 'dossiers.dispute-record',
  summary: { zh: '登记客户对外部记录的异议', en: 'Note that a customer demands a record corrected' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, demand: ReasonText }),
  output: Type.Object({ id: Id, answerBy: DayText }),
});

export const settleDispute = operation({
  name: 'dossiers.settle-dispute',
  summary: { zh: '答复异议：更正或维持', en: 'Answer the demand: corrected or kept' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, outcome: OneOf(['corrected', 'kept']), answer: ReasonText }),
  output: Type.Object({ outcome: OneOf(['corrected', 'kept']) }),
});

export const overview = operation({
  name: 'dossiers.overview',
  summary: {
    zh: '档案总览：完整度分布、到期证照、待核实与补件',
    en: 'Files at a glance: completeness, expiring papers, what waits',
  },
  permission: 'customers.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    asOf: DayText,
    files: Type.Integer({ description: 'customers whose file has been looked at' }),
    averagePpm: Nullable(Type.Integer()),
    /** Ten steps of completeness, from 0–10 % to 90–100 %: how many customers. */
    steps: Type.Array(Type.Integer(), { minItems: 10, maxItems: 10 }),
    missing: Type.Array(Type.Object({ item: Type.String(), customers: Type.Integer() }), {
      description: 'most often missing, ten',
    }),
    toVerify: Type.Integer(),
    openRequests: Type.Integer(),
    lateRequests: Type.Integer(),
    expiringPapers: Type.Integer({ description: 'within 30 days or expired already' }),
    openFindings: Type.Integer(),
    contactsToErase: Type.Integer({ description: 'kept longer than said' }),
  }),
});

export const files = operation({
  name: 'dossiers.files',
  summary: { zh: '各客户档案的完整度', en: 'Completeness of each customer’s file' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    below: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'score below this, ppm' })),
    item: Type.Optional(Type.String({ maxLength: 60, description: 'this item is missing' })),
    segment: Type.Optional(Type.String({ maxLength: 60 })),
    ...PAGE,
  }),
  output: Type.Object({
    files: Type.Array(
      Type.Object({
        customer: CustomerRef,
        owner: Nullable(Type.String()),
        scorePpm: Type.Integer(),
        missing: Type.Array(Type.String()),
        stale: Type.Array(Type.String()),
        unverified: Type.Array(Type.String()),
        openRequests: Type.Integer(),
      }),
      { description: 'least complete first' },
    ),
    segments: Type.Array(Type.String(), { description: 'that customers are in today' }),
    next: Nullable(Type.String()),
  }),
});

export const expiring = operation({
  name: 'dossiers.expiring',
  summary: { zh: '到期与将到期的证照', en: 'Papers that expire or have expired' },
  permission: 'customers.read',
  reads: true,
  input: Input({ days: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650, default: 30 })), ...PAGE }),
  output: Type.Object({
    papers: Type.Array(
      Type.Object({ id: Id, customer: CustomerRef, owner: Nullable(Type.String()), kind: Type.String(), expiresOn: DayText }),
      { description: 'earliest first' },
    ),
    next: Nullable(Type.String()),
  }),
});

export const print = operation({
  name: 'dossiers.print',
  summary: { zh: '打印客户信用档案（PDF）', en: 'Print the credit dossier of a customer (PDF)' },
  permission: 'customers.read',
  reads: true,
  download: true,
  input: Input({
    customer: CustomerCode,
    asOf: Type.Optional(DayText),
    knownAt: Type.Optional(InstantText),
    language: Type.Optional(OneOf(['zh', 'en'])),
  }),
  output: Type.Object({}),
});

export const changeKeys = operation({
  name: 'dossiers.change-keys',
  summary: {
    zh: '更换个人信息与文件的密钥，并重新加密一批',
    en: 'Change the keys of personal data and papers, and seal a part anew',
  },
  permission: 'system.manage',
  writes: true,
  bulk: true,
  input: Input({
    /** Absent: go on with what a change before has left. */
    newKey: Type.Optional(Type.Boolean()),
  }),
  output: Type.Object({
    resealed: Type.Integer(),
    /** Nothing is sealed by an older key any more. */
    done: Type.Boolean(),
  }),
});

/** The file of these customers changed: score, facts or records may be others than before. */
export const fileChanged = event<{ partyIds: readonly string[] }>('dossiers.file-changed');
