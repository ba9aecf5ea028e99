// What is filled in about a file: facts, a paper with the phone's camera, an external record, a reason.
import { CameraOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Input, Modal, Select } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { FACT_SOURCES, PAPER_KINDS, RECORD_KINDS } from '#engine/dossier-catalogue.ts';
import type { InputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { addRecord, enterFacts, uploadPaper } from '../contract.ts';
import type { FieldItem, Value } from './names.ts';
import { ValueInput } from './value-input.tsx';

type Source = (typeof FACT_SOURCES)[number];
/** More fields than this in one form is a questionnaire. */
const FIELDS_AT_ONCE = 12;

const PAPERS = '.pdf,.jpg,.jpeg,.png,.heic,.docx,.xlsx,.txt';

/** The file taken with the camera or chosen; the names of what is taken are in its help. `accept`: tables, say, which no camera takes. */
export function PickFile({
  onFile,
  file,
  accept = PAPERS,
  help,
}: {
  onFile: (file: File) => void;
  file: File | null;
  accept?: string;
  help?: string;
}) {
  const { t } = useReading();
  const phone = usePhone();
  const camera = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null) => {
    const [first] = list ?? [];
    if (first) onFile(first);
  };
  return (
    <div className="x-file-pick">
      {phone && accept === PAPERS && (
        <>
          <Button icon={<CameraOutlined />} type="primary" onClick={() => camera.current?.click()}>
            {t('dossiers.act.photo')}
          </Button>
          <input
            ref={camera}
            type="file"
            accept="image/jpeg,image/png,image/heic"
            capture="environment"
            tabIndex={-1}
            aria-label={t('dossiers.act.photo')}
            onChange={(event) => take(event.target.files)}
          />
        </>
      )}
      <Button icon={<PaperClipOutlined />} onClick={() => chooser.current?.click()}>
        {t('dossiers.act.choose')}
      </Button>
      <input
        ref={chooser}
        type="file"
        accept={accept}
        tabIndex={-1}
        aria-label={t('dossiers.act.choose')}
        onChange={(event) => take(event.target.files)}
      />
      {file ? (
        <b className="x-file-value">{file.name}</b>
      ) : (
        <small className="x-quiet">{help ?? t('dossiers.papers.help')}</small>
      )}
    </div>
  );
}

export function EnterFacts({ code, fields, onClose }: { code: string; fields: readonly FieldItem[]; onClose: () => void }) {
  const { t, lang } = useReading();
  const session = useSession();
  const acting = useAct(enterFacts);
  const [values, setValues] = useState<ReadonlyMap<string, Value>>(new Map());
  const [source, setSource] = useState<Source>('customer');
  const [note, setNote] = useState('');
  const run = () => {
    const facts = [...values].map(([field, value]) => ({ field, value }));
    const input: InputOf<typeof enterFacts> = {
      customer: code,
      facts,
      source,
      ...(note.trim() === '' ? {} : { sourceNote: note.trim() }),
    };
    acting.mutate({ input }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('dossiers.act.enter')}
      footer={
        <Button type="primary" disabled={values.size === 0} loading={acting.isPending} onClick={run}>
          {t('dossiers.act.enterDo', { count: values.size })}
        </Button>
      }
    >
      <div className="x-file-form">
        {fields.slice(0, FIELDS_AT_ONCE).map((field) => (
          <div key={field.key}>
            <span>{field.name[lang]}</span>
            <ValueInput
              id={`fact-${field.key}`}
              field={field}
              label={field.name[lang]}
              currency={session?.currency ?? 'CNY'}
              value={values.get(field.key)}
              onChange={(value) => {
                const next = new Map(values);
                if (value === undefined) next.delete(field.key);
                else next.set(field.key, value);
                setValues(next);
              }}
            />
          </div>
        ))}
        {fields.length > 1 && <small className="x-quiet">{t('dossiers.form.skip')}</small>}
        <div>
          <span>{t('dossiers.form.source')}</span>
          <Select<Source>
            value={source}
            onChange={setSource}
            aria-label={t('dossiers.form.source')}
            options={FACT_SOURCES.map((value) => ({ value, label: t(`dossiers.source.${value}`) }))}
          />
        </div>
        <label>
          <span>{t('dossiers.form.note')}</span>
          <Input
            value={note}
            maxLength={500}
            placeholder={t('dossiers.form.noteHint')}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

export function UploadPaper({ code, kind: first, onClose }: { code: string; kind: string; onClose: () => void }) {
  const { t, lang } = useReading();
  const acting = useAct(uploadPaper);
  const [kind, setKind] = useState(first);
  const [picked, setPicked] = useState<File | null>(null);
  const [expiresOn, setExpiresOn] = useState('');
  const [issuedOn, setIssuedOn] = useState('');
  const about = PAPER_KINDS.find((each) => each.key === kind);
  const run = () => {
    if (!picked) return;
    const input = {
      customer: code,
      kind,
      ...(expiresOn && about?.expires ? { expiresOn } : {}),
      ...(issuedOn ? { issuedOn } : {}),
    };
    acting.mutate({ input, file: picked }, { onSuccess: (kept) => !kept.known && onClose() });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('dossiers.act.upload')}
      footer={
        <Button type="primary" disabled={!picked} loading={acting.isPending} onClick={run}>
          {t('dossiers.act.uploadDo', { kind: about?.name[lang] ?? '' })}
        </Button>
      }
    >
      <div className="x-file-form">
        <div>
          <span>{t('dossiers.papers.kind')}</span>
          <Select
            value={kind}
            onChange={setKind}
            aria-label={t('dossiers.papers.kind')}
            options={PAPER_KINDS.map((each) => ({ value: each.key, label: each.name[lang] }))}
          />
        </div>
        <PickFile file={picked} onFile={setPicked} />
        <label>
          <span>{t('dossiers.papers.issued')}</span>
          <DayField value={issuedOn} onChange={setIssuedOn} />
        </label>
        {about?.expires && (
          <label>
            <span>{t('dossiers.form.expires')}</span>
            <DayField value={expiresOn} onChange={setExpiresOn} />
          </label>
        )}
        {acting.data?.known && <p className="x-quiet">{t('dossiers.papers.known')}</p>}
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

export function AddRecord({ code, onClose }: { code: string; onClose: () => void }) {
  const { t, lang } = useReading();
  const session = useSession();
  const acting = useAct(addRecord);
  const currency = session?.currency ?? 'CNY';
  const [kind, setKind] = useState('lawsuit');
  const [text, setText] = useState({ source: '', sourceKey: '', happenedOn: '', amount: '', summary: '' });
  const put = (key: keyof typeof text) => (event: { target: { value: string } }) =>
    setText({ ...text, [key]: event.target.value });
  const amount = typedAmount(text.amount, currency);
  const readable = text.amount.trim() === '' || amount !== null;
  const ready = readable && text.source.trim() !== '' && text.happenedOn !== '' && text.summary.trim().length >= 2;
  const run = () => {
    acting.mutate(
      {
        input: {
          customer: code,
          kind,
          source: text.source.trim(),
          happenedOn: text.happenedOn,
          summary: text.summary.trim(),
          ...(text.sourceKey.trim() === '' ? {} : { sourceKey: text.sourceKey.trim() }),
          ...(amount === null ? {} : { amount: { amount, currency } }),
        },
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('dossiers.act.addRecord')}
      footer={
        <Button type="primary" disabled={!ready} loading={acting.isPending} onClick={run}>
          {t('dossiers.act.addRecordDo')}
        </Button>
      }
    >
      <div className="x-file-form">
        <div>
          <span>{t('dossiers.records.kind')}</span>
          <Select
            value={kind}
            onChange={setKind}
            aria-label={t('dossiers.records.kind')}
            options={RECORD_KINDS.map((each) => ({ value: each.key, label: each.name[lang] }))}
          />
        </div>
        <label>
          <span>{t('dossiers.records.sourceName')}</span>
          <Input value={text.source} maxLength={100} placeholder={t('dossiers.records.sourceHint')} onChange={put('source')} />
        </label>
        <label>
          <span>{t('dossiers.records.number')}</span>
          <Input value={text.sourceKey} maxLength={120} onChange={put('sourceKey')} />
        </label>
        <label>
          <span>{t('dossiers.records.on')}</span>
          <DayField value={text.happenedOn} onChange={(happenedOn) => setText({ ...text, happenedOn })} />
        </label>
        <label>
          <span>{t('dossiers.records.amount')}</span>
          <AmountInput currency={currency} value={text.amount} onChange={(next) => setText({ ...text, amount: next })} />
        </label>
        <label>
          <span>{t('dossiers.records.summary')}</span>
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={1_000}
            value={text.summary}
            onChange={put('summary')}
          />
        </label>
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

/** An act that wants its reason. The button says what will happen. */
export function ReasonModal({
  title,
  label,
  button,
  danger,
  least = 2,
  pending,
  error,
  extra,
  onRun,
  onClose,
}: {
  title: ReactNode;
  label: string;
  button: string;
  danger?: boolean;
  least?: number;
  pending: boolean;
  error: unknown;
  extra?: ReactNode;
  onRun: (reason: string) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const ready = reason.trim().length >= least;
  return (
    <Modal
      open
      onCancel={onClose}
      title={title}
      footer={
        <Button type="primary" danger={danger ?? false} disabled={!ready} loading={pending} onClick={() => onRun(reason.trim())}>
          {button}
        </Button>
      }
    >
      <div className="x-file-form">
        {extra}
        <label>
          <span>{label}</span>
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && ready) onRun(reason.trim());
            }}
          />
        </label>
      </div>
      <Refusal error={error} />
    </Modal>
  );
}
