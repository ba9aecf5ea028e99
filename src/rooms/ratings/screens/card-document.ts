// A card as its document is edited: shapes, a blank one, fixed points turned into weights, the cases taken anew.
import { type Weighed, type WeightRules, weigh } from '#engine/card-weights.ts';
import { CATALOGUE, entryOf } from '#engine/indicator-catalogue.ts';
import type { EntryUnit } from '#engine/indicator-reading.ts';
import { parseRulebook } from '#engine/rulebook.ts';
import { runCases } from '#engine/rulebook-cases.ts';

export type Words = { readonly zh: string; readonly en: string };
export type BandDoc = { readonly upTo: number | null; readonly worth: number };
export type NodeDoc = { readonly at: number; readonly worth: number };
export type MissingDoc = {
  readonly policy: 'neutral' | 'worst' | 'floor';
  readonly worth?: number;
  readonly floorGrade?: string;
};
export type IndicatorDoc = {
  readonly key: string;
  readonly title?: Words;
  readonly dimension?: string;
  readonly bands?: readonly BandDoc[];
  readonly curve?: readonly NodeDoc[];
  readonly missing: MissingDoc;
};
export type ConditionDoc = { readonly indicator: string; readonly op: '<' | '<=' | '>' | '>='; readonly value: number };
export type LimitDoc = {
  readonly code: string;
  readonly title: Words;
  readonly grade: string;
  readonly when?: readonly ConditionDoc[];
  readonly needs?: readonly ConditionDoc[];
};
export type QuestionDoc = {
  readonly key: string;
  readonly title: Words;
  readonly options: readonly Words[];
  readonly evidence: boolean;
  readonly validDays: number;
};
export type DimensionDoc = { readonly key: string; readonly title: Words };

/** One card: the general one, or that of some segments. */
export type CardDoc = {
  readonly base: number;
  readonly dimensions?: readonly DimensionDoc[];
  readonly weights: WeightRules;
  readonly indicators: readonly IndicatorDoc[];
  readonly caps: readonly LimitDoc[];
  readonly hardCriteria: readonly LimitDoc[];
  readonly model?: string;
};
export type SegmentDoc = CardDoc & { readonly id: string; readonly title: Words; readonly segments: readonly string[] };
export type CaseDoc = { readonly title: Words; readonly given: unknown; readonly expect: unknown };
export type GradeDoc = { readonly grade: string; readonly minScore: number; readonly pdPercent?: number };
export type CardBody = CardDoc & {
  readonly kind: 'scorecard';
  readonly id: string;
  readonly title: Words;
  readonly scale: readonly GradeDoc[];
  readonly completeness: { readonly floorPercent: number; readonly grade: string };
  readonly history: { readonly indicator: string; readonly floor: number };
  readonly judgement?: { readonly upMax: number; readonly supportMax: number; readonly daysMax: number };
  readonly questions?: readonly QuestionDoc[];
  readonly segmentCards?: readonly SegmentDoc[];
  readonly cases: readonly CaseDoc[];
};

export const TOTAL = 1_000;
const DIRECT: WeightRules = { method: 'direct', total: TOTAL, alpha: 0.5, direct: [], pairs: [], measured: null };

/** Units in which a card writes values: shares in percent. */
export function unitOf(key: string): EntryUnit | 'answer' {
  return key.startsWith('q_') ? 'answer' : (entryOf(key)?.unit ?? 'count');
}

/** What may stand in a card: everything of the catalogue that holds in every currency. */
export const CHOICES = CATALOGUE.filter((each) => each.unit !== 'money');

/** A value of the catalogue as a card writes it. */
export const written = (key: string, value: number): number => (unitOf(key) === 'ppm' ? value / 10_000 : value);

type Fixed = {
  readonly base: number;
  readonly indicators: readonly (Omit<IndicatorDoc, 'bands' | 'missing'> & {
    readonly bands: readonly { readonly upTo: number | null; readonly points: number }[];
    readonly missing: { readonly policy: MissingDoc['policy']; readonly points?: number; readonly floorGrade?: string };
  })[];
};

/** Fixed points as weights and worth: every customer's score is stretched to 0…1000, so that the order of customers stays. */
function weighedOf<T extends Fixed>(card: T): { readonly card: CardDoc; stretch(score: number): number } {
  const spans = card.indicators.map(({ bands }) => {
    const points = bands.map((band) => band.points);
    return { worst: Math.min(...points), span: Math.max(...points) - Math.min(...points) };
  });
  const lowest = card.base + spans.reduce((sum, each) => sum + each.worst, 0);
  const width = spans.reduce((sum, each) => sum + each.span, 0) || 1;
  const worth = (points: number, at: number) => {
    const { worst, span } = spans[at]!;
    return span === 0 ? 0 : Math.round(((points - worst) / span) * 10_000) / 100;
  };
  const { base: _, indicators: __, ...rest } = card;
  return {
    stretch: (score) => Math.round(((score - lowest) / width) * TOTAL),
    card: {
      ...(rest as unknown as Omit<CardDoc, 'base' | 'indicators' | 'weights'>),
      base: 0,
      weights: { ...DIRECT, direct: card.indicators.map((each, at) => ({ key: each.key, weight: spans[at]!.span })) },
      indicators: card.indicators.map(({ bands, missing, ...each }, at) => ({
        ...each,
        bands: bands.map((band) => ({ upTo: band.upTo, worth: worth(band.points, at) })),
        missing: {
          policy: missing.policy,
          ...(missing.policy === 'worst' ? {} : { worth: Math.max(0, worth(missing.points ?? 0, at)) }),
          ...(missing.floorGrade === undefined ? {} : { floorGrade: missing.floorGrade }),
        },
      })),
    },
  };
}

/** The document as the editor takes it: every card by weights. `converted`: its points were fixed before. */
export function editable(body: Readonly<Record<string, unknown>>): { readonly body: CardBody; readonly converted: boolean } {
  const given = body as unknown as CardBody & Fixed & { readonly weights?: WeightRules };
  const segmentCards = (given.segmentCards ?? []).map((each) =>
    each.weights
      ? each
      : ({ ...weighedOf(each as unknown as Fixed).card, id: each.id, title: each.title, segments: each.segments } as SegmentDoc),
  );
  const segments = segmentCards.length > 0 ? { segmentCards } : {};
  if (given.weights) {
    const weights = { ...DIRECT, ...given.weights };
    return { body: { ...given, ...segments, weights }, converted: false };
  }
  const { card, stretch } = weighedOf(given);
  const last = given.scale.length - 1;
  return {
    converted: true,
    body: {
      ...given,
      ...card,
      ...segments,
      scale: given.scale.map((step, at) => ({ ...step, minScore: at === last ? 0 : Math.max(0, stretch(step.minScore)) })),
    },
  };
}

export const OWN_TITLE: Words = { zh: '自建评分卡', en: 'Own scorecard' };

/** Nothing but the scale, the caps that hold for everybody, and room to begin. */
export function blankOf(body: CardBody): CardBody {
  return {
    ...body,
    id: `card-${Date.now().toString(36)}`,
    title: OWN_TITLE,
    base: 0,
    dimensions: [],
    weights: DIRECT,
    indicators: [],
    segmentCards: [],
    cases: [],
  };
}

/** A new indicator with bands at the quarters of what own customers have, best first by the way that is safer. */
export function freshIndicator(
  key: string,
  values: readonly number[],
  dimension: string | null,
  { answers = 0, rises }: { readonly answers?: number; readonly rises: boolean },
): IndicatorDoc {
  const place = dimension === null ? {} : { dimension };
  const missing: MissingDoc = { policy: 'neutral', worth: 40 };
  if (answers > 0) {
    const bands = Array.from({ length: answers }, (_, at) => ({
      upTo: at === answers - 1 ? null : at + 1,
      worth: Math.round((at / (answers - 1)) * 100),
    }));
    return { key, ...place, bands, missing: { policy: 'neutral', worth: 0 } };
  }
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const quarters = [...new Set([0.25, 0.5, 0.75].map((share) => Math.round(at(share) * 100) / 100))];
  const [only] = quarters;
  // Where most have the same, one cut there would give all of them the worst there is: they stand in the middle of three.
  const cuts = quarters.length === 1 && only !== undefined && only > 0 ? [Math.round(only * 50) / 100, only] : quarters;
  const ends: (number | null)[] = [...(cuts.length > 0 ? cuts : [0]), null];
  return {
    key,
    ...place,
    bands: ends.map((upTo, band) => {
      const share = band / (ends.length - 1);
      return { upTo, worth: Math.round((rises ? share : 1 - share) * 100) };
    }),
    missing,
  };
}

export function weighedCard(card: CardDoc): Weighed {
  return weigh(
    card.indicators.map((each) => ({ key: each.key, dimension: each.dimension ?? null })),
    card.weights,
  );
}

/** Cases that a new card answers otherwise: their expectation is what the card now says. */
export function casesTaken(body: CardBody): readonly CaseDoc[] {
  return body.cases.map((one) => {
    const asked = parseRulebook('scorecard', { ...body, cases: [{ ...one, expect: { score: null, grade: null } }] });
    if (!asked.ok) return one;
    const differences = runCases(asked.rulebook)[0]?.differences ?? [];
    const found = Object.fromEntries(differences.map((each) => [each.path, each.found]));
    return { ...one, expect: { score: found['score'], grade: found['grade'] } };
  });
}
