// Questions, answers and papers at a held order: salespeople ask, credit answers, both see who wrote what when.
import { PaperClipOutlined } from '@ant-design/icons';
import { Button, Input, Upload } from 'antd';
import { useState } from 'react';
import { download, useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';
import { problemText } from '#web/words/problem-text.ts';
import { attach, note, paper } from '../contract.ts';
import type { HoldDetail } from './hold.tsx';

const NOTE_MAX = 500;

export function HoldNotes({ detail }: { detail: HoldDetail }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const may = useMay('orders.note');
  const [text, setText] = useState('');
  const write = useAct(note);
  const file = useAct(attach);
  const { id } = detail.hold;
  const notes = detail.acts.filter((each) => each.act === 'note');
  const failed = write.error ?? file.error;
  const submit = async () => {
    if (text.trim().length < 2) return;
    const answer = await write.mutateAsync({ input: { id, text: text.trim() } }).catch(() => null);
    if (answer) setText('');
  };
  return (
    <Card title={t('orders.notes.title')}>
      {notes.length === 0 && detail.papers.length === 0 && <p className="x-caption">{t('orders.notes.none')}</p>}
      <ul className="x-hold-notelist">
        {notes.map((each) => (
          <li key={`${each.at} ${each.by}`}>
            <b>{each.by}</b> <span className="x-aside">{instantText(each.at, today)}</span>
            <p>{each.reason}</p>
          </li>
        ))}
        {detail.papers.map((each) => (
          <li key={each.id}>
            <Button
              type="link"
              size="small"
              icon={<PaperClipOutlined />}
              onClick={() => void download(paper, { id, paper: each.id })}
            >
              {each.name}
            </Button>{' '}
            <span className="x-aside">
              {each.by} {instantText(each.at, today)}
            </span>
          </li>
        ))}
      </ul>
      {may && (
        <form
          className="x-hold-noteform"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Input.TextArea
            autoSize={{ minRows: 1, maxRows: 4 }}
            value={text}
            maxLength={NOTE_MAX}
            aria-label={t('orders.notes.write')}
            placeholder={t('orders.notes.write')}
            onChange={(event) => setText(event.target.value)}
          />
          <Upload
            showUploadList={false}
            beforeUpload={(picked) => {
              file.mutate({ input: { id }, file: picked });
              return false;
            }}
          >
            <Button icon={<PaperClipOutlined />} loading={file.isPending} aria-label={t('orders.notes.attach')} />
          </Upload>
          <Button htmlType="submit" loading={write.isPending} disabled={text.trim().length < 2}>
            {t('orders.notes.send')}
          </Button>
        </form>
      )}
      {failed && (
        <p className="x-risk-text-4" role="alert">
          {problemText(failed, t)}
        </p>
      )}
    </Card>
  );
}
