// Taking in a VAT invoice list: pick it, see what it holds, answer what it does not say, then record.
import { Button, Checkbox, Modal, Select } from 'antd';
import { useState } from 'react';
import { PickFile } from '#rooms/dossiers/screens/file-forms.tsx';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { importVat, previewVat } from '../contract.ts';
import { TABLE_FILES } from './bank-import.tsx';
import { RefusedRows } from './flow-cards.tsx';

export function ImportVat({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useReading();
  const looking = useAct(previewVat);
  const taking = useAct(importVat);
  const [file, setFile] = useState<File | null>(null);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [goodRowsOnly, setGoodRowsOnly] = useState(false);
  const look = (picked: File, given: Record<string, string>) =>
    looking.mutate({ input: { customer: code, answers: given }, file: picked });
  const read = looking.data;
  const count =
    (read?.sales?.lines ?? 0) + (read?.sales?.voids ?? 0) + (read?.purchases?.lines ?? 0) + (read?.purchases?.voids ?? 0);
  const ready = read !== undefined && read.questions.length === 0 && count > 0 && (read.refusedCount === 0 || goodRowsOnly);
  const sides = [
    { key: 'sales', of: read?.sales },
    { key: 'purchases', of: read?.purchases },
  ] as const;
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('flows.vat.import')}
      width={640}
      footer={
        <Button
          type="primary"
          disabled={!ready || looking.isPending}
          loading={taking.isPending}
          onClick={() =>
            file && taking.mutate({ input: { customer: code, answers, goodRowsOnly }, file }, { onSuccess: onClose })
          }
        >
          {t('flows.vat.do', { count })}
        </Button>
      }
    >
      <div className="x-file-form">
        <PickFile
          file={file}
          accept={TABLE_FILES}
          help={t('flows.vat.help')}
          onFile={(picked) => {
            setFile(picked);
            setAnswers({});
            setGoodRowsOnly(false);
            look(picked, {});
          }}
        />
        {read?.questions.map((question) => (
          <label key={question.id}>
            <span>
              {question.text} <small className="x-quiet">{question.sample}</small>
            </span>
            <Select
              value={answers[question.id]}
              options={question.options}
              onChange={(value: string) => {
                const next = { ...answers, [question.id]: value };
                setAnswers(next);
                if (file) look(file, next);
              }}
            />
          </label>
        ))}
        {read && read.questions.length === 0 && (
          <>
            {read.firms.length > 0 && (
              <p data-content>
                <RiskMark step={3} word={t('flows.vat.otherFirm', { firms: read.firms.join('、') })} />
              </p>
            )}
            {read.firstOn && (
              <p className="x-caption x-num">{t('flows.covers', { from: read.firstOn, to: read.lastOn ?? '' })}</p>
            )}
            <ul className="x-flow-files">
              {sides.map(
                ({ key, of }) =>
                  of && (
                    <li key={key}>
                      <b>{t(`flows.vat.${key}`)}</b>
                      <span className="x-quiet">{t('flows.vat.found', { lines: of.lines, voids: of.voids, reds: of.reds })}</span>
                      <span className="x-end">
                        <MoneyText value={of.net} withUnit />
                      </span>
                    </li>
                  ),
              )}
            </ul>
            <RefusedRows
              count={read.refusedCount}
              rows={read.refused.map((each) => ({
                key: `${each.line} ${each.column}`,
                where: t('flows.row', { row: each.line }),
                value: each.value ?? '',
                message: each.message,
              }))}
            />
            {read.refusedCount > 0 && count > 0 && (
              <Checkbox checked={goodRowsOnly} onChange={(event) => setGoodRowsOnly(event.target.checked)}>
                {t('flows.goodRows', { count })}
              </Checkbox>
            )}
          </>
        )}
        <Refusal error={looking.error ?? taking.error} />
      </div>
    </Modal>
  );
}
