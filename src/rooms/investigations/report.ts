// The printed 资信调查报告: findings with pictures, references, finances, dealings with us, conclusion and signatures; PDF or Word.
import { formatMinor } from '#base/money.ts';
import { formatPpmAsPercent, ratioPpm } from '#base/ratio.ts';
import { entryOf } from '#engine/indicator-catalogue.ts';
import type { EntryUnit, Readings } from '#engine/indicator-reading.ts';
import { scoreFindings } from '#engine/investigation.ts';
import { INVESTIGATION_ABOUT, INVESTIGATION_KEYS } from '#engine/investigation-indicators.ts';
import { type FindingQuestion, type InvestigationTemplate, questionsOf } from '#engine/investigation-rules.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { type Part, paperFile } from '#platform/paper.ts';
import type { PaperLanguage } from '#platform/pdf.ts';
import { grouped } from '#platform/pdf.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import { ledgerOf } from '#rooms/dossiers/print-ledger.ts';
import { listReadings, listsKept } from '#rooms/statements/known.ts';
import type * as contract from './contract.ts';
import { PHOTOS_MAX } from './contract.ts';
import { photoBytes } from './photos.ts';
import { templateOf, unknown, valuesOf } from './records.ts';
import { type ReportWords, wordsOf } from './report-words.ts';
import * as store from './store.ts';
import * as partners from './store-references.ts';
import * as standing from './store-report.ts';

/** Pictures on paper: more would be no report, and each is held in memory while it is laid out. */
const PICTURES_MAX = 24;
const PICTURES_BYTES_MAX = 48 * 1024 * 1024;
const REFERENCES_MAX = 30;
const RATIOS = [
  'stmt_debt_ratio',
  'stmt_current_ratio',
  'stmt_quick_ratio',
  'stmt_gross_margin',
  'stmt_net_margin',
  'stmt_roe',
  'stmt_receivable_days',
  'stmt_inventory_days',
  'stmt_cash_to_sales',
  'stmt_revenue_growth',
] as const;

export const report: Action<typeof contract.report> = async (ctx, input) => {
  const row = await store.recordById(ctx.tx, input.id, ownerScope(ctx));
  if (!row) throw unknown();
  const language: PaperLanguage = input.language ?? ctx.language;
  const w = wordsOf(language);
  const { tx } = ctx;
  const family = await familyOf(ctx, row.party_id);
  const [template, party, photos, references, grade, positions, ledger, ratios] = await Promise.all([
    templateOf(ctx, row),
    resolveParty(ctx, row.code),
    store.photosOf(tx, row.investigation_id, PHOTOS_MAX),
    partners.referencesPage(tx, {
      ownerId: ownerScope(ctx),
      partyIds: family,
      state: 'answered',
      at: ctx.at,
      before: null,
      limit: REFERENCES_MAX,
    }),
    standing.gradeOf(tx, row.party_id),
    standing.positionsOf(tx, row.party_id),
    ledgerOf(tx, row.party_id, family, ctx.today, ctx.at),
    ratiosOf(ctx, row.party_id),
  ]);
  const figure = (minor: bigint, currency: string) => `${grouped(formatMinor(minor, currency))} ${currency}`;
  const printed = await picturesOf(ctx, row.investigation_id, photos, template, language);
  const parts: Part[] = [
    ...summaryParts(w, row, template, language),
    { kind: 'section', text: w.company },
    {
      kind: 'facts',
      pairs: [
        [w.code, row.code],
        [w.uscc, party.uscc],
        [w.industry, party.industry],
        [w.region, party.region],
        [w.owner, party.owner_name],
        [w.since, party.since_on],
        [w.terms, party.terms_days === null ? null : w.days(party.terms_days)],
        [w.grade, grade ? (language === 'zh' ? `${grade.grade}（${grade.as_of}）` : `${grade.grade} (${grade.as_of})`) : null],
      ],
    },
    { kind: 'section', text: w.findings },
    ...findingParts(w, row, template, printed, language),
    ...(photos.length > printed.length ? [{ kind: 'note' as const, text: w.morePictures(photos.length - printed.length) }] : []),
    { kind: 'section', text: w.references },
    referencesTable(w, references, figure),
    { kind: 'section', text: w.finance },
    ...ratioParts(w, ratios, language),
    { kind: 'section', text: w.payment },
    ...positions.map(
      (each): Part => ({
        kind: 'facts',
        pairs: [
          [w.exposure, figure(each.exposure_minor, each.currency)],
          [w.overdue, figure(each.overdue_minor, each.currency)],
          [w.oldest, each.oldest_due_on],
          [
            w.limit,
            each.cap_mode === 'unlimited'
              ? w.unlimited
              : each.cap_minor === null || each.cap_mode === 'none'
                ? w.noLimit
                : figure(each.cap_minor, each.currency),
          ],
        ],
      }),
    ),
    {
      kind: 'table',
      columns: [
        { heading: w.month },
        { heading: w.payments, figures: true },
        { heading: w.paid, figures: true },
        { heading: w.onTime, figures: true },
        { heading: w.late, figures: true },
      ],
      rows: ledger.months.map((each) => [
        each.month.slice(0, 7),
        String(each.payments),
        figure(each.paid_minor, each.currency),
        `${formatPpmAsPercent(ratioPpm(each.on_time_minor, each.paid_minor) ?? 0, 0)}%`,
        each.days_late === null ? null : String(each.days_late),
      ]),
      empty: w.noPayments,
    },
    { kind: 'section', text: w.conclusion },
    { kind: 'text', text: row.conclusion ?? w.noConclusion },
    {
      kind: 'facts',
      pairs: [
        [w.proposed, row.proposed_minor === null ? null : figure(row.proposed_minor, row.proposed_currency!)],
        [w.proposedTerms, row.proposed_terms_days === null ? null : w.days(row.proposed_terms_days)],
      ],
    },
    {
      kind: 'signatures',
      parties: [w.signVisitor, w.signChecker, w.signApprover].map((title) => ({ title, lines: [w.sign, w.date] })),
    },
  ];
  ctx.note({ subject: { kind: 'investigation', id: row.investigation_id }, partyId: row.party_id });
  return (await paperFile(
    {
      title: w.title,
      below: row.name,
      cover: [
        [w.code, row.code],
        [w.template, template.title[language]],
        [w.visitOn, row.visit_on],
        [w.visitor, row.visitor],
        [w.state, w.states[row.state]],
        [w.checkedBy, row.state === 'verified' ? row.checked_by : null],
        [w.freshUntil, row.fresh_until],
        [w.printedOn, ctx.today],
      ],
      runningHead: `${w.title} ${row.code} ${row.visit_on}`,
      language,
      madeAt: ctx.at,
      parts,
    },
    input.format ?? 'pdf',
    `${row.code}-investigation-${row.visit_on}-${language}`,
  )) as never;
};

function summaryParts(w: ReportWords, row: store.RecordRow, template: InvestigationTemplate, language: PaperLanguage): Part[] {
  const findings = valuesOf(row.findings);
  const scores = scoreFindings(template, findings);
  const flags = questionsOf(template).flatMap((each) => {
    const option = 'options' in each ? each.options[Number(findings[each.key]) - 1] : undefined;
    return option?.flag ? [`${each.title[language]}：${option[language]}`] : [];
  });
  return [
    { kind: 'section', text: w.summary },
    ...(row.state === 'verified' ? [] : [{ kind: 'note' as const, text: w.notVerified }]),
    {
      kind: 'table',
      columns: [{ heading: w.indicator, share: 2 }, { heading: w.value, figures: true }, { heading: w.basis }],
      rows: INVESTIGATION_KEYS.flatMap((key) => {
        const score = scores[key];
        if (!score) return [];
        const { title, unit } = INVESTIGATION_ABOUT[key];
        const { answered, asked } = score.inputs;
        const basis =
          score.missing === 'too_few_findings'
            ? w.tooFew
            : typeof answered === 'number' && typeof asked === 'number'
              ? w.answeredOf(answered, asked)
              : null;
        return [
          [
            title[language].replace(/^(资信调查：|Investigation: )/, ''),
            score.value === null ? null : valueText(w, score.value, unit),
            basis,
          ],
        ];
      }),
    },
    { kind: 'text', text: flags.length === 0 ? w.noFlags : `${w.redFlags}：\n${flags.map((each) => `· ${each}`).join('\n')}` },
  ];
}

type Printed = {
  readonly question: string;
  readonly bytes: Uint8Array;
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly caption: string;
};

function findingParts(
  w: ReportWords,
  row: store.RecordRow,
  template: InvestigationTemplate,
  pictures: readonly Printed[],
  language: PaperLanguage,
): Part[] {
  return template.sections.flatMap((section): Part[] => {
    const keys = new Set(section.questions.map((each) => each.key));
    const own = pictures.filter((each) => keys.has(each.question));
    return [
      { kind: 'text', text: section.title[language], bold: true },
      {
        kind: 'table',
        columns: [
          { heading: w.question, share: 2 },
          { heading: w.finding, share: 2 },
          { heading: w.note, share: 1.4 },
        ],
        rows: section.questions
          .filter((each) => each.kind !== 'photo')
          .map((each) => {
            const finding = row.findings[each.key];
            return [each.title[language], findingText(w, each, finding?.value ?? '', language), finding?.note ?? null];
          }),
        empty: w.none,
      },
      ...(own.length > 0 ? [{ kind: 'pictures' as const, pictures: own }] : []),
    ];
  });
}

function findingText(w: ReportWords, question: FindingQuestion, value: string, language: PaperLanguage): string {
  if (value === '') return w.notAnswered;
  if ('options' in question) return question.options[Number(value) - 1]?.[language] ?? value;
  if (question.kind === 'number') return `${value} ${question.unit?.[language] ?? '%'}`;
  return value;
}

function referencesTable(
  w: ReportWords,
  rows: readonly partners.ReferenceRow[],
  figure: (minor: bigint, currency: string) => string,
): Part {
  const money = (minor: bigint | null, currency: string | null) =>
    minor === null || currency === null ? null : figure(minor, currency);
  return {
    kind: 'table',
    columns: [
      { heading: w.partner, share: 2 },
      { heading: w.relation },
      { heading: w.trading },
      { heading: w.credit, figures: true },
      { heading: w.highest, figures: true },
      { heading: w.slow, figures: true },
      { heading: w.again },
      { heading: w.believed },
    ],
    rows: rows
      .filter((row) => row.outcome !== 'refuted')
      .map((row) => [
        row.partner,
        w.relations[row.relation],
        row.months_trading === null ? null : w.months(row.months_trading),
        money(row.credit_minor, row.currency),
        money(row.highest_minor, row.currency),
        row.slow_days === null ? null : w.days(row.slow_days),
        row.again === null ? null : w.agains[row.again],
        row.outcome === 'verified' ? w.believedBy.verified : w.believedBy.waiting,
      ]),
    empty: w.none,
  };
}

async function ratiosOf(ctx: Ctx, partyId: string): Promise<Readings> {
  const of = await listReadings(ctx, [partyId], ctx.today, null, await listsKept(ctx));
  return of(partyId);
}

function ratioParts(w: ReportWords, readings: Readings, language: PaperLanguage): Part[] {
  const on = RATIOS.map((key) => readings[key]?.on ?? null).find((each) => each !== null) ?? null;
  if (on === null) return [{ kind: 'text', text: w.noStatements }];
  return [
    { kind: 'note', text: w.ratiosOn(on) },
    {
      kind: 'table',
      columns: [
        { heading: w.ratio, share: 2 },
        { heading: w.value, figures: true },
      ],
      rows: RATIOS.map((key) => {
        const entry = entryOf(key)!;
        const value = readings[key]?.value ?? null;
        return [entry.title[language], value === null ? null : valueText(w, value, entry.unit)];
      }),
    },
  ];
}

function valueText(w: ReportWords, value: number, unit: EntryUnit): string {
  if (unit === 'ppm') return `${formatPpmAsPercent(Math.round(value), 1)}%`;
  if (unit === 'days') return w.days(Math.round(value));
  return unit === 'times' ? value.toFixed(2) : String(value);
}

/** Those that paper can show, in the order of the template, up to what it may hold. */
async function picturesOf(
  ctx: Ctx,
  id: string,
  photos: readonly store.PhotoRow[],
  template: InvestigationTemplate,
  language: PaperLanguage,
): Promise<Printed[]> {
  const titles = new Map(questionsOf(template).map((each) => [each.key, each.title[language]]));
  const out: Printed[] = [];
  let bytes = 0;
  for (const each of photos) {
    const { content_type: contentType } = each;
    if (contentType !== 'image/jpeg' && contentType !== 'image/png') continue;
    if (out.length === PICTURES_MAX) break;
    const file = await photoBytes(ctx, id, each.file_id);
    if (!file || bytes + file.bytes.length > PICTURES_BYTES_MAX) continue;
    bytes += file.bytes.length;
    out.push({
      question: each.question,
      bytes: file.bytes,
      contentType,
      caption: [titles.get(each.question), each.caption].filter(Boolean).join(' · '),
    });
  }
  return out;
}
