// Caps and hard criteria of a card: conditions in a sentence each, the grade they hold down or guard.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select } from 'antd';
import { useReading } from '#web/kit/reading.tsx';
import { type CardBody, type CardDoc, type ConditionDoc, type LimitDoc } from './card-document.ts';
import type { CardWords } from './card-words.ts';

const OPS = ['>', '>=', '<', '<='] as const;

type Props = {
  readonly body: CardBody;
  readonly card: CardDoc;
  readonly words: CardWords;
  readonly onChange: (next: Partial<CardDoc>) => void;
};

export function CardLimits({ body, card, words, onChange }: Props) {
  const { t, lang } = useReading();
  const grades = body.scale.map((each) => each.grade);
  const fresh = (part: 'caps' | 'hardCriteria'): LimitDoc => {
    const condition: ConditionDoc = { indicator: 'oldest_overdue_days', op: part === 'caps' ? '>' : '<=', value: 30 };
    const title = { zh: t('ratings.card.untitled'), en: t('ratings.card.untitled') };
    const code = `c_${Date.now().toString(36)}`;
    return part === 'caps'
      ? { code, title, grade: grades.at(-3) ?? grades.at(-1)!, when: [condition] }
      : { code, title, grade: grades[0]!, needs: [condition] };
  };
  return (
    <>
      {(['caps', 'hardCriteria'] as const).map((part) => {
        const key = part === 'caps' ? 'when' : 'needs';
        const rules = card[part];
        const put = (at: number, next: Partial<LimitDoc>) =>
          onChange({ [part]: rules.map((each, nth) => (nth === at ? { ...each, ...next } : each)) });
        return (
          <section key={part} className="x-card-limits">
            <h3>{t(part === 'caps' ? 'ratings.card.caps' : 'ratings.card.criteria')}</h3>
            {rules.map((rule, at) => {
              const conditions = rule[key] ?? [];
              const set = (next: readonly ConditionDoc[]) => put(at, { [key]: next });
              return (
                <div key={rule.code} className="x-card-limit">
                  <span className="x-form-row">
                    <Input
                      size="small"
                      className="x-card-limit-name"
                      maxLength={200}
                      aria-label={t('ratings.card.conditionName')}
                      value={rule.title[lang]}
                      onChange={(event) => put(at, { title: { zh: event.target.value, en: event.target.value } })}
                    />
                    <Select
                      size="small"
                      aria-label={t('ratings.card.atMost')}
                      value={rule.grade}
                      options={grades.map((grade) => ({
                        value: grade,
                        label: `${t(part === 'caps' ? 'ratings.card.atMost' : 'ratings.card.needs')} ${grade}`,
                      }))}
                      onChange={(grade) => put(at, { grade })}
                    />
                    <Button
                      size="small"
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t('rules.form.remove')}
                      onClick={() => onChange({ [part]: rules.filter((_, nth) => nth !== at) })}
                    />
                  </span>
                  {conditions.map((condition, nth) => (
                    <Condition
                      // biome-ignore lint/suspicious/noArrayIndexKey: conditions stand in their order and have no other name
                      key={nth}
                      condition={condition}
                      body={body}
                      words={words}
                      onChange={(next) => set(conditions.map((each, other) => (other === nth ? next : each)))}
                      onRemove={conditions.length > 1 ? () => set(conditions.filter((_, other) => other !== nth)) : null}
                    />
                  ))}
                  <Button
                    size="small"
                    type="link"
                    icon={<PlusOutlined />}
                    onClick={() => set([...conditions, conditions.at(-1)!])}
                  >
                    {t('ratings.card.addCondition')}
                  </Button>
                </div>
              );
            })}
            <Button
              size="small"
              type="link"
              icon={<PlusOutlined />}
              onClick={() => onChange({ [part]: [...rules, fresh(part)] })}
            >
              {t(part === 'caps' ? 'ratings.card.addCap' : 'ratings.card.addCriterion')}
            </Button>
          </section>
        );
      })}
    </>
  );
}

function Condition({
  condition,
  body,
  words,
  onChange,
  onRemove,
}: {
  condition: ConditionDoc;
  body: CardBody;
  words: CardWords;
  onChange: (next: ConditionDoc) => void;
  onRemove: (() => void) | null;
}) {
  const { t, lang } = useReading();
  return (
    <span className="x-form-row x-card-condition">
      <Select
        size="small"
        className="x-card-condition-of"
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('rules.form.metric')}
        value={condition.indicator}
        options={[...(body.questions ?? []).map((each) => ({ value: each.key, label: each.title[lang] })), ...words.choices]}
        onChange={(indicator) => onChange({ ...condition, indicator })}
      />
      <Select
        size="small"
        aria-label={t('rules.form.threshold')}
        value={condition.op}
        options={OPS.map((value) => ({ value, label: value.replace('>=', '≥').replace('<=', '≤') }))}
        onChange={(op) => onChange({ ...condition, op })}
      />
      <InputNumber
        size="small"
        suffix={words.suffix(condition.indicator)}
        aria-label={t('rules.form.threshold')}
        value={condition.value / words.scale(condition.indicator)}
        onChange={(value) => value !== null && onChange({ ...condition, value: value * words.scale(condition.indicator) })}
      />
      {onRemove && (
        <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('rules.form.removeLine')} onClick={onRemove} />
      )}
    </span>
  );
}
