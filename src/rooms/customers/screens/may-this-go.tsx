// 这张单能发吗: an amount and terms against everything known of the customer, before anything is promised.
import { Button, Input } from 'antd';
import { useState } from 'react';
import { formatMinor, parseMinor } from '#base/money.ts';
import type { InputOf } from '#platform/operation.ts';
import { simulate } from '#rooms/orders/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { isNegative } from '#web/kit/exposure-parts.tsx';
import { unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { clearingText, reasonText } from '#web/words/reason-text.ts';

type Answer = NonNullable<ReturnType<typeof useOperation<typeof simulate>>['data']>;

export function MayThisGo({ code, currency, termsDays }: { code: string; currency: string; termsDays: number | null }) {
  const { t, lang } = useReading();
  const [amount, setAmount] = useState('');
  const [terms, setTerms] = useState(termsDays === null ? '' : String(termsDays));
  const [asked, setAsked] = useState<InputOf<typeof simulate> | null>(null);
  const plain = typedAmount(amount, currency);
  const trial = useOperation(simulate, asked ?? { customer: code, amount: '0' }, { enabled: asked !== null });
  const days = Number(terms);
  return (
    <Card title={t('customer.go.title')} extra={<span className="x-caption">{t('customer.go.hint')}</span>} className="x-go">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (plain === null) return;
          setAsked({
            customer: code,
            amount: plain,
            currency,
            ...(terms !== '' && Number.isInteger(days) ? { termsDays: days } : {}),
          });
        }}
      >
        <Input
          className="x-go-amount"
          size="large"
          inputMode="decimal"
          aria-label={t('customer.go.amount')}
          placeholder={t('customer.go.bad')}
          value={amount}
          suffix={unitOf(currency, 'one', lang)}
          onChange={(event) => setAmount(event.target.value)}
        />
        <Input
          className="x-go-terms"
          size="large"
          inputMode="numeric"
          aria-label={t('customer.go.terms')}
          value={terms}
          suffix={t('customer.go.days')}
          onChange={(event) => setTerms(event.target.value.replaceAll(/\D/g, '').slice(0, 4))}
        />
        <Button type="primary" size="large" htmlType="submit" disabled={plain === null} loading={trial.isFetching}>
          {t('customer.go.check')}
        </Button>
      </form>
      <Refusal error={trial.error} />
      {trial.data && asked && <Verdict answer={trial.data} />}
    </Card>
  );
}

function Verdict({ answer }: { answer: Answer }) {
  const { t, money, scale, lang } = useReading();
  const reading = { scale, lang };
  const against = answer.reasons.filter((each) => !each.released && each.action !== 'inform' && each.action !== 'warn');
  const step = answer.outcome === 'clear' ? 1 : answer.outcome === 'held' ? 3 : 4;
  const why = against.map((each) => reasonText(each, t, reading)).join(lang === 'zh' ? '；' : '; ');
  const [remedy] = answer.remedies;
  const act = remedy ? clearingText(remedy['act'] ?? remedy, t, reading) : null;
  const left =
    answer.limit === null
      ? null
      : formatMinor(
          parseMinor(answer.limit.amount, answer.limit.currency) -
            parseMinor(answer.exposureAfter.amount, answer.exposureAfter.currency),
          answer.limit.currency,
        );
  return (
    <div className={`x-verdict x-risk-tint-${step}`} role="status">
      <RiskMark
        step={step}
        word={
          <strong className="x-verdict-word">
            {answer.outcome === 'clear' ? t('customer.go.clear') : t(`customer.go.${answer.outcome}`, { why })}
          </strong>
        }
      />
      {answer.outcome === 'clear' && (
        <p>
          {left !== null && answer.limit && !left.startsWith('-')
            ? t('customer.go.clearDetail', {
                after: money(answer.exposureAfter),
                left: money({ amount: left, currency: answer.limit.currency }),
              })
            : t('customer.go.clearNoLimit', { after: money(answer.exposureAfter) })}
        </p>
      )}
      {answer.outcome !== 'clear' && (
        <p>
          {answer.available &&
            !isNegative(answer.available) &&
            `${t('kit.available', { amount: money(answer.available) })}${lang === 'zh' ? '。' : '. '}`}
          {act && t('customer.go.help', { act })}
        </p>
      )}
      {answer.shadow && answer.outcome !== 'clear' && <p className="x-caption">{t('customer.go.shadow')}</p>}
    </div>
  );
}
