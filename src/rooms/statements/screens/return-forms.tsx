// VAT returns by file, seen before they are recorded; and one keyed in line by line, as the main form numbers them.
import { Button, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { monthEnd } from '#base/date.ts';
import type { OutputOf } from '#platform/operation.ts';
import { PickFile } from '#rooms/dossiers/screens/file-forms.tsx';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { enterReturn, importReturns, previewReturns, type returns } from '../contract.ts';
import { TABLE_FILES } from './bank-import.tsx';
import { RefusedRows } from './flow-cards.tsx';

const LISTED = 14;

/** 2026-01 as the browser's month field gives it → the last day. */
const endOf = (month: string): string => (/^\d{4}-\d{2}$/.test(month) ? monthEnd(`${month}-01`) : '');

export function ImportReturns({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useReading();
  const looking = useAct(previewReturns);
  const taking = useAct(importReturns);
  const [file, setFile] = useState<File | null>(null);
  const [month, setMonth] = useState('');
  const said = (given: string) => ({ customer: code, ...(endOf(given) === '' ? {} : { endsOn: endOf(given) }) });
  const look = (picked: File, given: string) => looking.mutate({ input: said(given), file: picked });
  const read = looking.data;
  const news = read?.returns.filter((each) => !each.known).length ?? 0;
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('flows.returns.import')}
      width={640}
      footer={
        <Button
          type="primary"
          disabled={!read || read.questions.length > 0 || read.returns.length === 0 || looking.isPending}
          loading={taking.isPending}
          onClick={() => file && taking.mutate({ input: said(month), file }, { onSuccess: onClose })}
        >
          {news > 0 ? t('flows.returns.do', { count: news }) : t('statements.import.doNone')}
        </Button>
      }
    >
      <div className="x-file-form">
        <PickFile
          file={file}
          accept={TABLE_FILES}
          help={t('flows.returns.help')}
          onFile={(picked) => {
            setFile(picked);
            setMonth('');
            look(picked, '');
          }}
        />
        {read && (read.questions.length > 0 || month !== '') && (
          <label>
            <span>
              {t('flows.returns.askMonth')} <small className="x-quiet">{read.questions[0]?.sample}</small>
            </span>
            <Input
              type="month"
              value={month}
              onChange={(event) => {
                setMonth(event.target.value);
                if (file && endOf(event.target.value) !== '') look(file, event.target.value);
              }}
            />
          </label>
        )}
        {read && read.returns.length > 0 && (
          <ul className="x-flow-files">
            {read.returns.slice(0, LISTED).map((each) => (
              <li key={each.endsOn}>
                <b className="x-num">
                  {each.months === 3 ? t('flows.returns.quarter', { until: each.endsOn.slice(0, 7) }) : each.endsOn.slice(0, 7)}
                </b>
                <small className="x-quiet">{t('statements.import.lines', { count: each.lines })}</small>
                {each.faults.length > 0 && <RiskMark step={2} word={t('flows.returns.faulty', { count: each.faults.length })} />}
                {each.known && <small className="x-quiet">{t('statements.import.known')}</small>}
                <span className="x-end">
                  <MoneyText value={each.sales} withUnit />
                </span>
              </li>
            ))}
            {read.returns.length > LISTED && (
              <li className="x-quiet">{t('flows.returns.more', { count: read.returns.length - LISTED })}</li>
            )}
          </ul>
        )}
        {read && (
          <RefusedRows
            count={read.notes.length}
            rows={read.notes.map((each) => ({
              key: `${each.where} ${each.value}`,
              where: each.where,
              value: each.value,
              message: each.message,
            }))}
          />
        )}
        <Refusal error={looking.error ?? taking.error} />
      </div>
    </Modal>
  );
}

export function EnterReturn({
  code,
  lines,
  onClose,
}: {
  code: string;
  lines: OutputOf<typeof returns>['lines'];
  onClose: () => void;
}) {
  const { t, lang } = useReading();
  const acting = useAct(enterReturn);
  const [month, setMonth] = useState('');
  const [months, setMonths] = useState<1 | 3>(1);
  const [amounts, setAmounts] = useState<Record<string, string>>({});
  const given = Object.entries(amounts)
    .map(([line, text]) => [line, text.replaceAll(/[,，\s]/g, '')] as const)
    .filter(([, text]) => text !== '');
  const bad = given.filter(([, text]) => !/^-?\d{1,18}(\.\d{1,2})?$/.test(text)).map(([line]) => line);
  const endsOn = endOf(month);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('flows.returns.key')}
      width={560}
      footer={
        <Button
          type="primary"
          disabled={endsOn === '' || given.length === 0 || bad.length > 0}
          loading={acting.isPending}
          onClick={() =>
            acting.mutate(
              { input: { customer: code, endsOn, months, amounts: Object.fromEntries(given) } },
              { onSuccess: (done) => done.faults.length === 0 && onClose() },
            )
          }
        >
          {t('flows.returns.keyDo', { month: month === '' ? '—' : month })}
        </Button>
      }
    >
      <div className="x-file-form">
        <div className="x-statement-about">
          <label>
            <span>{t(months === 1 ? 'flows.returns.month' : 'flows.returns.lastMonth')}</span>
            <Input type="month" value={month} onChange={(event) => setMonth(event.target.value)} />
          </label>
          <Segmented
            value={months}
            onChange={(next) => setMonths(next as 1 | 3)}
            options={[
              { value: 1, label: t('flows.returns.monthly') },
              { value: 3, label: t('flows.returns.quarterly') },
            ]}
          />
        </div>
        <p className="x-quiet">{t('statements.enter.help')}</p>
        <div className="x-statement-keyed">
          {lines.map((each) => (
            <label key={each.line}>
              <span>
                <small className="x-quiet x-num">{each.row}</small> {each.name[lang]}
              </span>
              <Input
                inputMode="decimal"
                value={amounts[each.line] ?? ''}
                status={bad.includes(each.line) ? 'error' : ''}
                onChange={(event) => setAmounts({ ...amounts, [each.line]: event.target.value })}
              />
            </label>
          ))}
        </div>
        {acting.data && acting.data.faults.length > 0 && (
          <div className="x-statement-note">
            <b>{t('statements.enter.off')}</b>
            {acting.data.faults.map((fault) => (
              <small key={fault.code}>
                {t(`flows.returns.fault.${fault.code}`)}: <MoneyText value={fault.difference} sign="always" withUnit />
              </small>
            ))}
          </div>
        )}
        <Refusal error={acting.error} />
      </div>
    </Modal>
  );
}
