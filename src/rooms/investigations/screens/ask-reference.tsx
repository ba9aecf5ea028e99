// Asking a trade partner: who, in which relation, until when; the link is shown once.
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { addDays } from '#base/date.ts';
import { LinkOnce } from '#rooms/dossiers/screens/ask.tsx';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { askReference, RELATIONS } from '../contract.ts';

const DUE_DAYS = 14;

export function AskReference({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const acting = useAct(askReference);
  const [partner, setPartner] = useState('');
  const [relation, setRelation] = useState<(typeof RELATIONS)[number]>('supplier');
  const [mail, setMail] = useState('');
  const [dueOn, setDueOn] = useState(addDays(today, DUE_DAYS));
  const [note, setNote] = useState('');
  if (acting.data) return <LinkOnce path={acting.data.link} mailed={acting.data.mailed} onClose={onClose} />;
  const ready = partner.trim().length >= 2;
  const ask = () =>
    ready &&
    acting.mutate({
      input: {
        customer,
        partner: partner.trim(),
        relation,
        dueOn,
        ...(mail.trim() ? { mail: mail.trim() } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      },
    });
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('investigations.ref.ask')}
      footer={
        <Button type="primary" disabled={!ready} loading={acting.isPending} onClick={ask}>
          {t(mail.trim() ? 'investigations.ref.askMail' : 'investigations.ref.askDo')}
        </Button>
      }
    >
      <p className="x-quiet">{t('investigations.ref.help')}</p>
      <div className="x-inv-form x-gap-top">
        <label>
          <span>{t('investigations.ref.partner')}</span>
          <Input autoFocus maxLength={120} value={partner} onChange={(event) => setPartner(event.target.value)} />
        </label>
        <label>
          <span>{t('investigations.ref.relation')}</span>
          <Select
            value={relation}
            onChange={setRelation}
            options={RELATIONS.map((value) => ({ value, label: t(`investigations.ref.relations.${value}`) }))}
          />
        </label>
        <label>
          <span>{t('investigations.ref.mail')}</span>
          <Input type="email" maxLength={200} value={mail} onChange={(event) => setMail(event.target.value)} />
        </label>
        <label>
          <span>{t('investigations.ref.due')}</span>
          <DayField min={today} value={dueOn} onChange={setDueOn} />
        </label>
        <label>
          <span>{t('investigations.ref.noteFor')}</span>
          <Input.TextArea
            maxLength={500}
            autoSize={{ minRows: 1, maxRows: 4 }}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}
