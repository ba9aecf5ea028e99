// What the room of investigations refused, in words; spread into problems.ts.
import type { EnglishOf } from './language.ts';

export const zh = {
  investigation_unknown: '没有这份资信调查，或不在你的客户范围内。',
  investigation_closed: '这份调查已经提交，内容不能再改。需要改时请核实人退回。',
  findings_missing: '还有 {{count}} 项必填没有填。',
  finding_malformed: '有一项填得不对：数字只写数，并在规定范围内；选择题从列出的答案里选。',
  template_unknown: '没有这个模板。',
  visit_ahead: '调查日期还没有到，调查完再提交。',
  not_submitted: '这份调查现在不在等待核实。',
  note_missing: '退回时请写明要改什么。',
  too_many_findings: '填写的内容太多。',
  too_many_photos: '一份调查最多 {{most}} 张照片。',
  photo_unknown: '没有这张照片，或已经删除。',
  picture_unreadable: '有一张照片已损坏，删除后再打印。',
  reference_unknown: '没有这件请求，或不在你的客户范围内。',
  reference_closed: '这件请求已经作答或撤回。',
  reference_checked: '这份证明已有人核实。',
  not_answered_yet: '对方还没有作答。',
  amount_negative: '金额不能小于零。',
  currency_differs: '金额请用对方要求的币种填写。',
} as const;

export const en: EnglishOf<typeof zh> = {
  investigation_unknown: 'There is no such investigation, or not among your customers.',
  investigation_closed: 'This investigation was submitted and stands as it is. Whoever verifies it can return it.',
  findings_missing: '{{count}} answers that are needed are still missing.',
  finding_malformed: 'One answer does not fit: numbers within their bounds, choices from the list.',
  template_unknown: 'There is no such template.',
  visit_ahead: 'The day of the visit is still to come. Submit it afterwards.',
  not_submitted: 'This investigation does not wait to be verified.',
  note_missing: 'Say what is to be mended.',
  too_many_findings: 'Too much was filled in.',
  too_many_photos: 'An investigation takes at most {{most}} pictures.',
  photo_unknown: 'There is no such picture, or it was taken out.',
  picture_unreadable: 'One picture is damaged. Take it out and print again.',
  reference_unknown: 'There is no such request, or not among your customers.',
  reference_closed: 'This request was answered or withdrawn already.',
  reference_checked: 'Somebody looked at this reference already.',
  not_answered_yet: 'Nobody has answered yet.',
  amount_negative: 'An amount is not below nothing.',
  currency_differs: 'Write the amounts in the currency that was asked for.',
};
