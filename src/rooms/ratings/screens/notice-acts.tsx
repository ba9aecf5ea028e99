// What is done with notices of a lower grade: sent or noted, dropped with a reason; and from how many notches on they are prepared.
import { App, Button, Form, Input, InputNumber, Modal, Segmented, Switch } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { dropNotices, NOTICES_MAX, type notices, sendNotices, setNotices } from '../contract.ts';

type Row = OutputOf<typeof notices>['notices'][number];

export function SendNotices(props: { rows: readonly Row[]; mailPossible: boolean; onClose: () => void }) {
  const { t, lang } = useReading();
  // As chosen: what is sent leaves the list behind while the answer is still being read here.
  const [rows] = useState(props.rows);
  const [by, setBy] = useState<'mail' | 'paper'>(props.mailPossible ? 'mail' : 'paper');
  const [language, setLanguage] = useState(lang);
  const sending = useAct(sendNotices);
  const reachable = rows.filter((row) => row.address !== null);
  const going = by === 'mail' ? reachable : rows;
  const without = by === 'mail' ? rows.filter((row) => row.address === null) : [];
  const names = (of: readonly { readonly name: string }[]) => of.map((each) => each.name).join(t('kit.separator'));
  const risen = sending.data?.risen ?? [];
  const run = () =>
    sending.mutate(
      { input: { notices: going.map((row) => row.id), by, language } },
      { onSuccess: (done) => done.risen.length + done.withoutAddress.length === 0 && props.onClose() },
    );
  return (
    <Modal
      open
      onCancel={props.onClose}
      title={t('ratingNotices.sendTitle', { count: rows.length })}
      footer={
        <Button
          type="primary"
          disabled={
            going.length === 0 || going.length > NOTICES_MAX || (by === 'mail' && !props.mailPossible) || sending.isSuccess
          }
          loading={sending.isPending}
          onClick={run}
        >
          {t(by === 'mail' ? 'ratingNotices.mailDo' : 'ratingNotices.paperDo', { count: going.length })}
        </Button>
      }
    >
      <div className="x-form-row">
        <Segmented
          value={by}
          onChange={setBy}
          options={[
            { value: 'mail', label: t('ratingNotices.byMail') },
            { value: 'paper', label: t('ratingNotices.byPaper') },
          ]}
        />
        <Segmented
          value={language}
          onChange={setLanguage}
          aria-label={t('ratingNotices.language')}
          options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`ratingNotices.${value}`) }))}
        />
      </div>
      {by === 'mail' && !props.mailPossible && <p className="x-quiet">{t('ratingNotices.noMail')}</p>}
      {by === 'paper' && <p className="x-quiet x-gap-top">{t('ratingNotices.paperHelp')}</p>}
      {by === 'mail' && props.mailPossible && (
        <ul className="x-items x-gap-top">
          {going.map((row) => (
            <li key={row.id} data-content>
              {row.customer.name} <span className="x-aside">{row.address}</span>
            </li>
          ))}
        </ul>
      )}
      {without.length > 0 && props.mailPossible && (
        <p className="x-risk-text-2 x-gap-top">
          {t('ratingNotices.without', { count: without.length, names: names(without.map((row) => row.customer)) })}
        </p>
      )}
      {going.length > NOTICES_MAX && <p className="x-risk-text-2">{t('ratingNotices.tooMany', { most: NOTICES_MAX })}</p>}
      {risen.length > 0 && <p className="x-quiet">{t('ratingNotices.risen', { count: risen.length, names: names(risen) })}</p>}
      <Refusal error={sending.error} />
    </Modal>
  );
}

export function DropNotices({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const dropping = useAct(dropNotices);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('ratingNotices.dropTitle', { count: ids.length })}
      footer={
        <Button
          type="primary"
          disabled={reason.trim().length < 2 || ids.length > NOTICES_MAX}
          loading={dropping.isPending}
          onClick={() => dropping.mutate({ input: { notices: [...ids], reason: reason.trim() } }, { onSuccess: onClose })}
        >
          {t('ratingNotices.dropDo', { count: ids.length })}
        </Button>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t('ratingNotices.dropReason')} htmlFor="notice-reason">
          <Input
            id="notice-reason"
            autoFocus
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      {ids.length > NOTICES_MAX && <p className="x-risk-text-2">{t('ratingNotices.tooMany', { most: NOTICES_MAX })}</p>}
      <Refusal error={dropping.error} />
    </Modal>
  );
}

export function NoticeSettings({ notches, onClose }: { notches: number | null; onClose: () => void }) {
  const { t } = useReading();
  const { message } = App.useApp();
  const [on, setOn] = useState(notches !== null);
  const [least, setLeast] = useState(notches ?? 1);
  const saving = useAct(setNotices);
  const run = () =>
    saving.mutate(
      { input: { notches: on ? least : null } },
      {
        onSuccess: () => {
          void message.success(t('ratingNotices.setSaved'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('ratingNotices.setTitle')}
      footer={
        <Button type="primary" loading={saving.isPending} onClick={run}>
          {t('ratingNotices.save')}
        </Button>
      }
    >
      <div className="x-notice">
        <p className="x-form-row">
          <Switch checked={on} onChange={setOn} aria-label={t('ratingNotices.setSwitch')} /> {t('ratingNotices.setSwitch')}
        </p>
        {on && (
          <p className="x-form-row">
            {t('ratingNotices.setNotches')}{' '}
            <InputNumber
              aria-label={t('ratingNotices.setNotches')}
              min={1}
              max={20}
              precision={0}
              value={least}
              onChange={(value) => setLeast(value ?? 1)}
            />{' '}
            {t('ratingNotices.setUnit')}
          </p>
        )}
        <p className="x-quiet">{t('ratingNotices.setHelp')}</p>
      </div>
      <Refusal error={saving.error} />
    </Modal>
  );
}
