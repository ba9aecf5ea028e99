// Sampling audits: drawn, looked at one by one, findings corrected and accepted, error rates drawn.
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { addDays } from '#base/date.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import {
  audit,
  auditReport,
  audits,
  closeFinding,
  correctFinding,
  drawAudit,
  fields,
  passItem,
  recordFinding,
} from '../contract.ts';
import { ReasonModal } from './file-forms.tsx';
import { useNames } from './names.ts';

const DUE_DAYS = 30;
const CORRECT_DAYS = 14;
const SAMPLE = 20;
type Finding = OutputOf<typeof audit>['findings'][number];

export function AuditsView() {
  const [open, setOpen] = useState<string | null>(null);
  return open === null ? <AuditList onOpen={setOpen} /> : <AuditDetail id={open} onBack={() => setOpen(null)} />;
}

function AuditList({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useReading();
  const mayDraw = useMay('files.verify');
  const asked = useOperation(audits, {});
  const report = useOperation(auditReport, {});
  const [drawing, setDrawing] = useState(false);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={6} />;
  const draw = mayDraw && (
    <Button type="primary" size="small" onClick={() => setDrawing(true)}>
      {t('dossiers.act.draw')}
    </Button>
  );
  return (
    <div className="x-cards">
      <Card className="x-span-7" flush title={t('dossiers.views.audits')} extra={draw}>
        {asked.data.audits.length === 0 ? (
          <Empty title={t('dossiers.audits.none')}>{t('dossiers.audits.noneHelp')}</Empty>
        ) : (
          asked.data.audits.map((each) => (
            <div key={each.id} className="x-file-line">
              <button type="button" onClick={() => onOpen(each.id)}>
                <b data-content>{each.name}</b>
              </button>
              <span className="x-num">{t('dossiers.audits.progress', { done: each.done, drawn: each.drawn })}</span>
              <small data-content>
                {t('dossiers.audits.findings', { count: each.findings, open: each.openFindings })} · {each.drawnBy} · {each.dueOn}
              </small>
            </div>
          ))
        )}
      </Card>
      {report.data && report.data.files > 0 && <Rates report={report.data} />}
      {drawing && <DrawModal onClose={() => setDrawing(false)} onDrawn={onOpen} />}
    </div>
  );
}

function Rates({ report }: { report: OutputOf<typeof auditReport> }) {
  const { t } = useReading();
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const line = (key: string, label: string, row: { faulty: number; files: number; ratePpm: number }) => (
    <div key={key} className="x-file-rate" title={t('dossiers.audits.rateOf', { faulty: row.faulty, files: row.files })}>
      <span data-content>{label}</span>
      <span className="x-bar x-bar-thin">
        <span className="x-bar-fill" style={{ width: `${row.ratePpm / 10_000}%`, background: 'var(--risk3)' }} />
      </span>
      <span className="x-num">{formatPercent(row.ratePpm, 0)}</span>
    </div>
  );
  return (
    <Card
      className="x-span-5"
      title={t('dossiers.audits.rates')}
      caption={t('dossiers.audits.rateOf', { faulty: report.faulty, files: report.files })}
    >
      <h3>{t('dossiers.audits.bySales')}</h3>
      {report.bySalesperson.map((row) => line(row.name ?? '', row.name ?? t('dossiers.audits.nobody'), row))}
      <h3 className="x-gap-top">{t('dossiers.audits.byItem')}</h3>
      {report.byItem.map((row) => line(row.item, names.item(row.item), row))}
    </Card>
  );
}

function DrawModal({ onClose, onDrawn }: { onClose: () => void; onDrawn: (id: string) => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const acting = useAct(drawAudit);
  const [name, setName] = useState('');
  const [size, setSize] = useState(SAMPLE);
  const [method, setMethod] = useState<'random' | 'risk'>('random');
  const [dueOn, setDueOn] = useState(addDays(today, DUE_DAYS));
  const all = [
    ...(known.data?.fields ?? []).filter((each) => each.weight > 0 && !each.archived).map((each) => `fact:${each.key}`),
    ...PAPER_KINDS.filter((each) => each.weight > 0).map((each) => `paper:${each.key}`),
    'contacts',
    'records',
  ];
  const [checklist, setChecklist] = useState<readonly string[]>([
    'fact:registered_capital',
    'fact:legal_representative',
    'paper:licence',
    'contacts',
  ]);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('dossiers.act.draw')}
      footer={
        <Button
          type="primary"
          disabled={name.trim().length < 2 || checklist.length === 0}
          loading={acting.isPending}
          onClick={() =>
            acting.mutate(
              { input: { name: name.trim(), size, method, dueOn, checklist: [...checklist] } },
              { onSuccess: (drawn) => onDrawn(drawn.id) },
            )
          }
        >
          {t('dossiers.act.drawDo', { count: size })}
        </Button>
      }
    >
      <div className="x-file-form">
        <label>
          <span>{t('dossiers.audits.name')}</span>
          <Input autoFocus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          <span>{t('dossiers.audits.size')}</span>
          <InputNumber min={1} max={500} precision={0} value={size} onChange={(next) => setSize(next ?? SAMPLE)} />
        </label>
        <div>
          <span>{t('dossiers.audits.method')}</span>
          <Radio.Group
            value={method}
            onChange={(event) => setMethod(event.target.value as 'random' | 'risk')}
            options={(['random', 'risk'] as const).map((value) => ({ value, label: t(`dossiers.audits.${value}`) }))}
          />
        </div>
        <label>
          <span>{t('dossiers.audits.due')}</span>
          <DayField min={today} value={dueOn} onChange={setDueOn} />
        </label>
        <div>
          <span>{t('dossiers.audits.checklist')}</span>
          <Checkbox.Group
            className="x-ask-items"
            value={[...checklist]}
            onChange={(next) => setChecklist(next.map(String))}
            options={all.map((value) => ({ value, label: names.item(value) }))}
          />
        </div>
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

function AuditDetail({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useReading();
  const mayAudit = useMay('files.verify');
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const asked = useOperation(audit, { id });
  const passing = useAct(passItem);
  const [finding, setFinding] = useState<string | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const { data } = asked;
  const done = data.items.filter((each) => each.doneAt !== null).length;
  return (
    <div className="x-cards">
      <Card
        className="x-span-7"
        flush
        title={<span data-content>{data.name}</span>}
        caption={t('dossiers.audits.progress', { done, drawn: data.items.length })}
        extra={
          <Button size="small" type="link" onClick={onBack}>
            {t('dossiers.audits.back')}
          </Button>
        }
      >
        <p className="x-card-pad x-quiet">
          {t('dossiers.audits.checklist')} {data.checklist.map((item) => names.item(item)).join(t('kit.separator'))}
          <br />
          {t('dossiers.audits.seed', { seed: data.seed })}
        </p>
        {data.items.map((each) => (
          <div key={each.customer.code} className="x-file-line">
            <Link to="/customers/$code" params={{ code: each.customer.code }} search={{ view: 'file' } as never} data-content>
              {each.customer.name}
            </Link>
            <span className="x-file-acts">
              {mayAudit && (
                <Button size="small" type="link" onClick={() => setFinding(each.customer.code)}>
                  {t('dossiers.act.finding')}
                </Button>
              )}
              {each.doneAt ? (
                <RiskMark step={each.findings > 0 ? 3 : 1} word={each.doneBy} />
              ) : (
                mayAudit && (
                  <Button size="small" onClick={() => passing.mutate({ input: { audit: id, customer: each.customer.code } })}>
                    {t('dossiers.act.done')}
                  </Button>
                )
              )}
            </span>
            <small data-content>{each.owner ?? t('dossiers.audits.nobody')}</small>
          </div>
        ))}
        <Refusal error={passing.error} />
      </Card>
      <Findings rows={data.findings} />
      {finding !== null && (
        <FindingModal audit={id} customer={finding} checklist={data.checklist} onClose={() => setFinding(null)} />
      )}
    </div>
  );
}

function Findings({ rows }: { rows: readonly Finding[] }) {
  const { t } = useReading();
  const mayCorrect = useMay('files.write');
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const correcting = useAct(correctFinding);
  const closing = useAct(closeFinding);
  const [correction, setCorrection] = useState<Finding | null>(null);
  return (
    <Card
      className="x-span-5"
      flush
      title={t('dossiers.audits.findings', { count: rows.length, open: rows.filter((each) => !each.closedAt).length })}
    >
      {rows.map((each) => (
        <div key={each.id} className="x-file-line">
          <b data-content>
            {each.customer.name} · {names.item(each.item)}
          </b>
          <RiskMark
            step={each.closedAt ? 1 : each.correctedAt ? 2 : 3}
            word={
              each.closedAt
                ? t('dossiers.audits.closed', { name: each.closedBy ?? '' })
                : each.correctedAt
                  ? t('dossiers.audits.corrected', { name: each.correctedBy ?? '' })
                  : t('dossiers.audits.waits')
            }
          />
          <small data-content>
            {each.note}
            {each.correction && ` → ${each.correction}`} · {t('dossiers.audits.owner', { name: each.owner ?? '—' })} ·{' '}
            {each.dueOn}
          </small>
          <span className="x-file-acts" style={{ gridColumn: '1 / -1' }}>
            {!each.closedAt && !each.correctedAt && mayCorrect && (
              <Button size="small" onClick={() => setCorrection(each)}>
                {t('dossiers.act.correct')}
              </Button>
            )}
            {each.mayClose && (
              <>
                <Button
                  size="small"
                  type="primary"
                  onClick={() => closing.mutate({ input: { id: each.id, version: each.version, accept: true } })}
                >
                  {t('dossiers.act.accept')}
                </Button>
                <Button
                  size="small"
                  onClick={() => closing.mutate({ input: { id: each.id, version: each.version, accept: false } })}
                >
                  {t('dossiers.act.sendBack')}
                </Button>
              </>
            )}
          </span>
        </div>
      ))}
      <Refusal error={closing.error} />
      {correction && (
        <ReasonModal
          title={t('dossiers.act.correct')}
          label={t('dossiers.audits.correction')}
          button={t('dossiers.act.correctDo')}
          pending={correcting.isPending}
          error={correcting.error}
          onRun={(text) =>
            correcting.mutate(
              { input: { id: correction.id, version: correction.version, correction: text } },
              { onSuccess: () => setCorrection(null) },
            )
          }
          onClose={() => setCorrection(null)}
        />
      )}
    </Card>
  );
}

function FindingModal({
  audit: id,
  customer,
  checklist,
  onClose,
}: {
  audit: string;
  customer: string;
  checklist: readonly string[];
  onClose: () => void;
}) {
  const { t } = useReading();
  const { today } = useAsOf();
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const acting = useAct(recordFinding);
  const [item, setItem] = useState(checklist[0] ?? '');
  return (
    <ReasonModal
      title={t('dossiers.act.finding')}
      label={t('dossiers.audits.note')}
      button={t('dossiers.act.findingDo')}
      pending={acting.isPending}
      error={acting.error}
      extra={
        <div>
          <span>{t('dossiers.verify.what')}</span>
          <Select
            value={item}
            onChange={setItem}
            aria-label={t('dossiers.verify.what')}
            options={checklist.map((value) => ({ value, label: names.item(value) }))}
          />
        </div>
      }
      onRun={(note) =>
        acting.mutate({ input: { audit: id, customer, item, note, dueOn: addDays(today, CORRECT_DAYS) } }, { onSuccess: onClose })
      }
      onClose={onClose}
    />
  );
}
