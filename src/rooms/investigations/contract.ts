// Investigations: a record by template, its pictures, its second look, its printed report.
import { Type } from 'typebox';
import { FINDING_KINDS } from '#engine/investigation-rules.ts';
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

export * from './contract-references.ts';

export const STATES = ['draft', 'submitted', 'verified', 'returned', 'dropped'] as const;
export const FINDINGS_MAX = 400;
export const PHOTOS_MAX = 60;
const PHOTO_BYTES_MAX = 20 * 1024 * 1024;
const Words = Type.Object({ zh: Type.String(), en: Type.String() });
const QuestionKey = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' });
const Finding = Type.Object(
  { question: QuestionKey, value: Type.String({ maxLength: 2_000 }), note: Type.Optional(Type.String({ maxLength: 500 })) },
  { additionalProperties: false },
);

export const QuestionShape = Type.Object({
  key: Type.String(),
  title: Words,
  help: Nullable(Words),
  kind: OneOf(FINDING_KINDS),
  required: Type.Boolean(),
  feeds: Nullable(Type.String({ description: 'the indicator it becomes' })),
  weight: Nullable(Type.Integer()),
  unit: Nullable(Words),
  least: Nullable(Type.Number()),
  most: Nullable(Type.Number()),
  options: Type.Array(Type.Object({ zh: Type.String(), en: Type.String(), points: Type.Integer(), flag: Type.Boolean() })),
});
export const TemplateShape = Type.Object({
  key: Type.String(),
  title: Words,
  segments: Type.Array(Type.String()),
  freshDays: Type.Integer(),
  sections: Type.Array(Type.Object({ key: Type.String(), title: Words, questions: Type.Array(QuestionShape) })),
});

const Line = {
  id: Id,
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  template: Type.Object({ key: Type.String(), title: Words }),
  state: OneOf(STATES),
  /** The newest verified one counts; older ones are superseded, old ones expired. */
  standing: Nullable(OneOf(['counts', 'superseded', 'expired'])),
  visitOn: DayText,
  freshUntil: DayText,
  visitor: Type.String(),
  scorePpm: Nullable(Type.Integer({ description: 'share of the most points' })),
  redFlags: Nullable(Type.Integer()),
  answered: Type.Integer(),
  asked: Type.Integer(),
  photos: Type.Integer(),
  submittedBy: Nullable(Type.String()),
  submittedAt: Nullable(InstantText),
  checkedBy: Nullable(Type.String()),
  checkedAt: Nullable(InstantText),
  openedAt: InstantText,
  version: Version,
};

export const templates = operation({
  name: 'investigations.templates',
  summary: { zh: '资信调查模板', en: 'Templates of investigations' },
  permission: 'customers.read',
  reads: true,
  input: Empty,
  output: Type.Object({ version: Type.Integer(), templates: Type.Array(TemplateShape) }),
});

export const list = operation({
  name: 'investigations.list',
  summary: { zh: '资信调查', en: 'Investigations' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    state: Type.Optional(OneOf(STATES)),
    text: Type.Optional(Type.String({ maxLength: 100, description: 'in the code or name of the customer' })),
    mine: Type.Optional(Type.Boolean({ description: 'only those the asking person wrote in' })),
    ...PAGE,
  }),
  output: Type.Object({
    investigations: Type.Array(Type.Object(Line)),
    counts: Type.Object({ draft: Type.Integer(), submitted: Type.Integer(), verified: Type.Integer(), returned: Type.Integer() }),
    next: Nullable(Type.String()),
  }),
});

export const one = operation({
  name: 'investigations.one',
  summary: { zh: '一份资信调查', en: 'One investigation' },
  permission: 'customers.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    ...Line,
    sections: TemplateShape.properties.sections,
    findings: Type.Array(Type.Object({ question: Type.String(), value: Type.String(), note: Nullable(Type.String()) })),
    pictures: Type.Array(
      Type.Object({
        id: Id,
        question: Type.String(),
        fileName: Type.String(),
        image: Type.Boolean({ description: 'a picture a page can show' }),
        caption: Nullable(Type.String()),
        addedBy: Type.String(),
        addedAt: InstantText,
      }),
    ),
    indicators: Type.Array(
      Type.Object({
        key: Type.String(),
        title: Words,
        unit: Type.String(),
        value: Nullable(Type.Number()),
        missing: Nullable(Type.String()),
        answered: Nullable(Type.Integer()),
        asked: Nullable(Type.Integer()),
      }),
    ),
    missing: Type.Array(Type.String({ description: 'questions without which it is not submitted' })),
    conclusion: Nullable(Type.String()),
    proposed: Nullable(Money),
    proposedTermsDays: Nullable(Type.Integer()),
    checkNote: Nullable(Type.String()),
    mayWrite: Type.Boolean(),
    mayVerify: Type.Boolean({ description: 'someone else wrote it, and it waits' }),
  }),
});

export const open = operation({
  name: 'investigations.open',
  summary: { zh: '新建资信调查', en: 'Begin an investigation' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    /** Absent: the one of the customer's segment. */
    template: Type.Optional(QuestionKey),
    visitOn: Type.Optional(DayText),
    visitor: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'who goes; absent: who asks' })),
  }),
  output: Type.Object({ id: Id, template: Type.String(), version: Version }),
});

export const save = operation({
  name: 'investigations.save',
  summary: { zh: '保存调查草稿', en: 'Save what was found so far' },
  permission: 'files.write',
  writes: true,
  input: Input({
    id: Id,
    version: Version,
    visitOn: Type.Optional(DayText),
    visitor: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    /** Only those named are changed; an empty value takes one back, an absent note stays. */
    findings: Type.Optional(Type.Array(Finding, { maxItems: FINDINGS_MAX })),
    conclusion: Type.Optional(Type.String({ maxLength: 4_000 })),
    proposed: Type.Optional(Nullable(Money)),
    proposedTermsDays: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 365 }))),
  }),
  output: Type.Object({ version: Version, missing: Type.Array(Type.String()) }),
});

export const submit = operation({
  name: 'investigations.submit',
  summary: { zh: '提交调查，由另一人核实', en: 'Submit an investigation for a second person to verify' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, version: Version }),
  output: Type.Object({ state: OneOf(STATES) }),
});

export const check = operation({
  name: 'investigations.check',
  summary: { zh: '核实或退回他人的调查', en: 'Verify or return an investigation of another' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, version: Version, outcome: OneOf(['verified', 'returned']), note: Type.Optional(ReasonText) }),
  output: Type.Object({ state: OneOf(STATES) }),
});

export const drop = operation({
  name: 'investigations.drop',
  summary: { zh: '作废调查草稿', en: 'Drop a draft' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, version: Version }),
  output: Type.Object({ state: OneOf(STATES) }),
});

export const addPhoto = operation({
  name: 'investigations.add-photo',
  summary: { zh: '给调查添加照片或文件', en: 'Add a picture or paper to an investigation' },
  permission: 'files.write',
  writes: true,
  file: true,
  fileBytesMax: PHOTO_BYTES_MAX,
  input: Input({ id: Id, question: QuestionKey, caption: Type.Optional(Type.String({ maxLength: 200 })) }),
  output: Type.Object({ photo: Id, fileName: Type.String(), known: Type.Boolean() }),
});

export const removePhoto = operation({
  name: 'investigations.remove-photo',
  summary: { zh: '从草稿中删除照片', en: 'Take a picture out of a draft' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, photo: Id }),
  output: Type.Object({ removed: Type.Boolean() }),
});

export const photo = operation({
  name: 'investigations.photo',
  summary: { zh: '查看调查照片或文件', en: 'A picture or paper of an investigation' },
  permission: 'customers.read',
  reads: true,
  download: true,
  input: Input({ id: Id, photo: Id }),
  output: Type.Object({}),
});

export const report = operation({
  name: 'investigations.report',
  summary: { zh: '资信调查报告（PDF 或 Word）', en: 'Report of an investigation (PDF or Word)' },
  permission: 'customers.read',
  reads: true,
  download: true,
  input: Input({ id: Id, format: Type.Optional(OneOf(['pdf', 'docx'])), language: Type.Optional(OneOf(['zh', 'en'])) }),
  output: Type.Object({}),
});
