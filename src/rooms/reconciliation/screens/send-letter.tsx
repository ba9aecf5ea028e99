// Sending a letter: by mail from here, or noted as posted, couriered or handed over.
import { Button, Form, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { send, WAYS } from '../contract.ts';
import type { Letter } from './letter.tsx';

export function SendLetter({ of, onClose }: { of: Letter; onClose: () => void }) {
  const { t, lang } = useReading();
  const { today } = useAsOf();
  const [by, setBy] = useState<(typeof WAYS)[number]>(of.mailPossible ? 'mail' : 'courier');
  const [to, setTo] = useState('');
  const [on, setOn] = useState(today);
  const [evidence, setEvidence] = useState('');
  const [noAddress, setNoAddress] = useState(false);
  const sending = useAct(send);
  const mail = by === 'mail';
  const run = () =>
    sending.mutate(
      {
        input: {
          letters: [of.letter.id],
          by,
          language: lang,
          ...(mail ? (to.trim() ? { to: to.trim() } : {}) : { on, ...(evidence.trim() ? { evidence: evidence.trim() } : {}) }),
        },
      },
      { onSuccess: (done) => (done.withoutAddress.length > 0 ? setNoAddress(true) : onClose()) },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('reconciliation.sendTitle', { number: of.letter.number })}
      footer={
        <Button type="primary" disabled={mail && !of.mailPossible} loading={sending.isPending} onClick={run}>
          {mail ? t('reconciliation.sendMailDo') : t('reconciliation.sendNoteDo', { way: t(`reconciliation.way.${by}`) })}
        </Button>
      }
    >
      <Segmented
        value={by}
        onChange={setBy}
        options={WAYS.map((value) => ({ value, label: t(`reconciliation.way.${value}`) }))}
      />
      <Form layout="vertical" className="x-gap-top" onFinish={run}>
        {mail ? (
          of.mailPossible ? (
            <Form.Item
              label={t('reconciliation.sendTo')}
              htmlFor="send-to"
              help={t(noAddress ? 'reconciliation.noAddress' : 'reconciliation.sendToHelp')}
              {...(noAddress ? { validateStatus: 'error' as const } : {})}
            >
              <Input id="send-to" type="email" autoFocus value={to} onChange={(event) => setTo(event.target.value)} />
            </Form.Item>
          ) : (
            <p className="x-quiet">{t('reconciliation.noMail')}</p>
          )
        ) : (
          <div className="x-form-row">
            <Form.Item label={t('reconciliation.sendOn')} htmlFor="send-on">
              <DayField id="send-on" keep value={on} max={today} onChange={setOn} />
            </Form.Item>
            <Form.Item label={t('reconciliation.sendEvidence')} htmlFor="send-evidence">
              <Input id="send-evidence" value={evidence} maxLength={200} onChange={(event) => setEvidence(event.target.value)} />
            </Form.Item>
          </div>
        )}
      </Form>
      <Refusal error={sending.error} />
    </Modal>
  );
}
