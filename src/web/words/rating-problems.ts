// What was refused about ratings, by its code: part of the problems.
import type { EnglishOf } from './language.ts';

export const zh = {
  not_rated_yet: '这个客户还没有评过级，请先运行评级。',
  grade_off_scale: '评级要在等级表里：{{grades}}。',
  grade_same: '评分卡给出的已经是 {{grade}}。',
  notches_above: '最多上调 {{most}} 级，这里是 {{asked}} 级。',
  supporter_missing: '请选择提供支持的集团成员。',
  supporter_not_rated: '{{supporter}} 自己还没有评级，不能作为支持方。',
  not_in_group: '{{supporter}} 与这个客户不在同一集团。',
  override_open: '这个客户已有一项调整在等审批，请先撤回。',
  override_unknown: '没有这项调整。',
  override_over: '这项调整已经结束。',
  question_unknown: '现行评分卡没有这个问题。',
  choice_unknown: '请选择列出的答案之一。',
  answer_evidence_missing: '请写明依据：走访、资料或谈话。',
  rating_answer_unknown: '没有这个答案。',
  own_answer: '{{by}} 回答的，要由另一人复核。',
  answer_checked: '这个答案已有人复核。',
  notice_unknown: '没有这份告知书。',
  notice_settled: '{{customer}} 的告知书已寄出、已放弃或已作废。',
} as const;

export const en: EnglishOf<typeof zh> = {
  not_rated_yet: 'This customer was never rated; run the ratings first.',
  grade_off_scale: 'Choose a grade of the scale: {{grades}}.',
  grade_same: 'The card says {{grade}} already.',
  notches_above: 'At most {{most}} notches up; this would be {{asked}}.',
  supporter_missing: 'Choose the member of the group that stands behind.',
  supporter_not_rated: '{{supporter}} has no rating itself and cannot stand behind.',
  not_in_group: '{{supporter}} is not in a group with this customer.',
  override_open: 'Another proposal for this customer waits for its decision; take it back first.',
  override_unknown: 'There is no such proposal.',
  override_over: 'This has ended already.',
  question_unknown: 'The card in force asks no such question.',
  choice_unknown: 'Choose one of the answers listed.',
  answer_evidence_missing: 'Say what it was seen by: a visit, a paper, a conversation.',
  rating_answer_unknown: 'There is no such answer.',
  own_answer: '{{by}} gave the answer; another person looks at it.',
  answer_checked: 'Somebody looked at this answer already.',
  notice_unknown: 'There is no such notice.',
  notice_settled: 'The notice to {{customer}} was sent, dropped or taken back already.',
};
