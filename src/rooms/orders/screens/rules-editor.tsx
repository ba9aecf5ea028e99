// Rules being changed: each in a sentence with its form, the settings, the cases run live, what differs, the replay, and the way to approval.
import { CopyOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useMemo, useState } from 'react';
import { parseRulebook } from '#engine/rulebook.ts';
import { compareRules } from '#engine/rulebook-compare.ts';
import { dropDraft, saveDraft, submitDraft } from '#rooms/policies/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { ACTION_STEPS } from '#web/guide/order-rules.tsx';
import { type RuleDoc, useRuleWords } from '#web/guide/rule-words.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { browserToday, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { replayRules } from '../contract.ts';
import { conditionOf, RuleForm } from './rule-form.tsx';
import { type CaseDoc, Cases } from './rules-cases.tsx';
import { ReplayView } from './rules-replay.tsx';

const REPLAY_DAYS = 90;

export type Body = Readonly<Record<string, unknown>>;
export type DraftHead = { readonly id: string; readonly version: number; readonly note: string; readonly state: string };
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
  const { message } = App.useApp();
  const navigate = useNavigate();
  const mayWrite = useMay('policies.write');
  const [body, setBody] = useState(start);
  const [note, setNote] = useState(draft?.note ?? '');
  const [saved, setSaved] = useState(draft && { id: draft.id, version: draft.version });
  const [clean, setClean] = useState(draft !== null);
  const [open, setOpen] = useState<number | null>(null);
  const [replaying, setReplaying] = useState(draft !== null);
  const [validFrom, setValidFrom] = useState<string | null>(null);
  const saving = useAct(saveDraft);
  const submitting = useAct(submitDraft);
  const dropping = useAct(dropDraft);
  const words = useRuleWords(currency);
  const rules = listOf<RuleDoc>(body['rules']);
  const cases = listOf<CaseDoc>(body['cases']);
  const parsed = useMemo(() => parseRulebook('order-check', body), [body]);
  const changes = useMemo(() => compareRules(standing, body), [standing, body]);
  const replay = useOperation(
    replayRules,
    { draft: saved?.id ?? '', days: REPLAY_DAYS },
    { enabled: replaying && saved !== null && parsed.ok },
  );
  const editable = mayWrite && (draft === null || draft.state === 'draft' || draft.state === 'rejected');
  const change = (next: Body) => {
    setBody(next);
    setClean(false);
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
  const save = async (): Promise<boolean> => {
    try {
      const answer = await saving.mutateAsync({
        input: {
          kind: 'order-check',
          note: note.trim(),
          body: body as Record<string, unknown>,
          ...(saved ? { id: saved.id, version: saved.version } : {}),
        },
      });
      setSaved({ id: answer.id, version: answer.version });
      setClean(true);
      void message.success(t('rules.saved'));
      return true;
    } catch {
      // The refusal stands below.
      return false;
    }
  };
  /** What is replayed is the draft as it is stored, so that who approves sees the same. */
  const look = async () => {
    if (clean || (await save())) setReplaying(true);
  };
  const submit = async () => {
    if (!saved) return;
    try {
      await submitting.mutateAsync({
        input: {
          ...saved,
          ...(validFrom ? { validFrom } : {}),
          ...(replay.data
            ? { replay: { orders: replay.data.orders, before: replay.data.before.held, after: replay.data.after.held } }
            : {}),
        },
      });
      void message.success(t('rules.submitted'));
      void navigate({ to: '/orders/rules', search: {} });
    } catch {
      // The refusal stands below.
    }
  };
  const drop = async () => {
    if (saved) await dropping.mutateAsync({ input: { id: saved.id, version: saved.version } }).catch(() => null);
    void navigate({ to: '/orders/rules', search: {} });
  };
  const ready = parsed.ok && changes.length > 0;
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        title={t('rules.editing')}
        caption={changes.length > 0 ? t('rules.changes', { count: changes.length }) : t('rules.noChanges')}
        extra={<Button onClick={() => void navigate({ to: '/orders/rules', search: {} })}>{t('rules.back')}</Button>}
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
            {t('rules.problems', { count: parsed.problems.length })}：
            {parsed.problems
              .slice(0, 3)
              .map((each) => `${placeOf(each.path, rules, lang)} ${each.message}`)
              .join('；')}
          </p>
        )}
        {editable && (
          <Form layout="vertical" component="div">
            <div className="x-rule-note">
              <Form.Item label={t('rules.note')} htmlFor="rules-note">
                <Input
                  id="rules-note"
                  maxLength={300}
                  placeholder={t('rules.noteHint')}
                  value={note}
                  onChange={(event) => {
                    setNote(event.target.value);
                    setClean(false);
                  }}
                />
              </Form.Item>
              <Form.Item label={t('rules.validFrom')} htmlFor="rules-from">
                <DayField
                  id="rules-from"
                  placeholder={t('rules.atOnce')}
                  value={validFrom}
                  min={browserToday()}
                  onChange={(on) => setValidFrom(on || null)}
                />
              </Form.Item>
            </div>
          </Form>
        )}
        <div className="x-rule-acts">
          <Button
            disabled={!ready || (!saved && note.trim() === '') || (!clean && !editable)}
            loading={replaying && replay.isFetching}
            onClick={() => void look()}
          >
            {t('rules.replay', { count: REPLAY_DAYS })}
          </Button>
          {editable && (
            <>
              <Button disabled={note.trim() === '' || clean} loading={saving.isPending} onClick={() => void save()}>
                {t('rules.save')}
              </Button>
              <Button
                type="primary"
                disabled={!ready || !saved || !clean || !replay.data}
                loading={submitting.isPending}
                onClick={() => void submit()}
              >
                {t('rules.submit')}
              </Button>
              <Button danger onClick={() => void drop()}>
                {t('rules.drop')}
              </Button>
              <small className="x-quiet">{t('rules.submitHelp')}</small>
            </>
          )}
        </div>
        <Refusal error={saving.error ?? submitting.error} />
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
                  {words.at(rule)} · {words.who(rule.scope)}：{words.when(rule)} →{' '}
                  <RiskMark step={ACTION_STEPS[rule.action] ?? 1} word={words.then(rule)} />
                  {words.notes(rule).length > 0 && `（${words.notes(rule).join('；')}）`}
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
