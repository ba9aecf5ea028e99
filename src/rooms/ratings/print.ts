// The rating of a customer as a paper for a customer who asks why: grade, what counted, why it is no higher, what would raise it.
import { Problem } from '#base/assert.ts';
import { formatMinor } from '#base/money.ts';
import { DEFINITIONS } from '#engine/indicator-words.ts';
import type { StandingRating } from '#engine/rating-standing.ts';
import { NOT_RATED } from '#engine/scorecard.ts';
import { type AsOf, asOfOf } from '#platform/as-of.ts';
import type { Action, Ctx } from '#platform/context.ts';
import {
  type Block,
  facts,
  figuresTable,
  grouped,
  letterTitle,
  note,
  type PaperLanguage,
  paragraph,
  renderPdf,
  section,
} from '#platform/pdf.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { wholeCatalogue } from '#rooms/indicators/actions.ts';
import { rulebookAt } from '#rooms/policies/actions.ts';
import { cardShown } from './actions.ts';
import type * as contract from './contract.ts';
import { wordsOf } from './print-words.ts';
import * as store from './store.ts';

const RAISES_MAX = 5;

export const print: Action<typeof contract.print> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  return (await explanation(ctx, party, asOfOf(ctx, input), input.language ?? ctx.language)) as never;
};

type Explained = { readonly party_id: string; readonly code: string; readonly name: string };

/** The paper itself, for the page and for the mail that tells a customer of a lower grade. */
export async function explanation(ctx: Ctx, party: Explained, asOf: AsOf, language: PaperLanguage) {
  const w = wordsOf(language);
  const row = await store.ratingOn(ctx.tx, party.party_id, asOf);
  if (!row) throw new Problem(409, 'not_rated_yet', 'this customer was never rated; run the ratings first');
  const rating = row.body as unknown as StandingRating;
  const [card, rules, catalogue] = await Promise.all([
    cardShown(ctx, row.rulebook_version, row.body),
    rulebookAt(ctx, 'scorecard', row.rulebook_version),
    wholeCatalogue(ctx),
  ]);
  const entryOf = new Map(catalogue.map((each) => [each.key, each]));
  const titleOf = (key: string) =>
    card.indicators.find((each) => each.key === key)?.title[language] ??
    entryOf.get(key)?.title[language] ??
    rules.questions.find((each) => each.key === key)?.title[language] ??
    key;
  const valueText = (key: string, value: number | null): string => {
    if (value === null) return w.unknown;
    const question = rules.questions.find((each) => each.key === key);
    if (question) return question.options[value - 1]?.[language] ?? String(value);
    const unit = entryOf.get(key)?.unit ?? 'count';
    if (unit === 'money') return `${grouped(formatMinor(BigInt(Math.round(value)), ctx.tenant.currency))} ${ctx.tenant.currency}`;
    if (unit === 'times') return w.units.times(value.toFixed(2));
    return w.units[unit](unit === 'ppm' ? Math.round(value / 1_000) / 10 : Math.round(value * 10) / 10).replace('-', '\u2212');
  };
  const needText = ({ value, needs, indicator }: StandingRating['raise'][number]) => {
    // Nobody brings down what is not known: it has to be known first.
    if (needs.upTo !== null && value === null && needs.above === null) return w.knownAtMost(valueText(indicator, needs.upTo));
    if (needs.upTo !== null && (needs.above === null || (value !== null && value > needs.upTo)))
      return w.atMost(valueText(indicator, needs.upTo));
    if (needs.above === null) return '';
    // Of a question the answer itself: more than the second is the third.
    const asked = rules.questions.some((each) => each.key === indicator);
    if (asked) return w.answered(valueText(indicator, needs.above + 1));
    const least = valueText(indicator, needs.above);
    return value === null ? w.knownMoreThan(least) : w.moreThan(least);
  };
  const decidedBy = rating.override
    ? w.byPerson(rating.override.by, rating.override.endsOn)
    : rating.support
      ? w.bySupport(rating.support.supporter, rating.support.endsOn)
      : rating.model
        ? w.byModel(rating.model.name, rating.model.version)
        : w.byCard(card.title[language]);
  const isRated = row.grade !== NOT_RATED;
  const conditions = new Map(card.conditions.map((each) => [each.code, each.title[language]]));
  const limits = [...(rating.capsApplied ?? []), ...(rating.hardCriteriaFailed ?? [])].flatMap((each) => {
    const title = conditions.get(each.code);
    return title ? [w.capLine(title, each.grade)] : [];
  });
  const bestOf = new Map(card.indicators.map((each) => [each.key, each.best]));
  const stepUp = rating.override || rating.support || rating.model ? null : stepAbove(card.scale, row.grade, row.score);
  const definitions = rating.contributions.flatMap((each) => {
    const words = DEFINITIONS[each.indicator];
    return words ? [[titleOf(each.indicator), words[language]]] : [];
  });
  const lines = (title: string, texts: readonly string[]): Block[] =>
    texts.length === 0 ? [] : [section(title), ...texts.map((text) => paragraph(text))];
  const blocks: Block[] = [
    letterTitle(w.title, `${party.name}　${w.asOf(row.as_of)}`),
    facts([
      [w.code, party.code],
      [w.grade, row.grade],
      [w.score, row.score === null ? null : card.indicators.length > 0 ? w.scoreOf(row.score, card.best) : String(row.score)],
      [w.complete, `${Math.round(rating.completenessPpm / 10_000)}%`],
      [w.confidence, rating.confidence ? (w.confidenceOf[rating.confidence] ?? null) : null],
      [w.decidedBy, decidedBy],
    ]),
    paragraph(isRated && row.score !== null ? w.says(row.grade, row.score) : w.unrated),
    ...(card.indicators.length > 0 ? [note(w.scale(card.scale.map((step) => w.scaleStep(step.grade, step.minScore))))] : []),
    ...(stepUp ? [paragraph(w.stepUp(stepUp.grade, stepUp.missing))] : []),
    ...lines(
      w.lost,
      rating.reasons.length > 0
        ? rating.reasons.map((each) => w.lostLine(titleOf(each.indicator), valueText(each.indicator, each.value), each.lost))
        : [w.lostNone],
    ),
    ...lines(w.capped, limits),
    ...lines(w.raise, [
      ...rating.raise
        .slice(0, RAISES_MAX)
        .map((each) =>
          w.raiseLine(titleOf(each.indicator), needText(each), each.gain, each.gradeAfter, each.gradeAfter === row.grade),
        ),
      ...(rating.together && rating.together.indicators.length > 1
        ? [w.together(rating.together.indicators.map(titleOf).join(language === 'zh' ? '、' : ', '), rating.together.gradeAfter)]
        : []),
    ]),
    section(w.points),
    figuresTable({
      columns: [
        { heading: w.item, share: 2 },
        { heading: w.value },
        { heading: w.got, figures: true },
        { heading: w.most, figures: true },
      ],
      rows: [
        [w.base, null, String(rating.base), null],
        ...rating.contributions.map((each) => [
          titleOf(each.indicator),
          valueText(each.indicator, each.value),
          String(each.points).replace('-', '\u2212'),
          bestOf.has(each.indicator) ? String(bestOf.get(each.indicator)) : null,
        ]),
      ],
      ...(row.score === null || bestOf.size === 0
        ? {}
        : { totals: [[w.total, undefined, String(row.score), String(card.best)]] }),
    }),
    ...(definitions.length > 0
      ? [
          section(w.meanings),
          figuresTable({ columns: [{ heading: w.item }, { heading: w.meaning, share: 2 }], rows: definitions }),
        ]
      : []),
    note(w.foot),
  ];
  const bytes = await renderPdf({
    title: `${w.title} ${party.name}`,
    language,
    madeAt: row.recorded_at,
    runningHead: `${w.title} ${party.code} ${w.asOf(row.as_of)}`,
    blocks,
  });
  return { fileName: `${party.code}-rating-${row.as_of}-${language}.pdf`, contentType: 'application/pdf', bytes };
}

/** The next better grade and the points that lack to it; null at the top, or where something else than points holds the grade down. */
function stepAbove(scale: readonly { grade: string; minScore: number }[], grade: string, score: number | null) {
  const at = scale.findIndex((step) => step.grade === grade);
  const above = scale[at - 1];
  return at < 1 || !above || score === null || score >= above.minScore
    ? null
    : { grade: above.grade, missing: above.minScore - score };
}
