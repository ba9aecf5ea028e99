// The customer's answer: agreed or differs, what differs, signed or not, a photo of it.
import { CameraOutlined, CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Checkbox, Form, Input, Modal, Segmented, Upload } from 'antd';
import { useState } from 'react';
import { formatMinor } from '#base/money.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedMinor } from '#web/kit/typed-amount.ts';
import { answer, attach } from '../contract.ts';
import type { Letter } from './letter.tsx';

type Line = { readonly key: number; readonly number: string; readonly theirs: string; readonly why: string };

export function RecordAnswer({ of, onClose }: { of: Letter; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [outcome, setOutcome] = useState<'agreed' | 'differs'>('agreed');
  const [on, setOn] = useState(today);
  const [signed, setSigned] = useState(true);
  const [theirs, setTheirs] = useState('');
  const [note, setNote] = useState('');
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [photo, setPhoto] = useState<File | null>(null);
  const answering = useAct(answer);
  const attaching = useAct(attach);
  const differs = outcome === 'differs';
  const { currency } = of.figures;
  // Their books may say less than nothing: we owe them.
  const read = (text: string) => {
    const minor = typedMinor(text, currency);
    return minor === null ? null : formatMinor(minor, currency);
  };
  const readable = (text: string) => text.trim() === '' || read(text) !== null;
  const said = read(theirs);
  const filled = lines.filter((line) => line.number.trim() !== '');
  const ready =
    !differs ||
    ((said !== null || filled.length > 0) &&
      readable(theirs) &&
      filled.every((line) => line.why.trim().length >= 2 && readable(line.theirs)));
  const change = (key: number, more: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...more } : line)));
  const run = async () => {
    await answering.mutateAsync({
      input: {
        letter: of.letter.id,
        outcome,
        on,
        signed,
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(differs && said !== null ? { theirs: said } : {}),
        ...(differs && filled.length > 0
          ? {
              differences: filled.map((line) => ({
                number: line.number.trim(),
                why: line.why.trim(),
                ...(line.theirs.trim() === '' ? {} : { theirs: read(line.theirs) ?? '' }),
              })),
            }
          : {}),
      },
    });
    if (photo) await attaching.mutateAsync({ input: { letter: of.letter.id }, file: photo });
    onClose();
  };
  return (
    <Modal
      open
      width={680}
      onCancel={onClose}
      title={t('reconciliation.answerTitle', { number: of.letter.number })}
      footer={
        <Button
          type="primary"
          disabled={!ready}
          loading={answering.isPending || attaching.isPending}
          onClick={() => void run().catch(() => {})}
        >
          {t(`reconciliation.answerDo.${outcome}`)}
        </Button>
      }
    >
      <Segmented
        block
        value={outcome}
        onChange={setOutcome}
        options={(['agreed', 'differs'] as const).map((value) => ({ value, label: t(`reconciliation.outcome.${value}`) }))}
      />
      <Form layout="vertical" className="x-gap-top">
        <Form.Item label={t('reconciliation.answerOn')} htmlFor="answer-on">
          <DayField id="answer-on" keep value={on} min={of.letter.to} max={today} onChange={setOn} />
        </Form.Item>
        <Form.Item extra={t('reconciliation.signedHelp')}>
          <Checkbox checked={signed} onChange={(event) => setSigned(event.target.checked)}>
            {t('reconciliation.signed')}
          </Checkbox>
        </Form.Item>
        {differs && (
          <>
            <Form.Item label={`${t('reconciliation.theirs')} (${currency})`} htmlFor="answer-theirs">
              <AmountInput id="answer-theirs" bare signed currency={currency} value={theirs} onChange={setTheirs} />
            </Form.Item>
            <Form.Item label={t('reconciliation.differencesHead')}>
              {lines.map((line) => (
                <div key={line.key} className="x-difference-row">
                  <AutoComplete
                    value={line.number}
                    aria-label={t('reconciliation.differenceNumber')}
                    placeholder={t('reconciliation.differenceNumber')}
                    options={of.figures.items
                      .filter((item) => item.number.includes(line.number))
                      .slice(0, 20)
                      .map((item) => ({ value: item.number }))}
                    onChange={(number) => change(line.key, { number })}
                  />
                  <div>
                    <AmountInput
                      bare
                      signed
                      currency={currency}
                      value={line.theirs}
                      label={t('reconciliation.differenceTheirs')}
                      placeholder={t('reconciliation.differenceTheirs')}
                      onChange={(text) => change(line.key, { theirs: text })}
                    />
                  </div>
                  <Input
                    value={line.why}
                    maxLength={500}
                    aria-label={t('reconciliation.differenceWhy')}
                    placeholder={t('reconciliation.differenceWhy')}
                    onChange={(event) => change(line.key, { why: event.target.value })}
                  />
                  <Button
                    aria-label={t('shell.keys.close')}
                    icon={<CloseOutlined />}
                    onClick={() => setLines(lines.filter((each) => each.key !== line.key))}
                  />
                </div>
              ))}
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => setLines([...lines, { key: (lines.at(-1)?.key ?? 0) + 1, number: '', theirs: '', why: '' }])}
              >
                {t('reconciliation.differenceAdd')}
              </Button>
            </Form.Item>
          </>
        )}
        <Form.Item label={t('kit.optional', { label: t('reconciliation.note') })} htmlFor="answer-note">
          <Input id="answer-note" value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
        <Upload
          accept="image/*,.pdf"
          showUploadList={false}
          beforeUpload={(file) => {
            setPhoto(file);
            return false;
          }}
        >
          <Button icon={<CameraOutlined />}>{photo ? photo.name : t('reconciliation.photoTake')}</Button>
        </Upload>
      </Form>
      <Refusal error={answering.error ?? attaching.error} />
    </Modal>
  );
}
