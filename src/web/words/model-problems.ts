// Refusals of models and of the laboratory, in words.
import type { EnglishOf } from './language.ts';

export const zh = {
  holding_one_sided:
    '用于训练的行只有 {{bads}} 个坏样本、{{goods}} 个好样本，留出 {{tested}} 行；两类各至少要 {{least}} 行用于训练，请换一种留出方式。',
  grades_one_sided: '用于训练的 {{trained}} 行里没有齐全部等级（留出 {{tested}} 行），请换一种留出方式。',
  history_incomplete: '要用客户的历史，须同时指明客户列、时间列和结果得知日期列。',
  order_unclear: '等级要从差到好写出来，用逗号隔开，2 至 {{most}} 个，不重复。',
  formula_uncalculated: '{{columns}} 里的公式没有计算结果：请用 Excel 打开、保存后再导入。',
  which_sheet: '工作簿里有几张工作表：{{sheets}}。请说明用哪一张。',
  outcome_not_said: '先说明哪一列是结果、哪个值算坏。',
  study_unknown: '没有这项试验，可能已被丢弃。',
  too_many_studies: '试验太多，请先丢弃一些。',
  fit_unknown: '没有这次拟合，所在的试验可能已被丢弃。',
  fit_not_done: '这次拟合没有做出模型。',
  fit_submitted: '这个模型已经提交过了。',
  row_unknown: '没有这一行，或它的结果未知。',
  columns_missing:
    '这张表没有另一个模型要的全部列：{{columns}}。缺着比，会显得它比实际差；请换一张有这些列的表，或换一个模型来比。',
  nothing_in_common: '两个模型检验用的不是同一批客户，请用同样的检验方式重新拟合。',
  reference_missing: '这个模型没有保留训练时的分布，要重新训练后才能监测。',
  own_model: '模型是你自己开发的，要由别人验证和批准。',
  own_validation: '模型是你验证的，要由另一个人批准。',
  model_unknown: '没有这个模型。',
  model_stopped: '这个模型已被停用，目前只按规则判断。',
  model_changed: '模型与它的校验值不符，不能使用。',
  model_malformed: '这不是能用的模型文件。',
  model_state: '模型现在的状态不能做这一步。',
} as const;

export const en: EnglishOf<typeof zh> = {
  holding_one_sided:
    'The rows that train hold {{bads}} bad and {{goods}} good, and {{tested}} are held back; at least {{least}} of each kind must train: hold rows back in another way.',
  grades_one_sided:
    'Not every grade is among the {{trained}} rows that train ({{tested}} are held back): hold rows back in another way.',
  history_incomplete: 'The past of a customer needs three columns: who, when, and when the outcome was known.',
  order_unclear: 'Name the grades from worst to best, separated by commas: 2 to {{most}}, each once.',
  formula_uncalculated:
    'The formulas in {{columns}} come without their results: open the file in Excel, save it, and bring it again.',
  which_sheet: 'The workbook has several sheets: {{sheets}}. Say which one.',
  outcome_not_said: 'Say first which column is the outcome and which value of it is bad.',
  study_unknown: 'There is no such study; it may have been discarded.',
  too_many_studies: 'There are too many studies; discard some first.',
  fit_unknown: 'There is no such fitting; its study may have been discarded.',
  fit_not_done: 'This fitting has made no model.',
  fit_submitted: 'This model was submitted already.',
  row_unknown: 'There is no such row, or its outcome is not known.',
  columns_missing:
    'This table lacks columns the other model needs: {{columns}}. Without them it would look weaker than it is; compare on a table that has them, or choose another model.',
  nothing_in_common: 'The two models were tested on different customers; fit them again with the same kind of test.',
  reference_missing: 'This model was kept without how its training rows lay; train it anew to watch it.',
  own_model: 'You developed this model: somebody else has to validate and approve it.',
  own_validation: 'You validated this model: another person has to approve it.',
  model_unknown: 'There is no such model.',
  model_stopped: 'This model was stopped; rules decide alone meanwhile.',
  model_changed: 'The model does not agree with its hash and is not used.',
  model_malformed: 'This is no model file that can be used.',
  model_state: 'The model is in a state that does not allow this step.',
};
