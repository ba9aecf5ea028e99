// One rule as a form: where it is checked, on which conditions, for whom, what happens, who is left out and until when.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import {
  CHECKPOINTS,
  GRACE_METRICS,
  METRIC_UNITS,
  ORDER_ACTIONS,
  ORDER_METRICS,
  type OrderMetric,
  SCOPE_KEYS,
  TOLERANCE_METRICS,
} from '#engine/order-rules.ts';
import type { ConditionDoc, ExceptDoc, RuleDoc, ScopeDoc } from '#web/guide/rule-words.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { zh } from '#web/words/zh.ts';
import { PartiesField } from './parties-field.tsx';

const GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D', 'NR'];
const CURRENCIES = ['CNY', 'USD', 'EUR', 'HKD', 'JPY'];

type FormProps = {
  readonly rule: RuleDoc;
  readonly currency: string;
  readonly onDone: (rule: RuleDoc) => void;
  readonly onRemove: () => void;
  readonly onCancel: () => void;
};

export function RuleForm({ rule, currency, onDone, onRemove, onCancel }: FormProps) {
  const { t } = useReading();
  const [doc, setDoc] = useState(rule);
  const set = (change: Partial<RuleDoc>) => setDoc((before) => tidy({ ...before, ...change }));
  const named = doc.title.zh.trim() !== '' && doc.title.en.trim() !== '';
  return (
    <Modal
      open
      width={720}
      title={t('rules.form.title')}
      onCancel={onCancel}
      footer={
        <div className="x-rule-form-foot">
          <Button danger onClick={onRemove}>
            {t('rules.form.remove')}
          </Button>
          <span>
            <Button onClick={onCancel}>{t('rules.form.cancel')}</Button>{' '}
            <Button type="primary" disabled={!named} onClick={() => onDone(doc)}>
              {t('rules.form.ok')}
            </Button>
          </span>
        </div>
      }
    >
      <Form layout="vertical" component="div">
        <div className="x-form-row">
          {(['zh', 'en'] as const).map((each) => (
            <Form.Item
              key={each}
              label={t(each === 'zh' ? 'rules.form.name' : 'rules.form.nameEn')}
              htmlFor={`rule-name-${each}`}
            >
              <Input
                id={`rule-name-${each}`}
                maxLength={200}
                value={doc.title[each]}
                onChange={(event) => set({ title: { ...doc.title, [each]: event.target.value } })}
              />
            </Form.Item>
          ))}
        </div>
        <Form.Item label={t('rules.form.at')}>
          <Checkbox.Group
            value={[...(doc.at ?? ['order', 'change'])]}
            options={CHECKPOINTS.map((value) => ({ value, label: t(`rules.at.${value}`) }))}
            onChange={(at) => at.length > 0 && set({ at: at as string[] })}
          />
        </Form.Item>
        <Conditions doc={doc} currency={currency} set={set} />
        <Form.Item label={t('rules.form.who')}>
          <Scope value={doc.scope ?? {}} onChange={(scope) => set({ scope })} />
        </Form.Item>
        <Exceptions value={doc.except ?? []} onChange={(except) => set({ except })} />
        <div className="x-form-row">
          <Form.Item label={t('rules.form.then')} htmlFor="rule-action">
            <Select
              id="rule-action"
              value={doc.action}
              options={ORDER_ACTIONS.map((value) => ({
                value,
                label: t(`orders.rules.action.${value}`, { share: '' }),
              }))}
              onChange={(action) => set({ action })}
            />
          </Form.Item>
          {doc.action === 'require_prepayment' && (
            <Form.Item label={t('rules.form.prepay')} htmlFor="rule-prepay">
              <InputNumber
                id="rule-prepay"
                min={0}
                max={100}
                value={doc.prepayPercent ?? 100}
                onChange={(prepayPercent) => set({ prepayPercent: prepayPercent ?? 100 })}
              />
            </Form.Item>
          )}
          <Form.Item label={t('rules.form.priority')} htmlFor="rule-priority">
            <InputNumber
              id="rule-priority"
              min={-100}
              max={100}
              precision={0}
              value={doc.priority ?? 0}
              onChange={(priority) => set({ priority: priority ?? 0 })}
            />
          </Form.Item>
        </div>
        <Form.Item label={t('rules.form.valid')}>
          <span className="x-rule-days">
            <Day
              label={t('rules.form.from')}
              value={doc.validFrom}
              onChange={(validFrom) => set({ validFrom } as Partial<RuleDoc>)}
            />
            <Day label={t('rules.form.to')} value={doc.validTo} onChange={(validTo) => set({ validTo } as Partial<RuleDoc>)} />
          </span>
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** What says nothing is left out of the document. */
function tidy(doc: RuleDoc): RuleDoc {
  const scope = Object.fromEntries(Object.entries(doc.scope ?? {}).filter(([, listed]) => listed.length > 0));
  const { prepayPercent, ...rest } = doc;
  const all: Record<string, unknown> = {
    ...rest,
    ...(doc.action === 'require_prepayment' && prepayPercent !== undefined ? { prepayPercent } : {}),
    scope: Object.keys(scope).length > 0 ? scope : undefined,
    priority: doc.priority === 0 ? undefined : doc.priority,
    and: doc.and && doc.and.length > 0 ? doc.and : undefined,
    or: doc.or && doc.or.length > 0 ? doc.or : undefined,
    except: doc.except && doc.except.length > 0 ? doc.except : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as RuleDoc;
}

/** A condition of another metric keeps nothing that does not belong to it. */
export function conditionOf(metric: OrderMetric, currency: string, before?: ConditionDoc): ConditionDoc {
  const unit = METRIC_UNITS[metric];
  const same = before && METRIC_UNITS[before.metric as OrderMetric] === unit ? before.threshold : undefined;
  const blank =
    unit === 'ppm'
      ? { percent: metric === 'overdue_share_ppm' ? 20 : 100 }
      : unit === 'days'
        ? { days: 30 }
        : unit === 'count'
          ? { count: 1 }
          : { amounts: [{ amount: '100000.00', currency }] };
  return { metric, ...(unit === 'none' ? {} : { threshold: same ?? blank }) };
}

function Conditions({ doc, currency, set }: { doc: RuleDoc; currency: string; set: (change: Partial<RuleDoc>) => void }) {
  const { t } = useReading();
  const { metric, threshold, graceDays, tolerance, unknown } = doc;
  const lead: ConditionDoc = {
    metric,
    ...(threshold ? { threshold } : {}),
    ...(graceDays === undefined ? {} : { graceDays }),
    ...(tolerance ? { tolerance } : {}),
    ...(unknown ? { unknown } : {}),
  };
  const groups = [[lead, ...(doc.and ?? [])], ...(doc.or ?? [])];
  const put = (next: (readonly ConditionDoc[])[]) => {
    const [first = [lead], ...rest] = next.filter((group) => group.length > 0);
    const [head = lead, ...and] = first;
    set({
      threshold: undefined,
      graceDays: undefined,
      tolerance: undefined,
      unknown: undefined,
      ...head,
      and,
      or: rest,
    } as Partial<RuleDoc>);
  };
  const fresh = () => conditionOf('overdue_days', currency);
  return (
    <Form.Item label={t('rules.form.when')}>
      {groups.map((group, g) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no names; their place is what they are
        <fieldset key={g} className="x-rule-group">
          {g > 0 && <legend>{t('rules.form.or')}</legend>}
          {group.map((one, c) => (
            <Condition
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              key={c}
              lead={c > 0 ? t('rules.form.and') : null}
              value={one}
              currency={currency}
              onChange={(changed) =>
                put(groups.map((each, at) => (at === g ? each.map((x, i) => (i === c ? changed : x)) : each)))
              }
              {...(groups.flat().length > 1
                ? { onRemove: () => put(groups.map((each, at) => (at === g ? each.filter((_, i) => i !== c) : each))) }
                : {})}
            />
          ))}
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => put(groups.map((each, at) => (at === g ? [...each, fresh()] : each)))}
          >
            {t('rules.form.addAnd')}
          </Button>
        </fieldset>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => put([...groups, [fresh()]])}>
        {t('rules.form.addOr')}
      </Button>
    </Form.Item>
  );
}

function Condition({
  lead,
  value,
  currency,
  onChange,
  onRemove,
}: {
  lead: ReactNode;
  value: ConditionDoc;
  currency: string;
  onChange: (value: ConditionDoc) => void;
  onRemove?: () => void;
}) {
  const { t } = useReading();
  const metric = value.metric as OrderMetric;
  const unit = METRIC_UNITS[metric];
  const { threshold = {} } = value;
  const number = (key: 'percent' | 'days' | 'count', suffix: string) => (
    <InputNumber
      aria-label={t('rules.form.threshold')}
      min={0}
      value={threshold[key] ?? 0}
      suffix={suffix}
      onChange={(next) => onChange({ ...value, threshold: { [key]: next ?? 0 } })}
    />
  );
  const amounts = threshold.amounts ?? [];
  const others = CURRENCIES.filter((each) => !amounts.some((amount) => amount.currency === each));
  return (
    <div className="x-rule-condition">
      {lead && <span className="x-quiet">{lead}</span>}
      <Select
        aria-label={t('rules.form.metric')}
        showSearch={{ optionFilterProp: 'label' }}
        value={metric}
        options={ORDER_METRICS.map((each) => ({ value: each, label: t(`rules.metric.${each}`) }))}
        onChange={(next: OrderMetric) => onChange(conditionOf(next, currency, value))}
      />
      {unit === 'ppm' && number('percent', '%')}
      {unit === 'days' && number('days', t('kit.days', { count: 2 }).replace(/[\d\s]/g, ''))}
      {unit === 'count' && number('count', '')}
      {unit === 'money' && (
        <span className="x-rule-amounts">
          {amounts.map((each, at) => (
            <Input
              key={each.currency}
              aria-label={`${t('rules.form.threshold')} ${each.currency}`}
              inputMode="decimal"
              suffix={each.currency}
              status={/^\d{1,14}(\.\d{1,3})?$/.test(each.amount) ? '' : 'error'}
              value={each.amount}
              onChange={(event) =>
                onChange({
                  ...value,
                  threshold: {
                    amounts: amounts.map((x, i) =>
                      i === at ? { ...x, amount: event.target.value.replaceAll(/[,，\s]/g, '') } : x,
                    ),
                  },
                })
              }
            />
          ))}
          {others.length > 0 && (
            <Select
              aria-label={t('rules.form.addCurrency')}
              placeholder={t('rules.form.addCurrency')}
              value={null}
              options={others.map((each) => ({ value: each, label: each }))}
              onChange={(next: string | null) =>
                next && onChange({ ...value, threshold: { amounts: [...amounts, { amount: '0', currency: next }] } })
              }
            />
          )}
          <small className="x-quiet">{t('rules.form.otherCurrencies')}</small>
        </span>
      )}
      {GRACE_METRICS.includes(metric) && (
        <InputNumber
          aria-label={t('rules.form.grace')}
          prefix={t('rules.form.grace')}
          title={t('rules.form.graceHint')}
          min={0}
          max={365}
          precision={0}
          value={value.graceDays ?? 0}
          onChange={(next) => {
            const { graceDays: _, ...rest } = value;
            onChange(next ? { ...rest, graceDays: next } : rest);
          }}
        />
      )}
      {TOLERANCE_METRICS.includes(metric) && (
        <InputNumber
          aria-label={t('rules.form.tolerance')}
          prefix={t('rules.form.tolerance')}
          min={0}
          max={100}
          value={value.tolerance?.percent ?? 0}
          onChange={(next) => {
            const { tolerance, ...rest } = value;
            const kept = tolerance?.amounts ? { amounts: tolerance.amounts } : {};
            onChange(next || tolerance?.amounts ? { ...rest, tolerance: { ...kept, ...(next ? { percent: next } : {}) } } : rest);
          }}
        />
      )}
      {onRemove && <Button aria-label={t('rules.form.removeLine')} icon={<DeleteOutlined />} onClick={onRemove} />}
    </div>
  );
}

function Scope({ value, onChange }: { value: ScopeDoc; onChange: (value: ScopeDoc) => void }) {
  const { t } = useReading();
  const [more, setMore] = useState(false);
  const shown = SCOPE_KEYS.filter((key) => more || key === 'customers' || key === 'grades' || (value[key]?.length ?? 0) > 0);
  return (
    <div className="x-rule-scope">
      {shown.map((key) =>
        key === 'customers' || key === 'groups' ? (
          <PartiesField
            key={key}
            of={key}
            value={value[key] ?? []}
            onChange={(listed) => onChange({ ...value, [key]: listed })}
          />
        ) : (
          <Select
            key={key}
            mode="tags"
            aria-label={t(`rules.scope.${key}`)}
            placeholder={t(`rules.scope.${key}`)}
            value={[...(value[key] ?? [])]}
            tokenSeparators={[',', '，', ' ']}
            options={key === 'grades' ? GRADES.map((each) => ({ value: each, label: each })) : []}
            onChange={(listed) => onChange({ ...value, [key]: listed })}
          />
        ),
      )}
      {!more && (
        <Button size="small" onClick={() => setMore(true)}>
          {Object.values(zh.rules.scope).length > 0 && t('rules.scope.groups')} · {t('rules.scope.segments')} ·{' '}
          {t('rules.scope.productGroups')} …
        </Button>
      )}
    </div>
  );
}

function Exceptions({ value, onChange }: { value: readonly ExceptDoc[]; onChange: (value: ExceptDoc[]) => void }) {
  const { t } = useReading();
  return (
    <Form.Item label={t('rules.form.except')}>
      {value.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an exception has no name
        <div key={at} className="x-rule-except">
          <Scope
            value={each.scope}
            onChange={(scope) => onChange(value.map((x, i) => (i === at ? { ...x, scope: only(scope) } : x)))}
          />
          <Day
            label={t('rules.form.exceptUntil')}
            value={each.until ?? undefined}
            onChange={(until) => onChange(value.map((x, i) => (i === at ? { scope: x.scope, ...(until ? { until } : {}) } : x)))}
          />
          <Button
            aria-label={t('rules.form.removeLine')}
            icon={<DeleteOutlined />}
            onClick={() => onChange(value.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...value, { scope: {} }])}>
        {t('rules.form.addExcept')}
      </Button>
    </Form.Item>
  );
}

function only(scope: ScopeDoc): ScopeDoc {
  return Object.fromEntries(Object.entries(scope).filter(([, listed]) => listed.length > 0));
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (on: string | undefined) => void;
}) {
  return <DayField label={label} placeholder={label} value={value} onChange={(on) => onChange(on || undefined)} />;
}
