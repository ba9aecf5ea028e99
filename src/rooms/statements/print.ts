// The analysis of a customer's statements as a paper: the text with its figures, ratios, DuPont, Altman, the three forms common size, the checks.
import { Problem } from '#base/assert.ts';
import { decimalsOf, parseMinor } from '#base/money.ts';
import { divide } from '#base/ratio.ts';
import { ANALYSIS_SECTIONS } from '#engine/statements/analysis.ts';
import { RATIO_GROUPS } from '#engine/statements/ratios.ts';
import type { Action } from '#platform/context.ts';
import type { OutputOf } from '#platform/operation.ts';
import {
  type Block,
  facts,
  figuresTable,
  grouped,
  letterTitle,
  note,
  type PaperLanguage,
  pageBreak,
  paragraph,
  renderPdf,
  SET_IN,
  section,
  together,
} from '#platform/pdf.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { STATEMENTS_MAX } from './periods.ts';
import { wordsOf } from './print-words.ts';
import { report } from './reading.ts';
import * as store from './store.ts';

type Report = OutputOf<typeof contract.report>;
type Words = ReturnType<typeof wordsOf>;

/** Periods beside one another that fit the page. */
const FORM_PERIODS = 3;
/** Figures cited under a paragraph. */
const CITED_MAX = 8;
const MARKS = ['closing_only', 'annualised', 'notes_included', 'finance_expense_for_interest'] as const;
const MARK_SIGNS: Readonly<Record<(typeof MARKS)[number], string>> = {
  closing_only: '①',
  annualised: '②',
  notes_included: '③',
  finance_expense_for_interest: '④',
};

export const print: Action<typeof contract.print> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const language: PaperLanguage = input.language ?? ctx.language;
  const { language: _, ...asked } = input;
  const data = (await report(ctx, asked)) as Report;
  if (data.period === null || data.currency === null || data.scope === null)
    throw new Problem(404, 'statements_missing', `no statements of ${party.code} are on record; import them first`);
  const rows = await store.inForce(ctx.tx, await familyOf(ctx, party.party_id), null, STATEMENTS_MAX);
  const w = wordsOf(language);
  const paper = layout(data, data.currency, w, language);
  const period = periodText(data, data.period, w);
  const bytes = await renderPdf({
    title: `${w.title} ${party.name} ${period}`,
    language,
    // Of what it rests on, so that the same statements give the same bytes.
    madeAt: rows.reduce((latest, row) => (row.recorded_at > latest ? row.recorded_at : latest), new Date(0)),
    runningHead: `${w.title} ${party.name} ${period}`,
    runningFoot: w.foot,
    blocks: [
      letterTitle(w.title, `${party.name}　${period}`),
      facts([
        [w.code, party.code],
        [w.period, period],
        [w.scope, w.scopeOf[data.scope]],
        [w.opinion, w.opinionOf[data.opinion ?? 'unknown']],
        [w.currency, w.unit(data.currency)],
      ]),
      ...paper,
    ],
  });
  return { fileName: `${party.code}-statements-${data.period}-${language}.pdf`, contentType: 'application/pdf', bytes } as never;
};

function periodText(data: Report, day: string, w: Words): string {
  const months = data.periods.find((each) => each.endsOn === day)?.months ?? 12;
  return months === 12 && day.endsWith('12-31') ? w.year(day.slice(0, 4)) : w.part(day.slice(0, 4), Number(day.slice(5, 7)));
}

function layout(data: Report, currency: string, w: Words, language: PaperLanguage): Block[] {
  const money = inUnits(currency, language);
  const figure = (each: Report['signals'][number]['figures'][number]) =>
    `${each.name[language]} ${money(each.amount)}${each.on === data.period ? '' : ` (${each.on})`}`;
  const figures = (of: readonly Parameters<typeof figure>[0][]) =>
    [...new Set(of.map(figure))].slice(0, CITED_MAX).join(language === 'zh' ? '；' : '; ');
  return [
    ...analysisBlocks(data, w, language, figures),
    together([
      section(w.signals),
      data.signals.length === 0
        ? paragraph(w.noSignals)
        : figuresTable({
            columns: [
              { heading: w.graveHead, share: 0.5 },
              { heading: w.signal, share: 1.2 },
              { heading: w.figures, share: 3 },
            ],
            rows: data.signals.map((each) => [w.grave[each.grave], each.name[language], figures(each.figures)]),
          }),
    ]),
    ...ratioBlocks(data, w, language),
    ...duPontBlocks(data, w),
    ...altmanBlocks(data, w),
    pageBreak(),
    ...data.tables.flatMap((table) => formBlocks(data, table, w, language, money)),
    ...checkBlocks(data, w, language, money),
    note(w.foot),
  ];
}

/** 万元 in Chinese, thousands in English, two decimals, halves to even. */
function inUnits(currency: string, language: PaperLanguage): (amount: string | null) => string | null {
  const factor = 10n ** BigInt(decimalsOf(currency)) * (language === 'zh' ? 10_000n : 1_000n);
  return (amount) => {
    if (amount === null) return null;
    const hundredths = divide(parseMinor(amount, currency) * 100n, factor, 'half-even');
    const size = hundredths < 0n ? -hundredths : hundredths;
    return grouped(`${hundredths < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`);
  };
}

function analysisBlocks(
  data: Report,
  w: Words,
  language: PaperLanguage,
  figures: (of: Report['analysis'][number]['figures']) => string,
): Block[] {
  return [
    section(w.conclusion),
    ...ANALYSIS_SECTIONS.flatMap((key) => {
      const of = data.analysis.filter((each) => each.section === key);
      if (of.length === 0) return [];
      const text = of.map((each) => each[language]).join(language === 'zh' ? '' : ' ');
      const cited = figures(of.flatMap((each) => each.figures));
      return [
        paragraph(`${w.sections[key]}${language === 'zh' ? '：' : ': '}${text}`),
        ...(cited === '' || key === 'warnings' || key === 'reliability' ? [] : [note(w.cited(cited))]),
      ];
    }),
  ];
}

function valueText(value: number | null, unit: Report['ratios'][number]['unit'], w: Words): string | null {
  if (value === null) return null;
  if (unit === 'percent') return percent(value);
  return unit === 'times' ? w.times(value.toFixed(2)) : w.days(value.toFixed(1));
}

const percent = (value: number | null): string | null =>
  value === null ? null : `${(value * 100).toFixed(1)}%`.replace('-', '\u2212');

function ratioBlocks(data: Report, w: Words, language: PaperLanguage): Block[] {
  const known = data.ratios.filter((each) => each.value !== null);
  const marked = MARKS.filter((mark) => known.some((each) => each.marks.includes(mark)));
  const [withOthers, withBook] = [known.some((each) => each.standing), known.some((each) => each.standard)];
  return [
    section(w.ratios),
    figuresTable({
      columns: [
        { heading: w.ratio, share: 2 },
        { heading: w.now, figures: true },
        { heading: w.before, figures: true },
        ...(withOthers ? [{ heading: w.among, figures: true }] : []),
        ...(withBook ? [{ heading: w.level }] : []),
      ],
      rows: RATIO_GROUPS.flatMap((group) => {
        const of = known.filter((each) => each.group === group);
        if (of.length === 0) return [];
        return [
          [`【${w.groups[group]}】`],
          ...of.map((each) => [
            `${each.name[language]}${each.marks.map((mark) => MARK_SIGNS[mark]).join('')}`,
            valueText(each.value, each.unit, w),
            valueText(each.before, each.unit, w),
            ...(withOthers ? [each.standing ? `${Math.round(each.standing.betterThanPpm / 10_000)}%` : null] : []),
            ...(withBook ? [each.standard ? `${w.levelOf[each.standard.level]} (${each.standard.year})` : null] : []),
          ]),
        ];
      }),
    }),
    note([w.averages, ...marked.map((mark) => w.marks[mark])].join(' ')),
  ];
}

function duPontBlocks(data: Report, w: Words): Block[] {
  const tree = data.duPont;
  if (!tree || tree.roe === null) return [];
  const times = (value: number | null) => (value === null ? null : value.toFixed(3));
  const factors = [
    `${w.factors.netMargin} ${percent(tree.netMargin) ?? '—'}`,
    `${w.factors.assetTurnover} ${times(tree.assetTurnover) ?? '—'}`,
    `${w.factors.multiplier} ${times(tree.multiplier) ?? '—'}`,
  ];
  return [section(w.dupont), paragraph(`${w.roe} ${percent(tree.roe)} ${w.of(factors.join(' × '))}`)];
}

function altmanBlocks(data: Report, w: Words): Block[] {
  const said = data.altman.filter((each) => each.value !== null);
  return [
    section(w.altman),
    said.length === 0
      ? paragraph(w.noAltman)
      : figuresTable({
          columns: [
            { heading: w.variant, share: 2 },
            { heading: w.score, figures: true },
            { heading: w.zone },
            { heading: w.cuts, figures: true },
          ],
          rows: said.map((each) => [
            w.variantOf[each.variant],
            each.value!.toFixed(4).replace('-', '\u2212'),
            each.zone ? w.zoneOf[each.zone] : null,
            `${each.distress.toFixed(2)} / ${each.safe.toFixed(2)}`,
          ]),
        }),
  ];
}

/** The newest first, as on the forms: amounts of three periods, shares of two, the change of the newest. */
function formBlocks(
  data: Report,
  table: Report['tables'][number],
  w: Words,
  language: PaperLanguage,
  money: (amount: string | null) => string | null,
): Block[] {
  const days = data.shown.toReversed().slice(0, FORM_PERIODS);
  const [first, ...rest] = days;
  if (first === undefined) return [];
  const shares = table.rows.some((row) => row.cells.slice(-2).some((cell) => cell.share !== null));
  const shareColumn = shares ? [{ heading: w.share[table.kind], figures: true as const }] : [];
  const shareOf = (share: number | null) => (shares ? [percent(share)] : []);
  return [
    section(language === 'zh' ? `${w.forms[table.kind]}（${w.inUnit}）` : `${w.forms[table.kind]} (${w.inUnit})`),
    figuresTable({
      columns: [
        { heading: w.line },
        { heading: periodText(data, first, w), figures: true },
        ...shareColumn,
        { heading: w.change, figures: true },
        ...rest.flatMap((day, at) => [{ heading: periodText(data, day, w), figures: true }, ...(at === 0 ? shareColumn : [])]),
      ],
      rows: table.rows
        .filter((row) => row.cells.slice(-FORM_PERIODS).some((cell) => cell.amount !== null))
        .map((row) => {
          const [now, ...before] = row.cells.toReversed().slice(0, FORM_PERIODS);
          return [
            // Of which: a line of another line stands below it, set in.
            `${row.depth === 2 ? SET_IN : ''}${row.name[language]}`,
            money(now!.amount),
            ...shareOf(now!.share),
            percent(now!.change),
            ...before.flatMap((cell, at) => [money(cell.amount), ...(at === 0 ? shareOf(cell.share) : [])]),
          ];
        }),
    }),
  ];
}

function checkBlocks(data: Report, w: Words, language: PaperLanguage, money: (amount: string | null) => string | null): Block[] {
  const off = data.checks.filter((each) => each.state === 'failed' || each.state === 'explained');
  const passed = data.checks.filter((each) => each.state === 'passed').length;
  return [
    section(w.checks),
    paragraph(w.allHold(passed)),
    ...(off.length === 0
      ? []
      : [
          figuresTable({
            columns: [
              { heading: w.check, share: 2 },
              { heading: w.stated, figures: true },
              { heading: w.found, figures: true },
              { heading: w.difference, figures: true },
              { heading: '' },
            ],
            rows: off.flatMap((each) => [
              [each.name[language], money(each.stated), money(each.found), money(each.difference), w.state[each.state] ?? ''],
              ...each.lines.map((line) => [
                `· ${line.name[language]}`,
                money(line.stated),
                money(line.found),
                money(line.difference),
                '',
              ]),
            ]),
          }),
        ]),
  ];
}
