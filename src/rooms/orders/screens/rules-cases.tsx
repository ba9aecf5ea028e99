// The cases of a rule set run beside it at every change: what each says, what comes out, and new ones written from a few figures.
import { Button, Form, Input, InputNumber, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { addDays } from '#base/date.ts';
import type { OrderRules } from '#engine/order-check.ts';
import type { Rulebook } from '#engine/rulebook.ts';
import { CASE_DAY, decideOrderCase, runCases } from '#engine/rulebook-cases.ts';
import type { Words } from '#web/guide/rule-words.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';

export type CaseDoc = {
  readonly title: Words;
  readonly given: Record<string, unknown>;
  readonly expect: Record<string, unknown>;
};

/** What comes out of a case, in the words a case is written in; null where its facts make no sense. */
function resultOf(rules: OrderRules, given: unknown): { outcome: 'clear' | 'held' | 'refused'; rules: string[] } | null {
  try {
    const decision = decideOrderCase(rules, given);
    return { outcome: decision.outcome, rules: decision.reasons.map((reason) => reason.rule) };
  } catch {
    return null;
  }
}

function passes(rulebook: Rulebook<'order-check'>, one: CaseDoc): boolean {
  try {
    return runCases({ ...rulebook, cases: [one] })[0]!.passed;
  } catch {
    return false;
  }
}

export function Cases({
  rulebook,
  cases,
  currency,
  onChange,
}: {
  rulebook: Rulebook<'order-check'>;
  cases: readonly CaseDoc[];
  currency: string;
  onChange: (cases: CaseDoc[]) => void;
}) {
  const { t, lang } = useReading();
  const [adding, setAdding] = useState(false);
  const run = useMemo(
    () => cases.map((one) => ({ passed: passes(rulebook, one), result: resultOf(rulebook.rules, one.given) })),
    [rulebook, cases],
  );
  const failed = run.filter((each) => !each.passed).length;
  const said = (outcome: unknown) =>
    outcome === 'clear' || outcome === 'held' || outcome === 'refused' ? t(`rules.outcome.${outcome}`) : '—';
  return (
    <Card
      title={failed > 0 ? t('rules.cases', { count: cases.length, failed }) : t('rules.casesFine', { count: cases.length })}
      extra={
        <Button size="small" onClick={() => setAdding(true)}>
          {t('rules.addCase')}
        </Button>
      }
    >
      <ul className="x-rule-cases">
        {cases.map((one, at) => {
          const { passed, result } = run[at]!;
          const found = said(result?.outcome);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two cases may have one title
            <li key={at}>
              <RiskMark
                step={passed ? 1 : 4}
                word={
                  <span className="x-ink">
                    {one.title[lang]}
                    <small className="x-quiet">
                      {' '}
                      {passed
                        ? t('rules.caseSame', { found })
                        : result && one.expect['outcome'] === result.outcome
                          ? t('rules.caseReasons')
                          : t('rules.caseSays', { expected: said(one.expect['outcome']), found })}
                    </small>
                  </span>
                }
              />
              {!passed && (
                <span>
                  {result && (
                    <Button
                      size="small"
                      onClick={() =>
                        onChange(
                          cases.map((each, i) =>
                            i === at
                              ? { ...each, expect: { outcome: result.outcome, reasons: result.rules.map((rule) => ({ rule })) } }
                              : each,
                          ),
                        )
                      }
                    >
                      {t('rules.accept')}
                    </Button>
                  )}{' '}
                  <Button size="small" onClick={() => onChange(cases.filter((_, i) => i !== at))}>
                    {t('rules.removeCase')}
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {adding && (
        <NewCase
          rules={rulebook.rules}
          currency={currency}
          onCancel={() => setAdding(false)}
          onAdd={(one) => {
            onChange([...cases, one]);
            setAdding(false);
          }}
        />
      )}
    </Card>
  );
}

function NewCase({
  rules,
  currency,
  onCancel,
  onAdd,
}: {
  rules: OrderRules;
  currency: string;
  onCancel: () => void;
  onAdd: (one: CaseDoc) => void;
}) {
  const { t } = useReading();
  const [name, setName] = useState('');
  const [figures, setFigures] = useState<Readonly<Record<string, number | null>>>({ order: 10_000, exposure: 0 });
  const money = (key: string) => ({ amount: (figures[key] ?? 0).toFixed(0), currency });
  const overdue = figures['overdue'] ?? 0;
  const limit = figures['limit'] ?? null;
  const given = {
    asOf: CASE_DAY,
    order: money('order'),
    nodes: [
      {
        node: 'own',
        kind: 'own',
        ...(limit === null ? { mode: 'none' } : { mode: 'amount', cap: money('limit') }),
        exposure: money('exposure'),
      },
    ],
    ...(overdue > 0
      ? {
          open: money(overdue > (figures['exposure'] ?? 0) ? 'overdue' : 'exposure'),
          overdue: money('overdue'),
          overdueDocuments: [
            { number: 'INV-1', dueOn: addDays(CASE_DAY, -(figures['overdueDays'] ?? 1)), open: money('overdue') },
          ],
        }
      : {}),
  };
  const result = resultOf(rules, given);
  const found = result ? t(`rules.outcome.${result.outcome}`) : '—';
  const fields = ['order', 'limit', 'exposure', 'overdue', 'overdueDays'] as const;
  return (
    <Modal
      open
      title={t('rules.caseForm.title')}
      onCancel={onCancel}
      okText={t('rules.caseForm.keep', { found })}
      okButtonProps={{ disabled: name.trim() === '' || result === null }}
      onOk={() => onAdd({ title: { zh: name.trim(), en: name.trim() }, given, expect: { outcome: result!.outcome } })}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('rules.caseForm.name')} htmlFor="case-name">
          <Input id="case-name" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <div className="x-form-row">
          {fields.map((key) => (
            <Form.Item key={key} label={t(`rules.caseForm.${key}`)} htmlFor={`case-${key}`}>
              <InputNumber
                id={`case-${key}`}
                min={0}
                precision={0}
                value={figures[key] ?? null}
                {...(key === 'overdueDays' ? {} : { suffix: currency })}
                onChange={(next) => setFigures((before) => ({ ...before, [key]: next }))}
              />
            </Form.Item>
          ))}
        </div>
      </Form>
      <p>{t('rules.caseForm.comes', { found })}</p>
    </Modal>
  );
}
