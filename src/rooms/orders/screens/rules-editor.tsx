// Rules being changed: each in a sentence with its form, the settings, the cases run live, what differs, the replay, and the way to approval.
import { CopyOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber, Select, Switch } from 'antd';
import { useState } from 'react';
import { useOperation } from '#web/api.ts';
import { ACTION_STEPS } from '#web/guide/order-rules.tsx';
import { type RuleDoc, useRuleWords } from '#web/guide/rule-words.ts';
import { DraftActs, type DraftHead, useRulebookDraft } from '#web/guide/rulebook-draft.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { replayRules } from '../contract.ts';
import { conditionOf, RuleForm } from './rule-form.tsx';
import { type CaseDoc, Cases } from './rules-cases.tsx';
import { ReplayView } from './rules-replay.tsx';

const REPLAY_DAYS = 90;

export type Body = Readonly<Record<string, unknown>>;
type Settings = Readonly<Record<string, unknown>>;

function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

export function RulesEditor({
  start,
  standing,
  draft,
  currency,
}: {
  start: Body;
  standing: Body;
  draft: DraftHead | null;
  currency: string;
}) {
  const { t, lang } = useReading();
  const [body, setBody] = useState(start);
  const [open, setOpen] = useState<number | null>(null);
  const [replaying, setReplaying] = useState(draft !== null);
  const kept = useRulebookDraft({ kind: 'order-check', body, standing, draft, to: '/orders/rules' });
  const { editable, saved, parsed, changes } = kept;
  const words = useRuleWords(currency);
  const rules = listOf<RuleDoc>(body['rules']);
  const cases = listOf<CaseDoc>(body['cases']);
  const replay = useOperation(
    replayRules,
    { draft: saved?.id ?? '', days: REPLAY_DAYS },
    { enabled: replaying && saved !== null && parsed.ok },
  );
  const change = (next: Body) => {
    setBody(next);
    setReplaying(false);
  };
  const put = (next: readonly RuleDoc[]) => change({ ...body, rules: next });
  const fresh = (from: RuleDoc | null): RuleDoc => ({
    ...(from ?? {
      ...conditionOf('overdue_days', currency),
      title: { zh: '新规则', en: 'New rule' },
      action: 'hold',
      enabled: true,
    }),
    id: `rule-${Date.now().toString(36)}`,
    ...(from ? { title: { zh: `${from.title.zh} 2`, en: `${from.title.en} 2` } } : {}),
  });
  const add = (from: RuleDoc | null) => {
    put([...rules, fresh(from)]);
    setOpen(rules.length);
  };
  /** What is replayed is the draft as it is stored, so that who approves sees the same. */
  const look = async () => {
    if (kept.clean || (await kept.save())) setReplaying(true);
  };
  const acts = (
    <Button
      disabled={!parsed.ok || changes.length === 0 || (!saved && kept.note.trim().length < 2) || (!kept.clean && !editable)}
      loading={replaying && replay.isFetching}
      onClick={() => void look()}
    >
      {t('rules.replay', { count: REPLAY_DAYS })}
    </Button>
  );
  const replayed = replay.data && {
    orders: replay.data.orders,
    before: replay.data.before.held,
    after: replay.data.after.held,
  };
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        title={t('rules.editing')}
        caption={changes.length > 0 ? t('rules.changes', { count: changes.length }) : t('rules.noChanges')}
        extra={<Button onClick={kept.leave}>{t('rules.back')}</Button>}
      >
        <p className="x-rule-changes">
          {changes.slice(0, 20).map((each) => (
            <span key={`${each.what} ${each.id}`}>
              <strong>{t(`rules.change.${each.what}`)}</strong>{' '}
              {each.what === 'setting'
                ? t(`rules.settings.${each.id as 'holdHours'}`)
                : ((each.after ?? each.before) as RuleDoc).title?.[lang]}
            </span>
          ))}
        </p>
        {!parsed.ok && (
          <p className="x-risk-text-4">
            {t('rules.labelled', {
              label: t('rules.problems', { count: parsed.problems.length }),
              hint: parsed.problems
                .slice(0, 3)
                .map((each) => `${placeOf(each.path, rules, lang)} ${each.message}`)
                .join(t('rules.next')),
            })}
          </p>
        )}
        {editable ? (
          <DraftActs draft={kept} ready={replay.data !== undefined} first={acts} replay={replayed}>
            <small className="x-quiet">{t('rules.submitHelp')}</small>
          </DraftActs>
        ) : (
          <div className="x-rule-acts">{acts}</div>
        )}
        <Refusal error={kept.error} />
      </Card>
      {replay.error && replaying && (
        <div className="x-span-12">
          <ErrorState error={replay.error} retry={() => void replay.refetch()} kept />
        </div>
      )}
      {replaying && replay.isFetching && (
        <div className="x-span-12">
          <LoadingCard lines={5} />
        </div>
      )}
      {replaying && replay.data && !replay.isFetching && (
        <ReplayView replay={replay.data} rules={[...rules, ...listOf<RuleDoc>(standing['rules'])]} days={REPLAY_DAYS} />
      )}
      <Card
        className="x-span-8"
        title={t('rules.list', { count: rules.length })}
        extra={
          editable && (
            <Button size="small" icon={<PlusOutlined />} onClick={() => add(null)}>
              {t('rules.add')}
            </Button>
          )
        }
        flush
      >
        <ul className="x-rule-list">
          {rules.map((rule, at) => (
            <li key={rule.id} className={rule.enabled ? undefined : 'x-rules-off'}>
              <Switch
                size="small"
                aria-label={rule.title[lang]}
                disabled={!editable}
                checked={rule.enabled}
                onChange={(enabled) => put(rules.map((each, i) => (i === at ? { ...each, enabled } : each)))}
              />
              <span>
                <strong>{rule.title[lang]}</strong>
                <small>
                  {words.at(rule)} · {t('rules.labelled', { label: words.who(rule.scope), hint: words.when(rule) })} →{' '}
                  <RiskMark step={ACTION_STEPS[rule.action] ?? 1} word={words.then(rule)} />
                  {words.notes(rule).length > 0 && t('rules.aside', { text: words.notes(rule).join(t('rules.next')) })}
                </small>
              </span>
              {editable && (
                <span className="x-rule-buttons">
                  <Button
                    size="small"
                    aria-label={`${t('rules.form.title')} ${rule.title[lang]}`}
                    icon={<EditOutlined />}
                    onClick={() => setOpen(at)}
                  />
                  <Button
                    size="small"
                    aria-label={`${t('rules.copy')} ${rule.title[lang]}`}
                    icon={<CopyOutlined />}
                    onClick={() => add(rule)}
                  />
                </span>
              )}
            </li>
          ))}
        </ul>
      </Card>
      <div className="x-span-4 x-rule-side">
        {parsed.ok && (
          <Cases
            rulebook={parsed.rulebook}
            cases={cases}
            currency={currency}
            onChange={(next) => change({ ...body, cases: next })}
          />
        )}
        <SettingsCard
          value={(body['settings'] ?? {}) as Settings}
          disabled={!editable}
          onChange={(settings) => change({ ...body, settings })}
        />
      </div>
      {open !== null && rules[open] && (
        <RuleForm
          key={rules[open].id}
          rule={rules[open]}
          currency={currency}
          onCancel={() => setOpen(null)}
          onRemove={() => {
            put(rules.filter((_, i) => i !== open));
            setOpen(null);
          }}
          onDone={(rule) => {
            put(rules.map((each, i) => (i === open ? rule : each)));
            setOpen(null);
          }}
        />
      )}
    </div>
  );
}

/** `rules[3].threshold…` by the rule's name. */
function placeOf(path: string, rules: readonly RuleDoc[], lang: 'zh' | 'en'): string {
  const at = /^rules\[(\d+)\]/.exec(path);
  return at ? (rules[Number(at[1])]?.title?.[lang] ?? path) : path;
}

function SettingsCard({
  value,
  disabled,
  onChange,
}: {
  value: Settings;
  disabled: boolean;
  onChange: (value: Settings) => void;
}) {
  const { t } = useReading();
  const set = (key: string, next: unknown) => onChange({ ...value, [key]: next });
  const choice = (
    key: 'equalityPasses' | 'groupWithoutLimit' | 'consumes' | 'amountsWithTax' | 'coverCounts',
    now: string,
    options: readonly [string, string][],
    read: (text: string) => unknown,
  ) => (
    <Form.Item label={t(`rules.settings.${key}`)} htmlFor={`set-${key}`}>
      <Select
        id={`set-${key}`}
        disabled={disabled}
        value={now}
        options={options.map(([each, label]) => ({ value: each, label }))}
        onChange={(text: string) => set(key, read(text))}
      />
    </Form.Item>
  );
  const number = (key: 'reservationDays' | 'holdHours' | 'horizonDays', max: number, optional = false) => (
    <Form.Item label={t(`rules.settings.${key}`)} htmlFor={`set-${key}`}>
      <InputNumber
        id={`set-${key}`}
        disabled={disabled}
        min={1}
        max={max}
        precision={0}
        placeholder={optional ? t('rules.settings.all') : ''}
        value={(value[key] as number | null | undefined) ?? null}
        onChange={(next) => (next !== null || optional) && set(key, next)}
      />
    </Form.Item>
  );
  const flag = (text: string) => text === 'true';
  const say = (
    key:
      | 'passes'
      | 'fails'
      | 'no_cap'
      | 'no_credit'
      | 'orders'
      | 'deliveries'
      | 'invoices'
      | 'withTax'
      | 'withoutTax'
      | 'counts'
      | 'ignored',
  ) => t(`rules.settings.${key}`);
  return (
    <Card title={t('rules.settings.title')}>
      <Form layout="vertical" component="div" className="x-rule-settings">
        {choice(
          'equalityPasses',
          String(value['equalityPasses'] !== false),
          [
            ['true', say('passes')],
            ['false', say('fails')],
          ],
          flag,
        )}
        {choice(
          'groupWithoutLimit',
          String(value['groupWithoutLimit']),
          [
            ['no_cap', say('no_cap')],
            ['no_credit', say('no_credit')],
          ],
          (text) => text,
        )}
        {choice(
          'consumes',
          String(value['consumes'] ?? 'orders'),
          [
            ['orders', say('orders')],
            ['deliveries', say('deliveries')],
            ['invoices', say('invoices')],
          ],
          (text) => text,
        )}
        {number('horizonDays', 3650, true)}
        {choice(
          'amountsWithTax',
          String(value['amountsWithTax'] !== false),
          [
            ['true', say('withTax')],
            ['false', say('withoutTax')],
          ],
          flag,
        )}
        {choice(
          'coverCounts',
          String(value['coverCounts'] === true),
          [
            ['true', say('counts')],
            ['false', say('ignored')],
          ],
          flag,
        )}
        {number('reservationDays', 365)}
        {number('holdHours', 720)}
      </Form>
    </Card>
  );
}
