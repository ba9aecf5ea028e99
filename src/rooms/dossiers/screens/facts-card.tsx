// The facts of a file: value, where it comes from, who verified it; verified and refuted where they stand.
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { MissingText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { check, history } from '../contract.ts';
import { ReasonModal } from './file-forms.tsx';
import { type FactItem, type FieldItem, type FileAnswer, STATE_STEP, useNames, useValueText } from './names.ts';
import { RowTable } from './row-table.tsx';

type Row = { readonly field: FieldItem; readonly fact: FactItem | undefined };

export function FactsCard({ data, onEnter }: { data: FileAnswer; onEnter: (fields: readonly FieldItem[]) => void }) {
  const { t, lang } = useReading();
  const valueText = useValueText();
  const mayWrite = useMay('files.write');
  const verifying = useAct(check);
  const [all, setAll] = useState(false);
  const [refuting, setRefuting] = useState<FactItem | null>(null);
  const [looking, setLooking] = useState<FieldItem | null>(null);
  const factOf = new Map(data.facts.map((each) => [each.field, each]));
  const rows: Row[] = data.fields.map((field) => ({ field, fact: factOf.get(field.key) }));
  const shown = all ? rows : rows.filter((row) => row.fact);
  const columns: readonly Column<Row>[] = [
    {
      key: 'field',
      label: t('dossiers.facts.field'),
      phone: 'title',
      width: 130,
      render: (row) => (
        <button type="button" onClick={() => setLooking(row.field)}>
          {row.field.name[lang]}
        </button>
      ),
    },
    {
      key: 'value',
      label: t('dossiers.facts.value'),
      phone: 'line',
      render: (row) =>
        row.fact ? (
          <b className="x-file-value x-num" data-content>
            {valueText(row.field, row.fact.value)}
          </b>
        ) : (
          <MissingText />
        ),
    },
    {
      key: 'source',
      label: t('dossiers.facts.source'),
      phone: 'line',
      width: 190,
      render: (row) =>
        row.fact && (
          <span className="x-file-value" title={row.fact.sourceNote ?? undefined} data-content>
            {t(`dossiers.source.${row.fact.source as 'other'}`)}{' '}
            <span className="x-aside">{t('dossiers.facts.by', { name: row.fact.enteredBy })}</span>
          </span>
        ),
    },
    {
      key: 'since',
      label: t('dossiers.facts.since'),
      width: 96,
      render: (row) => row.fact && <span className="x-num">{row.fact.validFrom}</span>,
    },
    {
      key: 'state',
      label: t('dossiers.facts.state'),
      phone: 'value',
      width: 110,
      render: (row) => {
        const state = row.fact?.state ?? 'missing';
        return (
          <RiskMark step={row.fact ? STATE_STEP[state] : row.field.weight > 0 ? 3 : 1} word={t(`dossiers.state.${state}`)} />
        );
      },
    },
    {
      key: 'acts',
      label: '',
      align: 'end',
      phone: 'line',
      width: 150,
      render: (row) => (
        <span className="x-file-acts">
          {row.fact?.mayVerify && (
            <>
              <Button
                size="small"
                onClick={() =>
                  verifying.mutate({ input: { subjects: [{ kind: 'fact', id: row.fact!.id }], outcome: 'verified' } })
                }
              >
                {t('dossiers.act.verify')}
              </Button>
              <Button size="small" type="link" onClick={() => setRefuting(row.fact!)}>
                {t('dossiers.act.refute')}
              </Button>
            </>
          )}
          {mayWrite && !row.fact?.mayVerify && (
            <Button size="small" type="link" onClick={() => onEnter([row.field])}>
              {t(row.fact ? 'dossiers.act.change' : 'dossiers.act.enter')}
            </Button>
          )}
        </span>
      ),
    },
  ];
  const empty = rows.filter((row) => !row.fact && row.field.weight > 0).map((row) => row.field);
  return (
    <Card
      className="x-span-8"
      flush
      title={t('dossiers.facts.title')}
      extra={
        <>
          <Button size="small" type="link" onClick={() => setAll(!all)}>
            {all ? t('dossiers.facts.less') : t('dossiers.facts.more', { count: rows.length })}
          </Button>
          {mayWrite && (
            <Button size="small" type="primary" onClick={() => onEnter(empty.length > 0 ? empty : data.fields)}>
              {t('dossiers.act.enter')}
            </Button>
          )}
        </>
      }
    >
      {shown.length === 0 ? (
        <Empty title={t('dossiers.facts.none')}>{t('dossiers.facts.noneHelp')}</Empty>
      ) : (
        <RowTable columns={columns} rows={shown} rowKey={(row) => row.field.key} caption={t('dossiers.facts.title')} />
      )}
      <Refusal error={verifying.error} />
      {refuting && <Refute kind="fact" id={refuting.id} onClose={() => setRefuting(null)} />}
      {looking && <History code={data.customer.code} field={looking} onClose={() => setLooking(null)} />}
    </Card>
  );
}

/** Refuting says why; what stood before stands again. */
export function Refute({ kind, id, onClose }: { kind: 'fact' | 'paper' | 'record'; id: string; onClose: () => void }) {
  const { t } = useReading();
  const acting = useAct(check);
  return (
    <ReasonModal
      title={t('dossiers.act.refute')}
      label={t('dossiers.verify.refuteWhy')}
      button={t('dossiers.act.refuteDo')}
      danger
      pending={acting.isPending}
      error={acting.error}
      onRun={(note) => acting.mutate({ input: { subjects: [{ kind, id }], outcome: 'refuted', note } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function History({ code, field, onClose }: { code: string; field: FieldItem; onClose: () => void }) {
  const { t, lang } = useReading();
  const { today } = useAsOf();
  const valueText = useValueText();
  const names = useNames([field]);
  const asked = useOperation(history, { customer: code, field: field.key });
  return (
    <Modal open onCancel={onClose} footer={null} title={t('dossiers.history.title', { field: names.field(field.key) })}>
      {asked.error ? (
        <ErrorState error={asked.error} />
      ) : !asked.data ? (
        <LoadingRows rows={4} />
      ) : asked.data.facts.length === 0 ? (
        <Empty title={t('dossiers.facts.none')} />
      ) : (
        asked.data.facts.map((each) => (
          <div key={each.id} className="x-file-line">
            <b className="x-file-value x-num" data-content>
              {valueText(field, each.value)}
            </b>
            <RiskMark
              step={each.outcome === 'verified' ? 1 : each.outcome === null ? 2 : 3}
              word={t(`dossiers.state.${each.outcome === 'verified' ? 'good' : (each.outcome ?? 'unverified')}`)}
            />
            <small lang={lang} data-content>
              {instantText(each.recordedAt, today)} · {t(`dossiers.source.${each.source as 'other'}`)} ·{' '}
              {t('dossiers.facts.by', { name: each.enteredBy })}
              {each.checkedBy && ` · ${each.checkedBy}`}
              {each.sourceNote && ` · ${each.sourceNote}`}
            </small>
          </div>
        ))
      )}
    </Modal>
  );
}
