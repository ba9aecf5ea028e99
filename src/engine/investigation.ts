// Findings of an investigation and answers of trade partners → indicators with what they rest on.
import { addDays, type Day } from '#base/date.ts';
import { found, type Reading, type Readings, unknown } from './indicator-reading.ts';
import {
  INVESTIGATION_KEYS,
  INVESTIGATION_SCORES,
  type InvestigationKey,
  type InvestigationScore,
  REFERENCE_KEYS,
} from './investigation-indicators.ts';
import { type FindingQuestion, type InvestigationTemplate, questionsOf } from './investigation-rules.ts';

/** By key of the question; of a choice the place from 1, of yes or no 1 and 2, of a number its text. Absent: not answered. */
export type Findings = Readonly<Record<string, string>>;
type Scored = {
  readonly value: number | null;
  readonly missing?: string;
  readonly inputs: Readonly<Record<string, number | string>>;
};
const PPM = 1_000_000;
/** A reference is good up to so many days late. */
const GOOD_SLOW_DAYS = 15;
/** Of the newest answers; a firm has not more partners worth asking. */
export const REFERENCES_COUNTED_MAX = 50;

/** What an answer may look like; null: as it should be. Text is free, photos are files. */
export function malformed(question: FindingQuestion, value: string): 'not_a_choice' | 'not_a_number' | 'out_of_range' | null {
  if (question.kind === 'choice' || question.kind === 'yes_no')
    return /^[1-9]$/.test(value) && Number(value) <= question.options.length ? null : 'not_a_choice';
  if (question.kind !== 'number') return null;
  if (!/^-?\d{1,12}(\.\d{1,4})?$/.test(value)) return 'not_a_number';
  return Number(value) < question.least || Number(value) > question.most ? 'out_of_range' : null;
}

/** Questions without which nothing is submitted, that nobody answered. `photos`: how many pictures each question has. */
export function unanswered(
  template: InvestigationTemplate,
  findings: Findings,
  photos: ReadonlyMap<string, number>,
): FindingQuestion[] {
  return questionsOf(template).filter(
    (each) =>
      each.required && (each.kind === 'photo' ? (photos.get(each.key) ?? 0) === 0 : (findings[each.key] ?? '').trim() === ''),
  );
}

/** Every indicator that the template feeds: shares of the most points in ppm, red flags by number, figures as read. */
export function scoreFindings(template: InvestigationTemplate, findings: Findings): Partial<Record<InvestigationKey, Scored>> {
  const out: Partial<Record<InvestigationKey, Scored>> = {};
  const questions = questionsOf(template);
  const chosen = (each: FindingQuestion) => {
    const value = findings[each.key];
    if ((each.kind !== 'choice' && each.kind !== 'yes_no') || value === undefined || malformed(each, value) !== null) return null;
    return each.options[Number(value) - 1]!;
  };
  const scored = questions.flatMap((each) =>
    (each.kind === 'choice' || each.kind === 'yes_no') && each.feeds !== null ? [{ each, feeds: each.feeds }] : [],
  );
  const average = (of: InvestigationScore | null): Scored | null => {
    const asked = scored.filter(({ feeds }) => of === null || feeds === of);
    if (asked.length === 0) return null;
    const answered = asked.flatMap(({ each }) => {
      const option = chosen(each);
      return option && 'weight' in each ? [{ weight: each.weight, points: option.points }] : [];
    });
    const weightAsked = asked.reduce((sum, { each }) => sum + ('weight' in each ? each.weight : 0), 0);
    const weight = answered.reduce((sum, each) => sum + each.weight, 0);
    const inputs = { answered: answered.length, asked: asked.length };
    if (weight * 2 < weightAsked || weight === 0) return { value: null, missing: 'too_few_findings', inputs };
    const points = answered.reduce((sum, each) => sum + each.points * each.weight, 0);
    return { value: Math.round((points * PPM) / (weight * 100)), inputs };
  };
  for (const key of INVESTIGATION_SCORES) {
    const one = average(key);
    if (one) out[key] = one;
  }
  const whole = average(null);
  if (whole) out.inv_score = whole;
  const flags = questions.filter((each) => chosen(each)?.flag === true);
  const choices = questions.filter((each) => chosen(each) !== null).length;
  if (choices > 0)
    out.inv_red_flags = {
      value: flags.length,
      inputs: { answered: choices, ...(flags.length > 0 ? { flags: flags.map((each) => each.key).join(' ') } : {}) },
    };
  for (const each of questions) {
    if (each.kind !== 'number' || each.feeds === null) continue;
    const value = findings[each.key];
    if (value === undefined || malformed(each, value) !== null)
      out[each.feeds] ??= { value: null, missing: 'not_found', inputs: {} };
    // Shares are written in percent.
    else
      out[each.feeds] = {
        value: each.feeds === 'inv_employees' ? Number(value) : Math.round(Number(value) * 10_000),
        inputs: {},
      };
  }
  return out;
}

/** The investigation that counts for a customer on a day. */
export type CountedInvestigation = {
  readonly id: string;
  readonly visitOn: Day;
  readonly freshUntil: Day;
  readonly visitor: string;
  readonly checkedBy: string | null;
  readonly photos: number;
  readonly template: InvestigationTemplate;
  readonly findings: Findings;
};

export type ReferenceAnswer = {
  readonly on: Day;
  readonly checked: boolean;
  readonly slowDays: number | null;
  readonly again: 'yes' | 'prepaid' | 'no';
};

/** Unverified findings say why they are held back. */
export const UNVERIFIED = 'finding_unverified';

/**
 * Readings of one customer on a day. What nobody verified is marked: it may speak against the customer, never for him. `references` are
 * those answered on or before the day; they hold for `referenceDays`.
 */
export function investigationReadings(
  investigation: CountedInvestigation | null,
  references: readonly ReferenceAnswer[],
  asOf: Day,
  referenceDays: number,
): Readings {
  const out: Record<string, Reading> = {};
  for (const key of INVESTIGATION_KEYS) out[key] = unknown('not_investigated');
  if (investigation) Object.assign(out, findingReadings(investigation, asOf));
  Object.assign(out, referenceReadings(references, asOf, referenceDays));
  return out;
}

function findingReadings(of: CountedInvestigation, asOf: Day): Record<string, Reading> {
  const out: Record<string, Reading> = {};
  const scores = scoreFindings(of.template, of.findings);
  const seen = { investigation: of.id, visitOn: of.visitOn, visitor: of.visitor, checkedBy: of.checkedBy, photos: of.photos };
  for (const key of INVESTIGATION_KEYS) {
    if ((REFERENCE_KEYS as readonly string[]).includes(key)) continue;
    const one = scores[key];
    if (!one) out[key] = unknown('not_asked', seen, of.visitOn);
    else if (one.value === null) out[key] = unknown(one.missing ?? 'not_found', { ...seen, ...one.inputs }, of.visitOn);
    else if (of.freshUntil < asOf)
      out[key] = unknown('stale', { ...seen, ...one.inputs, was: one.value, freshUntil: of.freshUntil }, of.visitOn);
    else {
      const reading = found(one.value, { ...seen, ...one.inputs }, of.visitOn);
      out[key] = of.checkedBy === null ? { ...reading, unverified: UNVERIFIED } : reading;
    }
  }
  return out;
}

function referenceReadings(references: readonly ReferenceAnswer[], asOf: Day, days: number): Record<string, Reading> {
  const fresh = references.filter((each) => addDays(each.on, days) >= asOf).slice(0, REFERENCES_COUNTED_MAX);
  if (references.length === 0)
    return Object.fromEntries(REFERENCE_KEYS.map((key): [string, Reading] => [key, unknown('no_references')]));
  if (fresh.length === 0)
    return Object.fromEntries(
      REFERENCE_KEYS.map((key): [string, Reading] => [key, unknown('stale', { references: references.length })]),
    );
  // Verified ones alone where there are such; else all of them, marked.
  const checked = fresh.filter((each) => each.checked);
  const counted = checked.length > 0 ? checked : fresh;
  const on = counted
    .map((each) => each.on)
    .toSorted()
    .at(-1)!;
  const mark = checked.length > 0 ? {} : { unverified: UNVERIFIED };
  const slow = counted.flatMap((each) => (each.slowDays === null ? [] : [each.slowDays]));
  const good = counted.filter((each) => each.again === 'yes' && (each.slowDays ?? 0) <= GOOD_SLOW_DAYS).length;
  const inputs = { references: counted.length, good, unverified: fresh.length - checked.length };
  return {
    inv_references: { ...found(counted.length, inputs, on), ...mark },
    inv_good_references: { ...found(Math.round((good * PPM) / counted.length), inputs, on), ...mark },
    inv_reference_slow_days:
      slow.length === 0
        ? unknown('not_found', inputs, on)
        : { ...found(Math.round((slow.reduce((sum, each) => sum + each, 0) / slow.length) * 10) / 10, inputs, on), ...mark },
  };
}
