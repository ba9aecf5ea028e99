// Sampling audits 抽查: customers drawn by a stored seed, findings, corrections closed by someone else, error rates.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import {
  CustomerCode,
  DayText,
  Empty,
  Id,
  Input,
  InstantText,
  Nullable,
  OneOf,
  PAGE,
  ReasonText,
  Version,
} from '#platform/schemas.ts';

export const SAMPLE_MAX = 500;
const Item = Type.String({ pattern: '^(fact|paper|contacts|records)(:[a-z][a-z0-9_]{0,39})?$' });
const CustomerRef = Type.Object({ code: Type.String(), name: Type.String() });

const Finding = Type.Object({
  id: Id,
  auditId: Id,
  customer: CustomerRef,
  item: Type.String(),
  note: Type.String(),
  foundBy: Type.String(),
  foundAt: InstantText,
  owner: Nullable(Type.String()),
  dueOn: DayText,
  correction: Nullable(Type.String()),
  correctedBy: Nullable(Type.String()),
  correctedAt: Nullable(InstantText),
  closedBy: Nullable(Type.String()),
  closedAt: Nullable(InstantText),
  /** Whether the asking person may close it: corrected, and by someone else. */
  mayClose: Type.Boolean(),
  version: Version,
});

export const drawAudit = operation({
  name: 'dossiers.draw-audit',
  summary: { zh: '抽取客户做档案抽查', en: 'Draw customers for a sampling audit of their files' },
  permission: 'files.verify',
  writes: true,
  input: Input({
    name: Type.String({ minLength: 2, maxLength: 100 }),
    size: Type.Integer({ minimum: 1, maximum: SAMPLE_MAX }),
    method: OneOf(['random', 'risk']),
    checklist: Type.Array(Item, { minItems: 1, maxItems: 40 }),
    dueOn: DayText,
    /** To draw the same customers again, as an auditor would; absent: a new one is made and kept. */
    seed: Type.Optional(Type.String({ minLength: 8, maxLength: 64 })),
  }),
  output: Type.Object({ id: Id, seed: Type.String(), drawn: Type.Integer(), population: Type.Integer() }),
});

export const audits = operation({
  name: 'dossiers.audits',
  summary: { zh: '抽查列表', en: 'Sampling audits' },
  permission: 'customers.read',
  reads: true,
  input: Input(PAGE),
  output: Type.Object({
    audits: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        method: OneOf(['random', 'risk']),
        seed: Type.String(),
        drawn: Type.Integer(),
        population: Type.Integer(),
        done: Type.Integer(),
        findings: Type.Integer(),
        openFindings: Type.Integer(),
        dueOn: DayText,
        drawnBy: Type.String(),
        drawnAt: InstantText,
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const audit = operation({
  name: 'dossiers.audit',
  summary: { zh: '一次抽查：样本与发现', en: 'One audit: its sample and findings' },
  permission: 'customers.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    name: Type.String(),
    method: OneOf(['random', 'risk']),
    seed: Type.String(),
    checklist: Type.Array(Type.String()),
    dueOn: DayText,
    items: Type.Array(
      Type.Object({
        customer: CustomerRef,
        owner: Nullable(Type.String()),
        doneBy: Nullable(Type.String()),
        doneAt: Nullable(InstantText),
        findings: Type.Integer(),
      }),
    ),
    findings: Type.Array(Finding),
  }),
});

export const findings = operation({
  name: 'dossiers.findings',
  summary: { zh: '抽查发现与整改', en: 'Findings and their corrections' },
  permission: 'customers.read',
  reads: true,
  input: Input({ state: Type.Optional(OneOf(['open', 'closed'])), ...PAGE }),
  output: Type.Object({ findings: Type.Array(Finding), next: Nullable(Type.String()) }),
});

export const recordFinding = operation({
  name: 'dossiers.record-finding',
  summary: { zh: '记录抽查发现，派人整改', en: 'Record a finding and who is to correct it' },
  permission: 'files.verify',
  writes: true,
  input: Input({
    audit: Id,
    customer: CustomerCode,
    item: Item,
    note: ReasonText,
    dueOn: DayText,
    owner: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  output: Type.Object({ id: Id }),
});

export const passItem = operation({
  name: 'dossiers.pass-item',
  summary: { zh: '一个客户查完', en: 'A customer of the sample is done' },
  permission: 'files.verify',
  writes: true,
  input: Input({ audit: Id, customer: CustomerCode }),
  output: Type.Object({ done: Type.Integer(), left: Type.Integer() }),
});

export const correctFinding = operation({
  name: 'dossiers.correct-finding',
  summary: { zh: '提交整改', en: 'Say that a finding is corrected' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, version: Version, correction: ReasonText }),
  output: Type.Object({ version: Version }),
});

export const closeFinding = operation({
  name: 'dossiers.close-finding',
  summary: { zh: '确认整改或退回', en: 'Accept a correction, or send it back' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, version: Version, accept: Type.Boolean() }),
  output: Type.Object({ closed: Type.Boolean() }),
});

export const auditReport = operation({
  name: 'dossiers.audit-report',
  summary: { zh: '抽查差错率：按业务员与按栏目', en: 'Error rates of audits by salesperson and by item' },
  permission: 'customers.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    files: Type.Integer(),
    faulty: Type.Integer(),
    bySalesperson: Type.Array(
      Type.Object({
        name: Nullable(Type.String()),
        files: Type.Integer(),
        faulty: Type.Integer(),
        findings: Type.Integer(),
        ratePpm: Type.Integer(),
      }),
    ),
    byItem: Type.Array(
      Type.Object({ item: Type.String(), files: Type.Integer(), faulty: Type.Integer(), ratePpm: Type.Integer() }),
    ),
  }),
});
