// Asking for what is missing: of the salesperson, or of the customer by a link that is shown once.
import { Button, Checkbox, Input, Modal, Radio, Typography } from 'antd';
import { useState } from 'react';
import { addDays } from '#base/date.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { ask } from '../contract.ts';
import { type FileAnswer, useNames } from './names.ts';

const DUE_DAYS = 7;

export function AskModal({ data, onClose }: { data: FileAnswer; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const names = useNames(data.fields);
  const acting = useAct(ask);
  const lacking = data.completeness.items
    .filter((each) => each.state !== 'good' && each.state !== 'unverified')
    .map((each) => each.item);
  const [items, setItems] = useState<readonly string[]>(lacking);
  const [of, setOf] = useState<'sales' | 'customer'>('sales');
  const [dueOn, setDueOn] = useState(addDays(today, DUE_DAYS));
  const [note, setNote] = useState('');
  const [mail, setMail] = useState(true);
  const rest = [...data.completeness.items.map((each) => each.item), ...PAPER_KINDS.map((each) => `paper:${each.key}`)];
  const all = [...new Set([...lacking, ...rest])];
  if (acting.data?.link) return <LinkOnce path={acting.data.link} mailed={acting.data.mailed} onClose={onClose} />;
  const run = () =>
    acting.mutate(
      {
        input: {
          customer: data.customer.code,
          of,
          items: [...items],
          dueOn,
          ...(note.trim() === '' ? {} : { note: note.trim() }),
          ...(of === 'customer' && mail ? { mail } : {}),
        },
      },
      { onSuccess: (asked) => asked.link === null && onClose() },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('dossiers.ask.title', { name: data.customer.name })}</span>}
      footer={
        <Button type="primary" disabled={items.length === 0} loading={acting.isPending} onClick={run}>
          {t('dossiers.act.askDo', { count: items.length })}
        </Button>
      }
    >
      <div className="x-file-form">
        <div>
          <span>{t('dossiers.ask.of')}</span>
          <Radio.Group
            value={of}
            onChange={(event) => setOf(event.target.value as 'sales' | 'customer')}
            options={[
              { value: 'sales', label: t('dossiers.ask.sales') },
              { value: 'customer', label: t('dossiers.ask.customer') },
            ]}
          />
        </div>
        <div>
          <span>{t('dossiers.ask.items')}</span>
          <Checkbox.Group
            className="x-ask-items"
            value={[...items]}
            onChange={(next) => setItems(next.map(String))}
            options={all.map((value) => ({ value, label: names.item(value) }))}
          />
        </div>
        <label>
          <span>{t('dossiers.ask.due')}</span>
          <DayField min={today} value={dueOn} onChange={setDueOn} />
        </label>
        {of === 'customer' && (
          <Checkbox checked={mail} onChange={(event) => setMail(event.target.checked)}>
            {t('dossiers.ask.mail')}
          </Checkbox>
        )}
        <label>
          <span>{t('dossiers.ask.note')}</span>
          <Input.TextArea
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

/** The link in full: the only time it can be read. */
export function LinkOnce({ path, mailed, onClose }: { path: string; mailed: string | null; onClose: () => void }) {
  const { t } = useReading();
  const address = `${location.origin}${path}`;
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('dossiers.ask.linkTitle')}
      footer={<Button onClick={onClose}>{t('shell.keys.close')}</Button>}
    >
      <Typography.Paragraph
        copyable={{ text: address, tooltips: [t('dossiers.act.copy'), t('dossiers.act.copied')] }}
        className="x-file-value"
      >
        <code>{address}</code>
      </Typography.Paragraph>
      {mailed !== null && <p data-content>{t('dossiers.ask.mailed', { to: mailed })}</p>}
      <p className="x-quiet">{t('dossiers.ask.linkHelp')}</p>
    </Modal>
  );
}
