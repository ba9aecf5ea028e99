// Recording a demand, promise or lawsuit, with the day and what proves it.
import { Button, Form, Input, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { HOWS, RECORDED_ACTS, recordAct } from '../contract.ts';

export function RecordAct({
  item,
  onClose,
}: {
  item: { readonly number: string; readonly customer: { readonly code: string; readonly name: string } };
  onClose: () => void;
}) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [scope, setScope] = useState<'all' | 'one'>('all');
  const [kind, setKind] = useState<(typeof RECORDED_ACTS)[number]>('demand');
  const [how, setHow] = useState<(typeof HOWS)[number]>('courier');
  const [on, setOn] = useState(today);
  const [evidence, setEvidence] = useState('');
  const acting = useAct(recordAct);
  const run = () =>
    acting.mutate(
      {
        input: {
          customer: item.customer.code,
          kind,
          how,
          on,
          evidence: evidence.trim(),
          ...(scope === 'one' ? { document: item.number } : {}),
        },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={
        <span data-content>
          {t('reconciliation.recordTitle')} · {item.customer.name}
        </span>
      }
      footer={
        <Button type="primary" disabled={evidence.trim().length < 2} loading={acting.isPending} onClick={run}>
          {t('reconciliation.recordDo', { kind: t(`reconciliation.actKind.${kind}`) })}
        </Button>
      }
    >
      <Form layout="vertical" onFinish={run}>
        <Form.Item label={t('reconciliation.recordScope')}>
          <Segmented
            value={scope}
            onChange={setScope}
            options={[
              { value: 'all', label: t('reconciliation.recordAll') },
              { value: 'one', label: t('reconciliation.recordFor', { number: item.number }) },
            ]}
          />
        </Form.Item>
        <div className="x-form-row">
          <Form.Item label={t('reconciliation.recordKind')} htmlFor="act-kind">
            <Select
              id="act-kind"
              value={kind}
              onChange={setKind}
              options={RECORDED_ACTS.map((value) => ({ value, label: t(`reconciliation.actKind.${value}`) }))}
            />
          </Form.Item>
          <Form.Item label={t('reconciliation.recordHow')} htmlFor="act-how">
            <Select
              id="act-how"
              value={how}
              onChange={setHow}
              options={HOWS.map((value) => ({ value, label: t(`reconciliation.how.${value}`) }))}
            />
          </Form.Item>
          <Form.Item label={t('reconciliation.recordOn')} htmlFor="act-on">
            <DayField id="act-on" keep value={on} max={today} onChange={setOn} />
          </Form.Item>
        </div>
        <Form.Item label={t('reconciliation.evidence')} help={t('reconciliation.evidenceHelp')} htmlFor="act-evidence">
          <Input
            id="act-evidence"
            autoFocus
            value={evidence}
            maxLength={500}
            onChange={(event) => setEvidence(event.target.value)}
          />
        </Form.Item>
      </Form>
      <Refusal error={acting.error} />
    </Modal>
  );
}
