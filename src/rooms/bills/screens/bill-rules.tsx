// How this company treats bills: days to present, days to tell a dishonour, and whether silence counts as payment.
import { Button, Checkbox, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { rules, setRules } from '../contract.ts';

export function BillRulesForm({ onDone }: { onDone: () => void }) {
  const { t } = useReading();
  const asked = useOperation(rules, {});
  return asked.data ? (
    <Found found={asked.data} onDone={onDone} />
  ) : (
    <Modal open onCancel={onDone} footer={null} title={t('bills.rules.title')}>
      {asked.error ? <ErrorState error={asked.error} retry={() => void asked.refetch()} /> : <LoadingRows rows={4} />}
    </Modal>
  );
}

function Found({ found, onDone }: { found: OutputOf<typeof rules>; onDone: () => void }) {
  const { t } = useReading();
  const may = useMay('policies.write');
  const [present, setPresent] = useState(found.presentationDays);
  const [notice, setNotice] = useState(found.noticeDays);
  const [silence, setSilence] = useState(found.assumeHonouredAfterDays);
  const [reason, setReason] = useState('');
  const saving = useAct(setRules);
  const least = present + notice;
  const short = silence !== null && silence < least;
  const ready = may && !short && reason.trim().length >= 2 && !saving.isPending;
  const send = () => {
    if (!ready) return;
    const input = { presentationDays: present, noticeDays: notice, assumeHonouredAfterDays: silence, reason: reason.trim() };
    saving.mutate({ input }, { onSuccess: onDone });
  };
  const days = (id: string, label: string, value: number, set: (days: number) => void, most: number) => (
    <Form.Item label={label} htmlFor={id}>
      <InputNumber
        id={id}
        min={0}
        max={most}
        precision={0}
        disabled={!may}
        value={value}
        onChange={(next) => next !== null && set(next)}
      />
    </Form.Item>
  );
  return (
    <Modal
      open
      onCancel={onDone}
      title={t('bills.rules.title')}
      footer={
        may ? (
          <Button type="primary" disabled={!ready} loading={saving.isPending} onClick={send}>
            {t('bills.rules.do')}
          </Button>
        ) : null
      }
    >
      {found.by && <p className="x-quiet">{t('bills.rules.by', { by: found.by, at: (found.at ?? '').slice(0, 10) })}</p>}
      <Form layout="vertical" onFinish={send}>
        <div className="x-form-row">
          {days('rule-present', t('bills.rules.present'), present, setPresent, 60)}
          {days('rule-notice', t('bills.rules.notice'), notice, setNotice, 60)}
        </div>
        <Checkbox
          disabled={!may}
          checked={silence !== null}
          onChange={(event) => setSilence(event.target.checked ? Math.max(least, 30) : null)}
        >
          {t('bills.rules.silence')}
        </Checkbox>
        {silence !== null && (
          <div className="x-gap-top">
            {days('rule-silence', t('bills.rules.silenceDays', { least }), silence, setSilence, 730)}
            {short && <p className="x-bill-effect">{t('bills.rules.short', { least })}</p>}
          </div>
        )}
        <p className="x-quiet x-gap-top">{silence === null ? t('bills.rules.byPeople') : t('bills.rules.bySilence')}</p>
        {may && (
          <Input.TextArea
            className="x-gap-top"
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 4 }}
            aria-label={t('glossary.reason')}
            placeholder={t('bills.rules.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Form>
      <Refusal error={saving.error} />
    </Modal>
  );
}
