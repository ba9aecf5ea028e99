// The card of a model as a paper in both languages: purpose, data, measures with intervals, points, limits, who developed and looked at it.
import type { Measures, Model, VariableTold } from '#engine/models/train.ts';
import type { Action } from '#platform/context.ts';
import {
  type Block,
  facts,
  figuresTable,
  letterTitle,
  note,
  type PaperLanguage,
  paragraph,
  renderPdf,
  section,
} from '#platform/pdf.ts';
import { found, modelOf } from './actions.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

const WORDS = {
  zh: {
    title: '模型卡',
    version: (no: number) => `第 ${no} 版`,
    state: {
      draft: '草稿',
      validated: '已验证',
      approved: '已批准',
      live: '在用',
      shadow: '影子运行',
      retired: '已退役',
      stopped: '已停用',
    },
    method: { scorecard: '评分卡', tree: '决策树', boosted: '提升树' },
    name: '模型',
    what: '方法',
    standing: '状态',
    hash: '校验值 (SHA-256)',
    by: '开发人',
    file: '数据',
    rows: '训练户数',
    bads: '其中坏客户',
    outcome: '“坏”的定义',
    outcomeIs: (target: string, bad: string) => `${target} 为 ${bad}`,
    purpose: '用途',
    limits: '使用限制',
    unsaid: '没有写明',
    measures: '表现（括号内为 95% 区间）',
    on: '样本',
    train: '训练',
    test: '检验（训练时未用）',
    few: '检验样本的坏客户不足 20 户，只给区间，不给单一数字。',
    variables: '变量',
    variable: '变量',
    iv: 'IV',
    strength: '作用',
    range: '区间',
    rate: '坏账率',
    points: '得分',
    missing: '缺失',
    special: (value: number) => `特殊值 ${value}`,
    base: (points: number) => `总分 = ${points} 分 + 各变量得分。`,
    out: '未采用的变量',
    acts: '开发、验证与批准',
    act: {
      train: '开发',
      import: '导入',
      validate: '验证',
      approve: '批准',
      'go-live': '上线',
      shadow: '影子运行',
      retire: '退役',
      stop: '停用',
      resume: '恢复',
    },
    at: '时间',
    who: '谁',
    did: '做了什么',
    why: '理由',
    comma: '、',
  },
  en: {
    title: 'Model card',
    version: (no: number) => `version ${no}`,
    state: {
      draft: 'Draft',
      validated: 'Validated',
      approved: 'Approved',
      live: 'Live',
      shadow: 'In shadow',
      retired: 'Retired',
      stopped: 'Stopped',
    },
    method: { scorecard: 'Scorecard', tree: 'Decision tree', boosted: 'Boosted trees' },
    name: 'Model',
    what: 'Method',
    standing: 'State',
    hash: 'Hash (SHA-256)',
    by: 'Developed by',
    file: 'Data',
    rows: 'Training rows',
    bads: 'of which bad',
    outcome: 'What bad means',
    outcomeIs: (target: string, bad: string) => `${target} is ${bad}`,
    purpose: 'Purpose',
    limits: 'Limits of use',
    unsaid: 'not stated',
    measures: 'How it does (95% intervals in brackets)',
    on: 'Rows',
    train: 'Training',
    test: 'Test (not used in training)',
    few: 'The test has fewer than 20 bad customers: an interval is given, no single figure.',
    variables: 'Variables',
    variable: 'Variable',
    iv: 'IV',
    strength: 'Weight',
    range: 'Range',
    rate: 'Bad rate',
    points: 'Points',
    missing: 'Missing',
    special: (value: number) => `Special value ${value}`,
    base: (points: number) => `Score = ${points} + the points of each variable.`,
    out: 'Variables not used',
    acts: 'Development, validation, approval',
    act: {
      train: 'Developed',
      import: 'Brought in',
      validate: 'Validated',
      approve: 'Approved',
      'go-live': 'Let live',
      shadow: 'In shadow',
      retire: 'Retired',
      stop: 'Stopped',
      resume: 'Resumed',
    },
    at: 'When',
    who: 'Who',
    did: 'What',
    why: 'Why',
    comma: ', ',
  },
} as const;

type Training = {
  readonly file?: string | null;
  readonly asked?: { readonly target?: string; readonly bad?: string };
  readonly card?: { readonly purpose: string; readonly limits: string };
  readonly train?: Measures;
  readonly test?: Measures;
  readonly variables?: readonly VariableTold[];
};

/** So many levels of a bin are named on paper. */
const LEVELS_NAMED = 6;

export const card: Action<typeof contract.card> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  const model = await modelOf(ctx, row);
  const acts = await store.actsOf(ctx.tx, row.model_id);
  const language = input.language ?? ctx.language;
  const words = WORDS[language];
  const training = row.training as Training & { rows?: number; bads?: number };
  const { asked } = training;
  const blocks: Block[] = [
    letterTitle(`${words.title} · ${row.name}`, words.version(row.version_no)),
    facts([
      [words.what, words.method[model.method]],
      [words.standing, words.state[row.state]],
      [words.by, row.developed_by],
      [words.file, training.file ?? null],
      [words.rows, training.rows === undefined ? null : grouped(training.rows)],
      [words.bads, training.bads === undefined ? null : grouped(training.bads)],
      [words.outcome, asked?.target ? words.outcomeIs(asked.target, asked.bad ?? '') : null],
    ]),
    note(`${words.hash}: ${row.body_hash.toString('hex')}`),
    section(words.purpose),
    paragraph(training.card?.purpose || words.unsaid),
    section(words.limits),
    paragraph(training.card?.limits || words.unsaid),
    ...measuresBlocks(training, language),
    ...modelBlocks(model, language),
    ...outBlocks(training, language),
    section(words.acts),
    figuresTable({
      columns: [{ heading: words.at }, { heading: words.did }, { heading: words.who }, { heading: words.why, share: 2 }],
      rows: acts.map((act) => [
        act.at.toISOString().slice(0, 16).replace('T', ' '),
        words.act[act.act as 'train'],
        act.by_name,
        act.reason,
      ]),
    }),
  ];
  const title = `${words.title} ${row.name} v${row.version_no}`;
  const bytes = await renderPdf({ title, language, madeAt: row.recorded_at, runningHead: title, blocks });
  return { fileName: `${title}.pdf`, contentType: 'application/pdf', bytes } as never;
};

const grouped = (count: number): string => count.toLocaleString('en-US');

const three = (value: number | null | undefined): string | null =>
  value === null || value === undefined ? null : value.toFixed(3);

function measuresBlocks({ train, test }: Training, language: PaperLanguage): Block[] {
  const words = WORDS[language];
  if (!train || !test) return [];
  const line = (name: string, { rows, bads, auc, ks, gini, brier }: Measures) => [
    name,
    grouped(rows),
    grouped(bads),
    auc.low === null || auc.high === null ? null : `${three(auc.value) ?? '—'} (${auc.low.toFixed(3)}–${auc.high.toFixed(3)})`,
    three(ks),
    three(gini),
    three(brier),
  ];
  return [
    section(words.measures),
    figuresTable({
      columns: [
        { heading: words.on },
        ...[words.rows, words.bads, 'AUC', 'KS', 'Gini', 'Brier'].map((heading) => ({ heading, figures: true })),
      ],
      rows: [line(words.train, train), line(words.test, test)],
    }),
    ...(test.auc.value === null ? [note(words.few)] : []),
  ];
}

function modelBlocks(model: Model, language: PaperLanguage): Block[] {
  const words = WORDS[language];
  if (model.method !== 'scorecard') {
    return [
      section(words.variables),
      figuresTable({
        columns: [{ heading: words.variable }, { heading: words.strength, figures: true }],
        rows: model.variables
          .toSorted((a, b) => b.gainShare - a.gainShare)
          .filter((each) => each.gainShare > 0)
          .map((each) => [each.name, `${(each.gainShare * 100).toFixed(1)}%`]),
      }),
    ];
  }
  return [
    section(words.variables),
    paragraph(words.base(model.basePoints)),
    figuresTable({
      columns: [
        { heading: words.variable },
        { heading: words.range },
        { heading: words.rate, figures: true },
        { heading: words.points, figures: true },
      ],
      rows: model.variables.flatMap((variable) =>
        variable.bins
          .filter((bin) => bin.rows > 0)
          .map((bin, at) => [
            at === 0 ? `${variable.name} (IV ${variable.iv.toFixed(3)})` : undefined,
            rangeText(bin, language),
            bin.badRate === null ? null : `${(bin.badRate * 100).toFixed(1)}%`,
            String(bin.points),
          ]),
      ),
    }),
  ];
}

type Bin = Extract<Model, { method: 'scorecard' }>['variables'][number]['bins'][number];

function rangeText(bin: Bin, language: PaperLanguage): string {
  const words = WORDS[language];
  if (bin.isMissing) return words.missing;
  if (bin.special !== null) return words.special(bin.special);
  if (bin.levels) return bin.levels.slice(0, LEVELS_NAMED).join(words.comma) + (bin.levels.length > LEVELS_NAMED ? '…' : '');
  if (bin.above === null) return bin.upTo === null ? '—' : `≤ ${bin.upTo}`;
  return bin.upTo === null ? `> ${bin.above}` : `${bin.above} – ${bin.upTo}`;
}

function outBlocks({ variables }: Training, language: PaperLanguage): Block[] {
  const out = (variables ?? []).filter((each) => each.dropped !== null).map((each) => each.name);
  return out.length === 0 ? [] : [section(WORDS[language].out), paragraph(out.join(WORDS[language].comma))];
}
