// Entering or amending a contract: what a clerk knows from the paper, with the due days it makes shown as he types.
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Drawer, Form, Input, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import { monthEnd } from '#base/date.ts';
import {
  BUYER_CLASSES,
  CONTRACT_EVENTS,
  dueOnBy,
  longestDays,
  MILESTONE_KINDS,
  retentionDueOn,
  statutoryNote,
} from '#engine/contracts.ts';
import { CustomerField } from '#rooms/customers/screens/customer-field.tsx';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useSession } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { amend, type BodyInput, enter } from '../contract.ts';
import { bodyFrom, type Draft, draftOf, EMPTY, TERM_KINDS, termsOf } from './contract-draft.ts';
import { useReasonsText } from './reasons.ts';

export type Amending = {
  readonly id: string;
  readonly number: string;
  readonly customer: string;
  readonly currency: string;
  readonly version: number;
  readonly body: BodyInput;
};

export function ContractForm({ amending, customer, onClose }: { amending?: Amending; customer?: string; onClose: () => void }) {
  const { t } = useReading();
  const phone = usePhone();
  const session = useSession();
  const { today } = useAsOf();
  const currency = amending?.currency ?? session?.currency ?? 'CNY';
  const [draft, setDraft] = useState<Draft>(() =>
    amending ? draftOf(amending.body) : { ...EMPTY, customer: customer ?? '', startsOn: today },
  );
  const [reason, setReason] = useState('');
  const entering = useAct(enter);
  const amendment = useAct(amend);
  const set = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const body = bodyFrom(draft, currency);
  const named = amending !== undefined || (draft.customer.trim() !== '' && draft.number.trim() !== '');
  const ready = body !== null && named && (amending === undefined || reason.trim().length >= 2);
  const answer = entering.data ?? amendment.data;
  const reasonsText = useReasonsText();
  const send = (asDraft: boolean) => {
    if (!body) return;
    if (amending) amendment.mutate({ input: { id: amending.id, version: amending.version, reason: reason.trim(), ...body } });
    else
      entering.mutate({
        input: { customer: draft.customer.trim(), number: draft.number.trim(), currency, draft: asDraft, ...body },
      });
  };
  return (
    <Drawer
      open
      onClose={onClose}
      title={amending ? `${t('contracts.amend')} ${amending.number}` : t('contracts.enter')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '92dvh' : 620}
      footer={
        answer ? undefined : (
          <div className="x-preview-acts">
            <Button
              type="primary"
              disabled={!ready}
              loading={entering.isPending || amendment.isPending}
              onClick={() => send(false)}
            >
              {amending
                ? t('contracts.amendDo', { version: amending.version + 1 })
                : t('contracts.enterDo', { number: draft.number.trim() })}
            </Button>
            {!amending && (
              <Button disabled={!ready} onClick={() => send(true)}>
                {t('contracts.enterDraft')}
              </Button>
            )}
          </div>
        )
      }
    >
      {answer ? (
        <div className="x-stack">
          {answer.outcome === 'submitted' ? (
            <>
              <RiskMark step={2} word={t('contracts.submitted', { why: reasonsText(answer.reasons) })} />
              <Link to="/approvals">{t('contracts.seeCase')}</Link>
            </>
          ) : (
            <span>{t('contracts.entered')}</span>
          )}
          {'id' in answer && (
            <Link to={'/contracts/$id' as never} params={{ id: answer.id } as never}>
              {draft.number}
            </Link>
          )}
        </div>
      ) : (
        <Form layout="vertical" onFinish={() => send(false)}>
          <Paper draft={draft} set={set} amending={amending !== undefined} currency={currency} />
          <TermsFields draft={draft} set={set} />
          <Preview draft={draft} today={today} />
          <MoreFields draft={draft} set={set} />
          {amending && (
            <Form.Item label={t('contracts.form.reason')} htmlFor="contract-reason">
              <Input id="contract-reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            </Form.Item>
          )}
          <Refusal error={entering.error ?? amendment.error} />
        </Form>
      )}
    </Drawer>
  );
}

type FieldsProps = { readonly draft: Draft; readonly set: (more: Partial<Draft>) => void };

function LabelledDay({
  label,
  id,
  value,
  onChange,
}: {
  label: string;
  id: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <Form.Item label={label} htmlFor={id}>
      <DayField id={id} value={value} onChange={onChange} />
    </Form.Item>
  );
}

function Paper({ draft, set, amending, currency }: FieldsProps & { amending: boolean; currency: string }) {
  const { t } = useReading();
  const text = (key: 'number' | 'title', label: string, most: number) => (
    <Form.Item label={label} htmlFor={`contract-${key}`}>
      <Input
        id={`contract-${key}`}
        value={draft[key]}
        maxLength={most}
        onChange={(event) => set({ [key]: event.target.value })}
      />
    </Form.Item>
  );
  return (
    <>
      {!amending && <CustomerItem value={draft.customer} onChange={(customer) => set({ customer })} />}
      <div className="x-form-row">
        {!amending && text('number', t('contracts.form.number'), 60)}
        {text('title', t('kit.optional', { label: t('contracts.form.title') }), 200)}
        <Form.Item label={`${t('contracts.form.amount')} ${currency}`} htmlFor="contract-amount">
          <AmountInput
            id="contract-amount"
            bare
            currency={currency}
            value={draft.amount}
            placeholder={t('contracts.form.amountHelp')}
            onChange={(amount) => set({ amount })}
          />
        </Form.Item>
      </div>
      <div className="x-form-row">
        <LabelledDay
          label={t('kit.optional', { label: t('contracts.form.signed') })}
          id="contract-signed"
          value={draft.signedOn}
          onChange={(signedOn) => set({ signedOn })}
        />
        <LabelledDay
          label={t('contracts.form.starts')}
          id="contract-starts"
          value={draft.startsOn}
          onChange={(startsOn) => set({ startsOn })}
        />
        <LabelledDay
          label={t('contracts.form.ends')}
          id="contract-ends"
          value={draft.endsOn}
          onChange={(endsOn) => set({ endsOn })}
        />
      </div>
    </>
  );
}

export function CustomerItem({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useReading();
  return (
    <Form.Item label={t('contracts.form.customer')} htmlFor="contract-customer">
      <CustomerField id="contract-customer" autoFocus value={value} onChange={onChange} />
    </Form.Item>
  );
}

function TermsFields({ draft, set }: FieldsProps) {
  const { t } = useReading();
  const phone = usePhone();
  const kinds = TERM_KINDS.map((value) => ({ value, label: t(`contracts.form.kind.${value}`) }));
  const fixed = draft.kind === 'day-of-month';
  const number = (key: 'days' | 'months' | 'day', label: string, max: number, min = 0) => (
    <Form.Item label={label} htmlFor={`contract-${key}`}>
      <InputNumber
        id={`contract-${key}`}
        min={min}
        max={max}
        precision={0}
        value={draft[key]}
        onChange={(value) => set({ [key]: value ?? min })}
      />
    </Form.Item>
  );
  return (
    <div className="x-form-row">
      <Form.Item label={t('contracts.form.terms')}>
        {phone ? (
          <Select aria-label={t('contracts.form.terms')} value={draft.kind} onChange={(kind) => set({ kind })} options={kinds} />
        ) : (
          <Segmented value={draft.kind} onChange={(kind) => set({ kind })} options={kinds} />
        )}
      </Form.Item>
      {fixed ? (
        <>
          {number('months', t('contracts.form.months'), 120)}
          {number('day', t('contracts.form.day'), 31, 1)}
        </>
      ) : (
        number('days', t('contracts.form.days'), 3650)
      )}
    </div>
  );
}

/** What these terms make of an invoice of today and of one at the month's end. */
function Preview({ draft, today }: { draft: Draft; today: string }) {
  const { t } = useReading();
  const body = bodyFrom({ ...draft, amount: '' }, 'CNY');
  const terms = termsOf(draft);
  const longest = longestDays(terms);
  const planned = (kind: 'delivery' | 'acceptance') =>
    draft.milestones.find((each) => each.kind === kind && each.plannedOn)?.plannedOn ?? null;
  const days = (issuedOn: string) => ({
    issuedOn,
    plannedDeliveryOn: planned('delivery'),
    plannedAcceptanceOn: planned('acceptance'),
  });
  const say = (due: ReturnType<typeof dueOnBy>) =>
    'missing' in due
      ? t('contracts.form.unknown', { event: t(`contracts.event.${due.missing}`) })
      : `${due.dueOn}${due.provisional ? t('contracts.form.provisional') : ''}`;
  const kept = body?.retention;
  const note = statutoryNote({ terms, buyer: draft.buyer || null, supplierIsSmall: draft.small });
  return (
    <section className="x-contract-preview x-gap-bottom" aria-label={t('contracts.form.preview')} aria-live="polite">
      <dl>
        <dt>{t('contracts.form.previewToday')}</dt>
        <dd className="x-num">{say(dueOnBy(terms, days(today)))}</dd>
        <dt>{t('contracts.form.previewEnd')}</dt>
        <dd className="x-num">{say(dueOnBy(terms, days(monthEnd(today))))}</dd>
        {kept && (
          <>
            <dt>{t('contracts.form.previewRetention')}</dt>
            <dd className="x-num">
              {say(retentionDueOn({ sharePpm: kept.sharePpm ?? null, amountMinor: null, due: kept.due }, days(today)))}
            </dd>
          </>
        )}
      </dl>
      {longest !== null && <span className="x-caption">{t('contracts.form.longest', { days: longest })}</span>}{' '}
      {note && (
        <RiskMark
          step={note.force === 'hard' ? 3 : 2}
          word={t('contracts.statutory', {
            actual: note.actualDays,
            limit: note.limitDays,
            force: t(`contracts.statutoryForce.${note.force}`),
            source: note.source,
          })}
        />
      )}
    </section>
  );
}

function MoreFields({ draft, set }: FieldsProps) {
  const { t } = useReading();
  const share = (key: 'retentionPct' | 'discountPct' | 'late', label: string, max: number) => (
    <Form.Item label={t('kit.optional', { label })} htmlFor={`contract-${key}`}>
      <InputNumber
        id={`contract-${key}`}
        min={0}
        max={max}
        precision={2}
        value={draft[key]}
        onChange={(value) => set({ [key]: value })}
      />
    </Form.Item>
  );
  return (
    <>
      <div className="x-form-row">
        {share('retentionPct', t('contracts.form.retention'), 100)}
        {draft.retentionPct !== null && draft.retentionPct > 0 && (
          <>
            <Form.Item label={t('contracts.form.retentionAfter')} htmlFor="contract-retentionEvent">
              <Select
                id="contract-retentionEvent"
                value={draft.retentionEvent}
                onChange={(retentionEvent) => set({ retentionEvent })}
                options={CONTRACT_EVENTS.map((value) => ({ value, label: t(`contracts.event.${value}`) }))}
              />
            </Form.Item>
            <Form.Item label={t('contracts.form.retentionMonths')} htmlFor="contract-retentionMonths">
              <InputNumber
                id="contract-retentionMonths"
                min={0}
                max={120}
                precision={0}
                value={draft.retentionMonths}
                onChange={(value) => set({ retentionMonths: value ?? 0 })}
              />
            </Form.Item>
          </>
        )}
      </div>
      <div className="x-form-row">
        {share('discountPct', t('contracts.form.discount'), 100)}
        {draft.discountPct !== null && draft.discountPct > 0 && (
          <Form.Item label={t('contracts.form.within')} htmlFor="contract-within">
            <InputNumber
              id="contract-within"
              min={0}
              max={3650}
              precision={0}
              value={draft.within}
              onChange={(value) => set({ within: value ?? 0 })}
            />
          </Form.Item>
        )}
        {share('late', t('contracts.form.late'), 100)}
      </div>
      <div className="x-form-row">
        <Form.Item label={t('kit.optional', { label: t('contracts.form.buyer') })} htmlFor="contract-buyer">
          <Select
            id="contract-buyer"
            allowClear
            style={{ width: 160 }}
            value={draft.buyer || undefined}
            onChange={(buyer) => set({ buyer: buyer ?? '' })}
            options={BUYER_CLASSES.map((value) => ({ value, label: t(`contracts.buyer.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label=" " colon={false}>
          <Checkbox checked={draft.small} onChange={(event) => set({ small: event.target.checked })}>
            {t('contracts.form.small')}
          </Checkbox>
        </Form.Item>
      </div>
      <Milestones draft={draft} set={set} />
    </>
  );
}

function Milestones({ draft, set }: FieldsProps) {
  const { t } = useReading();
  const change = (at: number, more: Partial<Draft['milestones'][number]>) =>
    set({ milestones: draft.milestones.map((each, place) => (place === at ? { ...each, ...more } : each)) });
  return (
    <Form.Item label={t('contracts.form.miles')}>
      {draft.milestones.map((each, at) => (
        <div className="x-contract-mile" key={each.id}>
          <Input
            aria-label={t('contracts.form.mileName')}
            placeholder={t('contracts.form.mileName')}
            value={each.name}
            onChange={(event) => change(at, { name: event.target.value })}
          />
          <Select
            aria-label={t('contracts.col.kind')}
            value={each.kind}
            onChange={(kind) => change(at, { kind, name: each.name || t(`contracts.mile.kind.${kind}`) })}
            options={MILESTONE_KINDS.map((value) => ({ value, label: t(`contracts.mile.kind.${value}`) }))}
          />
          <InputNumber
            aria-label={t('contracts.form.mileShare')}
            placeholder="%"
            min={0}
            max={100}
            precision={2}
            value={each.sharePct}
            onChange={(sharePct) => change(at, { sharePct })}
          />
          <DayField
            label={t('contracts.form.milePlanned')}
            value={each.plannedOn}
            onChange={(plannedOn) => change(at, { plannedOn })}
          />
          <Button
            type="text"
            aria-label={t('contracts.form.mileRemove', { name: each.name })}
            data-content
            onClick={() => set({ milestones: draft.milestones.filter((_, place) => place !== at) })}
          >
            ×
          </Button>
        </div>
      ))}
      <Button
        size="small"
        onClick={() =>
          set({
            milestones: [
              ...draft.milestones,
              {
                id: `${Date.now()}`,
                key: undefined,
                name: '',
                kind: 'delivery',
                sharePct: null,
                amount: undefined,
                plannedOn: '',
                dueDays: 0,
              },
            ],
          })
        }
      >
        {t('contracts.form.addMile')}
      </Button>
    </Form.Item>
  );
}
