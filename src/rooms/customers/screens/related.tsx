// Related parties of a customer: drawn (who acts on him, on whom he acts), listed with their days, added and ended.
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { type belonging, endRelation, RELATION_KINDS, saveRelation } from '../contract.ts';
import { CustomerField } from './customer-field.tsx';

type Relation = OutputOf<typeof belonging>['relations'][number];
type Kind = Relation['kind'];

export function Related({ customer, name, of }: { customer: string; name: string; of: readonly Relation[] }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const may = useMay('customers.write');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Relation | null>(null);
  const [past, setPast] = useState(false);
  const over = (each: Relation) => each.validTo !== null && each.validTo < today;
  const standing = of.filter((each) => !over(each));
  const shown = past ? of : standing;
  const ended = of.length - standing.length;
  return (
    <Card
      className="x-span-12"
      title={t('identity.rel.title')}
      {...(may
        ? {
            extra: (
              <Button size="small" onClick={() => setAdding(true)}>
                {t('belonging.rel.add')}
              </Button>
            ),
          }
        : {})}
    >
      {of.length === 0 ? (
        <p className="x-quiet">{t('identity.rel.none')}</p>
      ) : (
        <div className="x-related">
          {standing.length > 0 && <Picture name={name} of={standing} />}
          <div>
            <div className="x-lines x-lines-ruled" data-content>
              {shown.map((each) => (
                <Line key={each.id} of={each} name={name} over={over(each)} {...(may ? { onEnd: () => setEnding(each) } : {})} />
              ))}
            </div>
            {!past && ended > 0 && (
              <p className="x-caption">
                {t('belonging.rel.past', { count: ended })}{' '}
                <Button size="small" type="link" onClick={() => setPast(true)}>
                  {t('belonging.rel.pastShow')}
                </Button>
              </p>
            )}
          </div>
        </div>
      )}
      {adding && <AddRelation customer={customer} name={name} onClose={() => setAdding(false)} />}
      {ending && <EndRelation of={ending} onClose={() => setEnding(null)} />}
    </Card>
  );
}

/** What the relation says: who acts stands first. */
function useSentence(): (of: Relation, name: string) => readonly [string, string] {
  const { t, lang } = useReading();
  return (of, name) => {
    const [who, whom] = of.outward ? [of.other.name, name] : [name, of.other.name];
    const says = t(`belonging.rel.says.${of.kind}`, { name: whom });
    return [who, `${lang === 'zh' ? '' : ' '}${says}`];
  };
}

function Line({ of, name, over, onEnd }: { of: Relation; name: string; over: boolean; onEnd?: () => void }) {
  const { t } = useReading();
  const [who, says] = useSentence()(of, name);
  const span =
    of.validTo === null
      ? t('identity.rel.sinceDay', { from: of.validFrom })
      : t('identity.rel.span', { from: of.validFrom, to: of.validTo });
  return (
    <div className={over ? 'x-related-line x-quiet' : 'x-related-line'}>
      <span>
        {who}
        {says}
        {of.sharePpm !== null && <span className="x-num"> {formatPercent(of.sharePpm, 1)}</span>}
        {of.note !== null && <small className="x-block x-aside">{of.note}</small>}
      </span>
      <span className="x-caption">
        {span} · {t('belonging.rel.by', { by: of.by })}
        {onEnd && of.validTo === null && (
          <Button size="small" type="link" onClick={onEnd}>
            {t('belonging.rel.end')}
          </Button>
        )}
      </span>
    </div>
  );
}

/** Left who acts on the customer, right on whom he acts; each line says how. */
function Picture({ name, of }: { name: string; of: readonly Relation[] }) {
  const { t } = useReading();
  const side = (outward: boolean) => of.filter((each) => each.outward === outward);
  const node = (each: Relation) => (
    <li key={each.id}>
      <span className="x-related-node">
        {each.other.code === null ? (
          each.other.name
        ) : (
          <Link to="/customers/$code" params={{ code: each.other.code }}>
            {each.other.name}
          </Link>
        )}
      </span>
      <span className="x-related-edge">
        {t(`belonging.rel.edge.${each.kind}`)}
        {each.sharePpm !== null && ` ${formatPercent(each.sharePpm, 0)}`}
      </span>
    </li>
  );
  const [left, right] = [side(true), side(false)];
  return (
    <figure className="x-related-picture" aria-label={t('belonging.rel.drawn')} data-content>
      {left.length > 0 && <ul className="x-related-in">{left.map(node)}</ul>}
      <strong className="x-related-node x-related-self">{name}</strong>
      {right.length > 0 && <ul className="x-related-out">{right.map(node)}</ul>}
    </figure>
  );
}

function AddRelation({ customer, name, onClose }: { customer: string; name: string; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [kind, setKind] = useState<Kind>('shareholder');
  const [ours, setOurs] = useState(true);
  const [other, setOther] = useState('');
  const [otherName, setOtherName] = useState('');
  const [share, setShare] = useState<number | null>(null);
  const [from, setFrom] = useState(today);
  const [note, setNote] = useState('');
  const saving = useAct(saveRelation);
  const ready = ours ? other !== '' : otherName.trim() !== '';
  const send = () => {
    if (!ready) return;
    saving.mutate(
      {
        input: {
          customer,
          kind,
          from,
          ...(ours ? { other } : { otherName: otherName.trim() }),
          ...(kind === 'shareholder' && share !== null ? { sharePercent: share } : {}),
          ...(note.trim() ? { note: note.trim() } : {}),
        },
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('belonging.rel.addTitle', { name })}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={saving.isPending} onClick={send}>
          {t('belonging.rel.save')}
        </Button>
      }
    >
      <Form layout="vertical" className="x-form-halves" onFinish={send}>
        <Form.Item label={t('belonging.rel.otherIs')}>
          <Radio.Group
            value={ours}
            onChange={(event) => setOurs(event.target.value as boolean)}
            options={[
              { value: true, label: t('belonging.rel.ours') },
              { value: false, label: t('belonging.rel.notOurs') },
            ]}
            style={{ marginBlockEnd: 6 }}
          />
          {ours ? (
            <CustomerField
              id="relation-other"
              label={t('belonging.rel.otherIs')}
              value={other}
              onChange={setOther}
              without={customer}
            />
          ) : (
            <Input
              id="relation-other"
              value={otherName}
              maxLength={200}
              placeholder={t('belonging.rel.otherName')}
              aria-label={t('belonging.rel.otherName')}
              onChange={(event) => setOtherName(event.target.value)}
            />
          )}
        </Form.Item>
        <Form.Item label={t('belonging.rel.kind')} htmlFor="relation-kind">
          <Select
            id="relation-kind"
            value={kind}
            onChange={setKind}
            options={RELATION_KINDS.map((value) => ({ value, label: t(`belonging.rel.says.${value}`, { name }) }))}
          />
        </Form.Item>
        <div className="x-form-row">
          {kind === 'shareholder' && (
            <Form.Item label={t('kit.optional', { label: t('belonging.rel.share') })} htmlFor="relation-share">
              <InputNumber id="relation-share" min={0} max={100} precision={2} value={share} onChange={setShare} />
            </Form.Item>
          )}
          <Form.Item label={t('belonging.rel.from')} htmlFor="relation-from">
            <DayField id="relation-from" keep value={from} onChange={setFrom} />
          </Form.Item>
        </div>
        <Form.Item label={t('kit.optional', { label: t('belonging.rel.note') })} htmlFor="relation-note">
          <Input id="relation-note" value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
      <Refusal error={saving.error} />
    </Modal>
  );
}

function EndRelation({ of, onClose }: { of: Relation; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [lastOn, setLastOn] = useState(today);
  const ending = useAct(endRelation);
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('belonging.rel.endTitle', { name: of.other.name })}</span>}
      footer={
        <Button
          type="primary"
          loading={ending.isPending}
          onClick={() => ending.mutate({ input: { id: of.id, lastOn } }, { onSuccess: onClose })}
        >
          {t('belonging.rel.doEnd', { on: lastOn })}
        </Button>
      }
    >
      <Form.Item label={t('belonging.rel.lastOn')} htmlFor="relation-last">
        <DayField id="relation-last" keep min={of.validFrom} value={lastOn} onChange={setLastOn} />
      </Form.Item>
      <Refusal error={ending.error} />
    </Modal>
  );
}
