// May this order go? Customer, amount and terms in; the verdict with every reason and what would help out, at every keystroke.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Form, Input, InputNumber, Select } from 'antd';
import { useEffect, useState } from 'react';
import { CHECKPOINTS } from '#engine/order-rules.ts';
import type { OutputOf } from '#platform/operation.ts';
import { find } from '#rooms/customers/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Reasons } from '#web/kit/reasons.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import { clearingText } from '#web/words/reason-text.ts';
import { simulate } from '../contract.ts';
import { OUTCOME_STEPS } from './checks.tsx';
import { useRemedyEffects } from './hold-main.tsx';
import { OrdersTabs } from './orders-tabs.tsx';
import { Bars } from './position-bars.tsx';
import { remedyOf } from './remedies.ts';

/** Nobody types faster than this between two figures they mean. */
const PAUSE_MS = 250;
const TERMS_MAX = 3650;

type Answer = OutputOf<typeof simulate>;
type Asked = {
  readonly f_customer?: string;
  readonly f_amount?: string;
  readonly f_terms?: string;
  readonly f_at?: string;
  readonly f_group?: string;
  readonly f_deliver?: string;
  readonly f_department?: string;
};

export function Simulate() {
  const session = useSession();
  const may = session?.permissions.has('orders.check') ?? false;
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="simulate" />
      <div className="x-orders-page">{may ? <Trial currency={session?.currency ?? 'CNY'} /> : <NoPermission />}</div>
    </div>
  );
}

function useSettled<T>(value: T): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** As useSettled, of a small object: by what it says, not by which one it is. */
function useSettledJson<T extends object>(value: T): T {
  return JSON.parse(useSettled(JSON.stringify(value))) as T;
}

function Trial({ currency }: { currency: string }) {
  const { t } = useReading();
  const asked = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const [amount, setAmount] = useState(asked.f_amount ?? '');
  const customer = asked.f_customer ?? '';
  const terms = asked.f_terms ?? '';
  const checkpoint = CHECKPOINTS.find((each) => each === asked.f_at) ?? 'order';
  const set = (change: Asked) => {
    const next = Object.fromEntries(
      Object.entries({ ...asked, ...change }).filter(([, value]) => value !== '' && value !== undefined),
    );
    void navigate({ to: '.', search: next as never, replace: true });
  };
  const said = useSettledJson({
    ...(asked.f_group ? { productGroup: asked.f_group } : {}),
    ...(asked.f_deliver ? { deliverOn: asked.f_deliver } : {}),
    ...(asked.f_department ? { department: asked.f_department } : {}),
  });
  const settled = useSettled(typedAmount(amount, currency) ?? '');
  const readable = settled !== '';
  const answer = useOperation(
    simulate,
    { customer, amount: settled, checkpoint, ...(terms ? { termsDays: Number(terms) } : {}), ...said },
    { enabled: customer !== '' && readable, placeholderData: (before) => before },
  );
  return (
    <div className="x-trial">
      <Card title={t('orders.simulate.title')} caption={t('orders.simulate.caption')}>
        <Form layout="vertical" component="div">
          <Form.Item label={t('orders.simulate.customer')} htmlFor="trial-customer">
            <CustomerField value={customer} onChange={(code) => set({ f_customer: code })} />
          </Form.Item>
          <Form.Item label={`${t('orders.simulate.amount')} ${currency}`} htmlFor="trial-amount">
            <Input
              id="trial-amount"
              size="large"
              inputMode="decimal"
              value={amount}
              status={amount.trim() !== '' && typedAmount(amount, currency) === null ? 'error' : ''}
              onChange={(event) => setAmount(event.target.value)}
              onBlur={() => set({ f_amount: typedAmount(amount, currency) ?? '' })}
            />
          </Form.Item>
          <Form.Item label={t('rules.form.at')} htmlFor="trial-at">
            <Select
              id="trial-at"
              value={checkpoint}
              options={CHECKPOINTS.map((value) => ({ value, label: t(`rules.at.${value}`) }))}
              onChange={(at) => set({ f_at: at === 'order' ? '' : at })}
            />
          </Form.Item>
          <Form.Item label={t('orders.simulate.terms')} htmlFor="trial-terms">
            <InputNumber
              id="trial-terms"
              min={0}
              max={TERMS_MAX}
              precision={0}
              placeholder={t('orders.simulate.termsAgreed')}
              value={terms === '' ? null : Number(terms)}
              onChange={(days) => set({ f_terms: days === null ? '' : String(days) })}
            />
          </Form.Item>
          <details className="x-trial-more" open={Boolean(asked.f_group ?? asked.f_deliver ?? asked.f_department)}>
            <summary>{t('orders.simulate.more')}</summary>
            <Form.Item label={t('orders.simulate.productGroup')} htmlFor="trial-group">
              <Input
                id="trial-group"
                maxLength={80}
                value={asked.f_group ?? ''}
                onChange={(event) => set({ f_group: event.target.value })}
              />
            </Form.Item>
            <Form.Item label={t('orders.simulate.deliverOn')} htmlFor="trial-deliver">
              <DayField id="trial-deliver" value={asked.f_deliver} onChange={(day) => set({ f_deliver: day })} />
            </Form.Item>
            <Form.Item label={t('orders.simulate.department')} htmlFor="trial-department">
              <Input
                id="trial-department"
                maxLength={80}
                value={asked.f_department ?? ''}
                onChange={(event) => set({ f_department: event.target.value })}
              />
            </Form.Item>
          </details>
        </Form>
      </Card>
      <div className="x-trial-answer" aria-live="polite">
        {answer.error ? (
          <ErrorState error={answer.error} retry={() => void answer.refetch()} kept />
        ) : customer === '' || !readable ? (
          <Card>
            <Empty title={t('orders.simulate.start')}>{t('orders.simulate.startHelp')}</Empty>
          </Card>
        ) : answer.data ? (
          <Verdict answer={answer.data} />
        ) : (
          <LoadingCard lines={8} />
        )}
      </div>
    </div>
  );
}

function CustomerField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useReading();
  const [text, setText] = useState('');
  const wanted = useSettled(text.trim() || value);
  const found = useOperation(
    find,
    { text: wanted, kind: 'customer' },
    { enabled: wanted !== '', placeholderData: (before) => before },
  );
  return (
    <Select
      id="trial-customer"
      size="large"
      showSearch={{ filterOption: false, onSearch: setText }}
      autoFocus={value === ''}
      style={{ width: '100%' }}
      placeholder={t('orders.simulate.customerFind')}
      value={value || undefined}
      onChange={onChange}
      notFoundContent={text.trim() ? t('orders.simulate.notFound', { text: text.trim() }) : null}
      options={(found.data?.customers ?? []).map((each) => ({ value: each.code, label: `${each.name} · ${each.code}` }))}
    />
  );
}

function Verdict({ answer }: { answer: Answer }) {
  const { t, money, unit } = useReading();
  const failed = answer.reasons.filter((each) => each.action !== 'inform' && each.action !== 'warn').length;
  const title =
    answer.outcome === 'clear'
      ? answer.reasons.length > 0
        ? t('orders.simulate.warned', { count: answer.reasons.length })
        : t('orders.simulate.clear')
      : t(`orders.simulate.${answer.outcome}`, { count: failed });
  const parts = [{ key: 'exposure', label: t('glossary.exposure'), value: answer.exposure }];
  const order = { amount: subtract(answer.exposureAfter.amount, answer.exposure.amount), currency: answer.exposure.currency };
  return (
    <>
      <Card>
        <div className="x-trial-verdict">
          <h2 className={`x-risk-text-${OUTCOME_STEPS[answer.outcome]}`}>
            <RiskMark step={OUTCOME_STEPS[answer.outcome]} word={title} />
          </h2>
          <span className="x-caption">
            {answer.outcome !== 'clear'
              ? answer.available &&
                t('kit.available', { amount: `${money(answer.available)} ${unit(answer.available.currency)}` })
              : answer.limit
                ? t('orders.simulate.clearLine', {
                    amount: money({
                      amount: subtract(answer.limit.amount, answer.exposureAfter.amount),
                      currency: answer.limit.currency,
                    }),
                    unit: unit(answer.limit.currency),
                  })
                : t('orders.simulate.clearOpen')}
            {answer.shadow && answer.outcome !== 'clear' && ` · ${t('orders.simulate.shadow')}`}
          </span>
        </div>
        <Bars
          limit={answer.limit}
          bars={[
            { key: 'now', label: t('orders.now'), parts, exposure: answer.exposure },
            {
              key: 'after',
              label: t('orders.afterRelease'),
              parts: [...parts, { key: 'order', label: t('glossary.order'), value: order }],
              exposure: answer.exposureAfter,
            },
          ]}
        />
      </Card>
      {answer.reasons.length > 0 && (
        <Card
          title={
            failed > 0
              ? t('orders.simulate.reasons', { count: failed })
              : t('orders.simulate.warned', { count: answer.reasons.length })
          }
          flush
        >
          <Reasons reasons={answer.reasons} />
        </Card>
      )}
      {answer.outcome !== 'clear' && <Ways answer={answer} />}
    </>
  );
}

/** Exact: both are decimal texts of one currency with the same digits. */
function subtract(a: string, b: string): string {
  const digits = (a.split('.')[1] ?? '').length;
  const minor = (text: string) => BigInt(text.replace('.', ''));
  const left = minor(a) - minor(b);
  const plain = (left < 0n ? -left : left).toString().padStart(digits + 1, '0');
  const whole = digits === 0 ? plain : `${plain.slice(0, -digits)}.${plain.slice(-digits)}`;
  return left < 0n ? `-${whole}` : whole;
}

function Ways({ answer }: { answer: Answer }) {
  const { t, scale, lang } = useReading();
  const effects = useRemedyEffects();
  const codes = new Set<string>(answer.reasons.map((each) => each.code));
  return (
    <Card title={t('orders.simulate.ways')}>
      {answer.remedies.length === 0 ? (
        <p className="x-caption">{t('orders.simulate.noWay')}</p>
      ) : (
        <ul className="x-trial-ways">
          {answer.remedies.map(remedyOf).map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cheapest first, as the engine gives them
            <li key={at}>
              <strong>{clearingText(each.act, t, { scale, lang })}</strong>
              <span className="x-caption">{effects(each, codes)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
