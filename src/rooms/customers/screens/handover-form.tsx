// Proposing a hand-over: from whom, to whom, from which day, which customers, why.
import { Button, Checkbox, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { LoadingRows, Refusal } from '#web/kit/states.tsx';
import { list, proposeHandover, salespeople } from '../contract.ts';

/** Customers that can be ticked one by one; more are handed over all together, or chosen in the list of customers. */
const TICKED_MAX = 200;

/** `chosen`: customers ticked elsewhere, all of one salesperson (`owner`: his name). */
export function HandoverForm({ chosen, owner, onClose }: { chosen?: readonly string[]; owner?: string; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const people = useOperation(salespeople, {});
  const known = people.data?.salespeople ?? [];
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [startsOn, setStartsOn] = useState(today);
  const [note, setNote] = useState('');
  const [some, setSome] = useState(false);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const proposing = useAct(proposeHandover);
  const gives = known.find((each) => (from === null ? each.name === owner : each.login === from));
  const count = chosen ? chosen.length : some ? ticked.length : (gives?.customers ?? 0);
  const ready = gives !== undefined && to !== null && to !== gives.login && count > 0 && note.trim().length >= 2;
  const send = () => {
    if (!ready || to === null) return;
    const customers = chosen ?? (some ? ticked : null);
    proposing.mutate(
      {
        input: {
          from: gives.login,
          to,
          startsOn,
          note: note.trim(),
          ...(customers ? { customers: [...customers] } : {}),
        },
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal
      open
      width={640}
      onCancel={onClose}
      title={t('belonging.ho.formTitle')}
      footer={
        <Button type="primary" disabled={!ready} loading={proposing.isPending} onClick={send}>
          {t('belonging.ho.send', { count })}
        </Button>
      }
    >
      <Form layout="vertical" className="x-form-halves" onFinish={send}>
        <div className="x-form-row">
          <Form.Item label={t('belonging.ho.from')} htmlFor="handover-from">
            <Select
              id="handover-from"
              autoFocus={chosen === undefined}
              disabled={chosen !== undefined}
              showSearch={{ optionFilterProp: 'label' }}
              value={gives?.login ?? null}
              onChange={(login) => {
                setFrom(login);
                setTicked([]);
              }}
              options={known
                .filter((each) => each.customers > 0)
                .map((each) => ({
                  value: each.login,
                  label: `${t('belonging.ho.fromWith', { name: each.name, count: each.customers })}${each.atWork ? '' : ` · ${t('belonging.ho.notAtWork')}`}`,
                }))}
            />
          </Form.Item>
          <Form.Item label={t('belonging.ho.to')} htmlFor="handover-to">
            <Select
              id="handover-to"
              showSearch={{ optionFilterProp: 'label' }}
              value={to}
              onChange={setTo}
              options={known
                .filter((each) => each.atWork && each.login !== gives?.login)
                .map((each) => ({
                  value: each.login,
                  label: t('belonging.ho.fromWith', { name: each.name, count: each.customers }),
                }))}
            />
          </Form.Item>
        </div>
        <div className="x-form-row">
          <Form.Item label={t('belonging.ho.starts')} htmlFor="handover-starts">
            <DayField id="handover-starts" keep value={startsOn} min={today} onChange={setStartsOn} />
          </Form.Item>
          <Form.Item label={t('belonging.ho.note')} htmlFor="handover-note">
            <Input
              id="handover-note"
              value={note}
              maxLength={500}
              placeholder={t('belonging.ho.noteHint')}
              onChange={(event) => setNote(event.target.value)}
            />
          </Form.Item>
        </div>
        {chosen === undefined && gives && (
          <Form.Item label={t('belonging.ho.which')}>
            <Radio.Group
              value={some}
              onChange={(event) => setSome(event.target.value as boolean)}
              options={[
                { value: false, label: t('belonging.ho.all', { count: gives.customers }) },
                { value: true, label: t('belonging.ho.chosen') },
              ]}
            />
            {some && <Ticking key={gives.login} owner={gives.name} ticked={ticked} onTicked={setTicked} />}
          </Form.Item>
        )}
      </Form>
      <p className="x-quiet">{t('belonging.ho.sendHelp')}</p>
      <Refusal error={proposing.error} />
    </Modal>
  );
}

function Ticking({
  owner,
  ticked,
  onTicked,
}: {
  owner: string;
  ticked: readonly string[];
  onTicked: (codes: readonly string[]) => void;
}) {
  const { t } = useReading();
  const [text, setText] = useState('');
  const asked = useOperation(list, { owner, limit: TICKED_MAX });
  if (!asked.data) return <LoadingRows rows={4} />;
  const wanted = text.trim().toLowerCase();
  const shown = asked.data.customers.filter((each) => `${each.name} ${each.code}`.toLowerCase().includes(wanted));
  return (
    <div className="x-ticking">
      <Input
        size="small"
        allowClear
        value={text}
        aria-label={t('belonging.ho.filter')}
        placeholder={t('belonging.ho.filter')}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="x-ticking-list" data-content>
        {shown.map((each) => (
          <Checkbox
            key={each.code}
            checked={ticked.includes(each.code)}
            onChange={(event) =>
              onTicked(event.target.checked ? [...ticked, each.code] : ticked.filter((code) => code !== each.code))
            }
          >
            {each.name} <span className="x-aside">{each.code}</span>
          </Checkbox>
        ))}
      </div>
      {asked.data.total > TICKED_MAX && <p className="x-caption">{t('belonging.ho.cut')}</p>}
    </div>
  );
}
