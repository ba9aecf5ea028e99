// Papers and external records of a customer: versions, last days, verdicts, who took a copy; demands to correct.
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { download, useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { check, disputeRecord, paper, settleDispute } from '../contract.ts';
import { Refute } from './facts-card.tsx';
import { AddRecord, ReasonModal } from './file-forms.tsx';
import { type FileAnswer, type PaperItem, type RecordItem, STATE_STEP, useNames } from './names.ts';

export function PapersCard({ data, onUpload }: { data: FileAnswer; onUpload: (kind: string) => void }) {
  const { t } = useReading();
  const names = useNames(data.fields);
  const mayWrite = useMay('files.write');
  const verifying = useAct(check);
  const [refuting, setRefuting] = useState<PaperItem | null>(null);
  const [older, setOlder] = useState(false);
  const shown = data.papers.filter((each) => older || each.latest);
  return (
    <Card
      className="x-span-4"
      flush
      title={t('dossiers.papers.title')}
      extra={
        mayWrite && (
          <Button size="small" type="primary" onClick={() => onUpload('licence')}>
            {t('dossiers.act.upload')}
          </Button>
        )
      }
    >
      {data.papers.length === 0 ? (
        <Empty title={t('dossiers.papers.none')}>{t('dossiers.papers.noneHelp')}</Empty>
      ) : (
        shown.map((each) => (
          <div key={each.id} className="x-file-line">
            <b>{names.paper(each.kind)}</b>
            <RiskMark
              step={each.outcome === 'refuted' || each.outcome === 'withdrawn' ? 3 : STATE_STEP[each.state]}
              word={t(`dossiers.state.${each.outcome === 'refuted' || each.outcome === 'withdrawn' ? each.outcome : each.state}`)}
            />
            <small data-content>
              {each.fileName} · {t('dossiers.papers.version', { n: each.version })}
              {each.expiresOn && ` · ${t('dossiers.papers.expiresOn', { on: each.expiresOn })}`}
              {` · ${t('dossiers.facts.by', { name: each.enteredBy })}`}
              {each.looks > 0 && ` · ${t('dossiers.papers.looks', { count: each.looks })}`}
            </small>
            <span className="x-file-acts" style={{ gridColumn: '1 / -1' }}>
              {each.mayVerify && (
                <>
                  <Button
                    size="small"
                    onClick={() =>
                      verifying.mutate({ input: { subjects: [{ kind: 'paper', id: each.id }], outcome: 'verified' } })
                    }
                  >
                    {t('dossiers.act.verify')}
                  </Button>
                  <Button size="small" type="link" onClick={() => setRefuting(each)}>
                    {t('dossiers.act.refute')}
                  </Button>
                </>
              )}
              <Button size="small" type="link" icon={<DownloadOutlined />} onClick={() => void download(paper, { id: each.id })}>
                {t('dossiers.act.download')}
              </Button>
            </span>
          </div>
        ))
      )}
      {data.papers.some((each) => !each.latest) && (
        <div className="x-list-more">
          <Button size="small" type="link" onClick={() => setOlder(!older)}>
            {t('dossiers.papers.older')}
          </Button>
        </div>
      )}
      <Refusal error={verifying.error} />
      {refuting && <Refute kind="paper" id={refuting.id} onClose={() => setRefuting(null)} />}
    </Card>
  );
}

export function RecordsCard({ data }: { data: FileAnswer }) {
  const { t } = useReading();
  const names = useNames(data.fields);
  const mayWrite = useMay('files.write');
  const maySettle = useMay('files.verify');
  const verifying = useAct(check);
  const disputing = useAct(disputeRecord);
  const settling = useAct(settleDispute);
  const [adding, setAdding] = useState(false);
  const [demanding, setDemanding] = useState<RecordItem | null>(null);
  const [answering, setAnswering] = useState<{ id: string; outcome: 'corrected' | 'kept' } | null>(null);
  return (
    <Card
      className="x-span-6"
      flush
      title={t('dossiers.records.title')}
      extra={
        mayWrite && (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('dossiers.act.addRecord')}
          </Button>
        )
      }
    >
      {data.records.length === 0 ? (
        <Empty title={t('dossiers.records.none')} />
      ) : (
        data.records.map((each) => {
          const open = each.dispute !== null && each.dispute.outcome === null;
          const out = each.outcome === 'refuted' || each.outcome === 'withdrawn';
          return (
            <div key={each.id} className="x-file-line">
              <span>
                <b>{names.record(each.kind)}</b> <span className="x-num">{each.happenedOn}</span>{' '}
                {each.amount && <MoneyText value={each.amount} withUnit />}
              </span>
              <RiskMark
                step={out ? 1 : each.outcome === 'verified' ? 3 : 2}
                word={t(
                  `dossiers.state.${out ? (each.outcome as 'refuted') : each.outcome === 'verified' ? 'good' : 'unverified'}`,
                )}
              />
              <small data-content>
                {each.summary} · {each.source} {each.sourceKey}
              </small>
              {open && (
                <small data-content>
                  <RiskMark step={2} word={t('dossiers.records.disputed', { on: each.dispute!.answerBy })} />{' '}
                  {each.dispute!.demand}
                </small>
              )}
              <span className="x-file-acts" style={{ gridColumn: '1 / -1' }}>
                {each.mayVerify && (
                  <Button
                    size="small"
                    onClick={() =>
                      verifying.mutate({ input: { subjects: [{ kind: 'record', id: each.id }], outcome: 'verified' } })
                    }
                  >
                    {t('dossiers.act.verify')}
                  </Button>
                )}
                {open && maySettle ? (
                  <>
                    <Button size="small" onClick={() => setAnswering({ id: each.dispute!.id, outcome: 'corrected' })}>
                      {t('dossiers.act.corrected')}
                    </Button>
                    <Button size="small" onClick={() => setAnswering({ id: each.dispute!.id, outcome: 'kept' })}>
                      {t('dossiers.act.kept')}
                    </Button>
                  </>
                ) : (
                  mayWrite &&
                  !out &&
                  !open && (
                    <Button size="small" type="link" onClick={() => setDemanding(each)}>
                      {t('dossiers.act.dispute')}
                    </Button>
                  )
                )}
              </span>
            </div>
          );
        })
      )}
      <Refusal error={verifying.error} />
      {adding && <AddRecord code={data.customer.code} onClose={() => setAdding(false)} />}
      {demanding && (
        <ReasonModal
          title={t('dossiers.act.dispute')}
          label={t('dossiers.records.demand')}
          button={t('dossiers.act.disputeDo')}
          pending={disputing.isPending}
          error={disputing.error}
          onRun={(demand) => disputing.mutate({ input: { id: demanding.id, demand } }, { onSuccess: () => setDemanding(null) })}
          onClose={() => setDemanding(null)}
        />
      )}
      {answering && (
        <ReasonModal
          title={t(`dossiers.act.${answering.outcome}`)}
          label={t('dossiers.records.answer')}
          button={t(`dossiers.act.${answering.outcome}`)}
          pending={settling.isPending}
          error={settling.error}
          onRun={(answer) => settling.mutate({ input: { ...answering, answer } }, { onSuccess: () => setAnswering(null) })}
          onClose={() => setAnswering(null)}
        />
      )}
    </Card>
  );
}
