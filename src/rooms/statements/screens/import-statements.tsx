// Taking in a workbook of statements: pick, see what it holds and what it asks, then record.
import { Button, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { LINES } from '#engine/statements/lines.ts';
import { PickFile } from '#rooms/dossiers/screens/file-forms.tsx';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { importStatements, preview } from '../contract.ts';
import { TABLE_FILES } from './bank-import.tsx';
import { usePeriodText } from './shown.ts';

/** Notes of lines nobody knows, and statements, that are listed one by one. */
const LISTED = 12;

export function ImportStatements({ code, onClose }: { code: string; onClose: () => void }) {
  const { t, lang } = useReading();
  const periodText = usePeriodText();
  const looking = useAct(preview);
  const taking = useAct(importStatements);
  const [file, setFile] = useState<File | null>(null);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const look = (picked: File, given: Record<string, string>) =>
    looking.mutate({ input: { customer: code, answers: given }, file: picked });
  const answer = (id: string, value: string) => {
    const next = { ...answers, [id]: value };
    setAnswers(next);
    if (file) look(file, next);
  };
  const read = looking.data;
  const open = read?.questions.filter((each) => answers[each.id] === undefined || answers[each.id] === '') ?? [];
  // Until the unit is said a total would be off by a thousand or more; until the columns are, by the months before.
  const totalKnown = !open.some((each) => each.id === 'unit' || each.id === 'columns');
  const place = (where: string) => {
    const row = /^(?:line|row) (\d+)$/.exec(where)?.[1];
    return row === undefined ? where : t('flows.row', { row });
  };
  const news = read?.statements.filter((each) => !each.known && !each.heldAgainst).length ?? 0;
  const take = () => file && taking.mutate({ input: { customer: code, answers }, file }, { onSuccess: onClose });
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('statements.act.import')}
      width={640}
      footer={
        read ? (
          <Button
            type="primary"
            disabled={open.length > 0 || read.statements.length === 0}
            loading={taking.isPending}
            onClick={take}
          >
            {news > 0 ? t('statements.import.do', { count: news }) : t('statements.import.doNone')}
          </Button>
        ) : null
      }
    >
      <div className="x-file-form">
        <PickFile
          file={file}
          accept={TABLE_FILES}
          help={t('statements.import.help')}
          onFile={(picked) => {
            setFile(picked);
            setAnswers({});
            look(picked, {});
          }}
        />
        {read?.questions.map((question) => (
          <div key={question.id}>
            <span>
              {question.text} <small className="x-quiet">{question.sample}</small>
            </span>
            {question.options.length > 0 ? (
              <Segmented
                value={answers[question.id] ?? ''}
                onChange={(value) => answer(question.id, value)}
                options={question.options.map((each) => ({ value: each, label: t(`statements.option.${each}`) }))}
              />
            ) : (
              <DayField label={question.text} value={answers[question.id]} onChange={(on) => answer(question.id, on)} />
            )}
          </div>
        ))}
        {read && read.statements.length > 0 && (
          <ul className="x-statement-found">
            {read.statements.slice(0, LISTED).map((each) => (
              <li key={`${each.kind} ${each.endsOn} ${each.scope}`}>
                <b>{t(`statements.kind.${each.kind}`)}</b>
                <span>{periodText(each.endsOn, each.months)}</span>
                <small>{t('statements.import.lines', { count: each.lines })}</small>
                <span className="x-end">{each.total && totalKnown && <MoneyText value={each.total} withUnit />}</span>
                <small className="x-end">
                  {each.known ? (
                    t('statements.import.known')
                  ) : each.heldAgainst ? (
                    t('statements.import.heldAgainst')
                  ) : each.checks.length > 0 ? (
                    <RiskMark step={3} word={t('statements.import.off', { count: each.checks.length })} />
                  ) : (
                    t('statements.import.new')
                  )}
                </small>
              </li>
            ))}
            {read.statements.length > LISTED && (
              <li className="x-quiet">{t('statements.import.more', { count: read.statements.length - LISTED })}</li>
            )}
          </ul>
        )}
        {read?.notes.slice(0, LISTED).map((note) => (
          <div key={`${note.where} ${note.value}`} className="x-statement-note">
            <span>
              {note.message}: <b>{note.value}</b> <small className="x-quiet">{place(note.where)}</small>
            </span>
            {note.code === 'line_unknown' && (
              <Select
                showSearch
                optionFilterProp="label"
                placeholder={t('statements.import.which')}
                value={answers[`line:${note.value}`]}
                onChange={(value: string) => answer(`line:${note.value}`, value)}
                options={[
                  { value: 'none', label: t('statements.import.noLine') },
                  ...LINES.map((line) => ({
                    value: line.key,
                    label: `${line[lang]} · ${t(`statements.kind.${line.statement}`)}`,
                  })),
                ]}
              />
            )}
          </div>
        ))}
        <Refusal error={looking.error ?? taking.error} />
      </div>
    </Modal>
  );
}
