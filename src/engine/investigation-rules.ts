// Templates of investigations: sections and questions as people edit them → typed rules, and what is wrong with them.
import { INVESTIGATION_SCORES, type InvestigationFigure, type InvestigationScore } from './investigation-indicators.ts';
import type { Reader } from './rulebook-reader.ts';
import { join, type Title } from './rulebook-reader.ts';

const TEMPLATES_MAX = 20;
const SECTIONS_MAX = 30;
const QUESTIONS_MAX = 40;
const OPTIONS_MAX = 8;
const KEY = /^[a-z][a-z0-9_]{0,39}$/;
export const FINDING_KINDS = ['choice', 'yes_no', 'number', 'text', 'photo'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Asked in every investigation of the template. */
type Asked = {
  readonly key: string;
  readonly title: Title;
  /** What to look at, for who stands in the yard with a phone. */
  readonly help: Title | null;
  /** Without it nothing is submitted. */
  readonly required: boolean;
};
export type ScoredOption = {
  readonly zh: string;
  readonly en: string;
  /** 0 to 100. */
  readonly points: number;
  /** Whoever finds this should stop and think: counted apart. */
  readonly flag: boolean;
};
/** Points of several questions that feed one indicator are averaged by weight. */
export type FindingQuestion =
  | (Asked & {
      readonly kind: 'choice' | 'yes_no';
      readonly options: readonly ScoredOption[];
      readonly feeds: InvestigationScore | null;
      readonly weight: number;
    })
  | (Asked & {
      readonly kind: 'number';
      /** Null: percent. */
      readonly unit: Title | null;
      readonly least: number;
      readonly most: number;
      readonly feeds: InvestigationFigure | null;
    })
  | (Asked & { readonly kind: 'text' | 'photo' });

export type FindingSection = { readonly key: string; readonly title: Title; readonly questions: readonly FindingQuestion[] };
export type InvestigationTemplate = {
  readonly key: string;
  readonly title: Title;
  /** Customers of these segments; a template that names none is for everybody else. */
  readonly segments: readonly string[];
  /** Findings hold for so many days from the visit on. */
  readonly freshDays: number;
  readonly sections: readonly FindingSection[];
};
export type InvestigationRules = { readonly templates: readonly InvestigationTemplate[] };

export const INVESTIGATION_RULE_KEYS = ['templates'] as const;
const YES: Title = { zh: '是', en: 'Yes' };
const NO: Title = { zh: '否', en: 'No' };

type Row = Readonly<Record<string, unknown>>;

export function readInvestigations(reader: Reader, row: Row): InvestigationRules {
  const templates = reader.list(
    row.templates,
    'templates',
    (each, path): InvestigationTemplate => {
      const one = reader.object(each, path, ['key', 'title', 'segments', 'freshDays', 'sections']);
      const sections = reader.list(one.sections, join(path, 'sections'), (section, at) => readSection(reader, section, at), 1);
      bounded(reader, sections, join(path, 'sections'), SECTIONS_MAX);
      reader.unique(
        sections.flatMap((section) => section.questions.map((question) => question.key)),
        join(path, 'sections'),
        'question',
      );
      return {
        key: readKey(reader, one.key, join(path, 'key')),
        title: reader.title(one.title, join(path, 'title')),
        segments: reader.list(one.segments, join(path, 'segments'), (text, at) => reader.text(text, at)),
        freshDays: reader.integer(one.freshDays, join(path, 'freshDays'), 30, 730),
        sections,
      };
    },
    1,
  );
  bounded(reader, templates, 'templates', TEMPLATES_MAX);
  reader.unique(
    templates.map((each) => each.key),
    'templates',
    'template',
  );
  reader.unique(
    templates.flatMap((each) => each.segments),
    'templates',
    'segment',
  );
  if (templates.length > 0 && templates.filter((each) => each.segments.length === 0).length !== 1)
    reader.note('templates', 'no_general_template', 'exactly one template names no segment: it is for everybody else');
  return { templates };
}

function readSection(reader: Reader, value: unknown, path: string): FindingSection {
  const one = reader.object(value, path, ['key', 'title', 'questions']);
  const questions = reader.list(one.questions, join(path, 'questions'), (each, at) => readQuestion(reader, each, at), 1);
  bounded(reader, questions, join(path, 'questions'), QUESTIONS_MAX);
  return { key: readKey(reader, one.key, join(path, 'key')), title: reader.title(one.title, join(path, 'title')), questions };
}

const QUESTION_OPTIONAL = ['help', 'required', 'options', 'good', 'flag', 'feeds', 'weight', 'unit', 'least', 'most'] as const;

function readQuestion(reader: Reader, value: unknown, path: string): FindingQuestion {
  const one = reader.object(value, path, ['key', 'title', 'kind'], QUESTION_OPTIONAL);
  const kind = reader.choice(one.kind, join(path, 'kind'), FINDING_KINDS);
  const asked: Asked = {
    key: readKey(reader, one.key, join(path, 'key')),
    title: reader.title(one.title, join(path, 'title')),
    help: one.help === undefined ? null : reader.title(one.help, join(path, 'help')),
    required: one.required === undefined ? false : reader.boolean(one.required, join(path, 'required')),
  };
  if (kind === 'text' || kind === 'photo') return { ...asked, kind };
  if (kind === 'number')
    return {
      ...asked,
      kind,
      unit: one.unit === undefined ? null : reader.title(one.unit, join(path, 'unit')),
      least: reader.number(one.least ?? 0, join(path, 'least'), -1e12, 1e12),
      most: reader.number(one.most ?? 1e12, join(path, 'most'), -1e12, 1e12),
      feeds: one.feeds === undefined ? null : reader.choice(one.feeds, join(path, 'feeds'), FIGURES),
    };
  return {
    ...asked,
    kind,
    options: kind === 'choice' ? readOptions(reader, one.options, join(path, 'options')) : yesNo(reader, one, path),
    feeds: one.feeds === undefined ? null : reader.choice(one.feeds, join(path, 'feeds'), INVESTIGATION_SCORES),
    weight: reader.integer(one.weight ?? 1, join(path, 'weight'), 1, 10),
  };
}

export const FIGURES: readonly InvestigationFigure[] = ['inv_capacity_used', 'inv_electricity_growth', 'inv_employees'];

function readOptions(reader: Reader, value: unknown, path: string): ScoredOption[] {
  const options = reader.list(
    value,
    path,
    (each, at): ScoredOption => {
      const one = reader.object(each, at, ['zh', 'en', 'points'], ['flag']);
      return {
        zh: reader.text(one.zh, join(at, 'zh')),
        en: reader.text(one.en, join(at, 'en')),
        points: reader.integer(one.points, join(at, 'points'), 0, 100),
        flag: one.flag === undefined ? false : reader.boolean(one.flag, join(at, 'flag')),
      };
    },
    2,
  );
  bounded(reader, options, path, OPTIONS_MAX);
  return options;
}

/** Yes and no, the good one 100 points, the other none. */
function yesNo(reader: Reader, one: Row, path: string): ScoredOption[] {
  const good = reader.choice(one.good ?? 'yes', join(path, 'good'), ['yes', 'no']);
  const flag = one.flag === undefined ? false : reader.boolean(one.flag, join(path, 'flag'));
  return [YES, NO].map((words) => {
    const isGood = (words === YES) === (good === 'yes');
    return { ...words, points: isGood ? 100 : 0, flag: flag && !isGood };
  });
}

function readKey(reader: Reader, value: unknown, path: string): string {
  const key = reader.text(value, path);
  if (key !== '' && !KEY.test(key)) reader.note(path, 'key_malformed', 'small letters, digits and _, beginning with a letter');
  return key;
}

function bounded(reader: Reader, list: readonly unknown[], path: string, most: number): void {
  if (list.length > most) reader.note(path, 'too_many', `at most ${most}`);
}

/** The template of a segment (null: of none). */
export function templateFor(rules: InvestigationRules, segment: string | null): InvestigationTemplate {
  const own = segment === null ? undefined : rules.templates.find((each) => each.segments.includes(segment));
  return own ?? rules.templates.find((each) => each.segments.length === 0) ?? rules.templates[0]!;
}

export function questionsOf(template: InvestigationTemplate): readonly FindingQuestion[] {
  return template.sections.flatMap((section) => section.questions);
}
