// One letter: its figures as printed, what became of it, the answer and its differences.
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useParams } from '@tanstack/react-router';
import { Button, Upload } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { download, useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { groupDecimal } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { RecordPage } from '#web/kit/record-page.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { Figure, MoneyText } from '#web/kit/text.tsx';
import { Timeline } from '#web/kit/timeline.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { attach, attachment, letter, paper } from '../contract.ts';
import { Differences } from './differences.tsx';
import { LetterState } from './letter-state.tsx';
import { RecordAnswer } from './record-answer.tsx';
import { SendLetter } from './send-letter.tsx';
import { WithdrawLetter } from './withdraw-letter.tsx';
import './reconciliation.css';

export type Letter = OutputOf<typeof letter>;

export function LetterPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useReading();
  const asked = useOperation(letter, { id });
  useCrumbs([{ label: t('reconciliation.title'), to: '/reconciliation' }, { label: asked.data?.letter.number ?? '…' }]);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  return asked.data ? <Shown of={asked.data} /> : <LoadingCard lines={10} />;
}

const SENDABLE = new Set(['made', 'queued', 'sent']);
const ANSWERABLE = new Set(['made', 'queued', 'sent', 'differs', 'agreed']);

function Shown({ of }: { of: Letter }) {
  const { t } = useReading();
  const mayWrite = useMay('ledger.write');
  const [open, setOpen] = useState<'send' | 'answer' | 'withdraw' | null>(null);
  const { letter: head, figures } = of;
  return (
    <RecordPage
      title={<span data-content>{head.customer.name}</span>}
      tags={<LetterState row={head} />}
      caption={`${head.number} · ${figures.from} — ${figures.to} · ${figures.entity.name}`}
      actions={
        <>
          <Button icon={<DownloadOutlined />} onClick={() => void download(paper, { id: head.id, language: 'zh' })}>
            {t('reconciliation.downloadZh')}
          </Button>
          <Button icon={<DownloadOutlined />} onClick={() => void download(paper, { id: head.id, language: 'en' })}>
            {t('reconciliation.downloadEn')}
          </Button>
          {mayWrite && SENDABLE.has(head.state) && (
            <Button onClick={() => setOpen('withdraw')}>{t('reconciliation.withdrawDo')}</Button>
          )}
          {mayWrite && SENDABLE.has(head.state) && (
            <Button type={head.state === 'made' ? 'primary' : 'default'} onClick={() => setOpen('send')}>
              {t('reconciliation.sendOpen')}
            </Button>
          )}
          {mayWrite && ANSWERABLE.has(head.state) && (
            <Button type={head.state === 'sent' ? 'primary' : 'default'} onClick={() => setOpen('answer')}>
              {t('reconciliation.answerOpen')}
            </Button>
          )}
        </>
      }
      figures={
        <>
          <Figure label={t('reconciliation.columns.closing')}>
            <MoneyText value={head.closing} strong withUnit />
          </Figure>
          <Figure label={t('reconciliation.columns.overdue')}>
            <MoneyText value={head.overdue} withUnit />
          </Figure>
          <Figure label={t('reconciliation.columns.items')}>
            <span className="x-num">{head.items}</span>
          </Figure>
        </>
      }
      side={<History of={of} />}
    >
      <div className="x-reconciliation-cards">
        {of.differences.length > 0 && <Differences of={of} mayWrite={mayWrite} />}
        <Balance figures={figures} hash={of.hash} />
        <OpenItems figures={figures} />
        <Papers of={of} mayWrite={mayWrite} />
      </div>
      {open === 'send' && <SendLetter of={of} onClose={() => setOpen(null)} />}
      {open === 'answer' && <RecordAnswer of={of} onClose={() => setOpen(null)} />}
      {open === 'withdraw' && <WithdrawLetter of={of} onClose={() => setOpen(null)} />}
    </RecordPage>
  );
}

function Balance({ figures, hash }: { figures: Letter['figures']; hash: string }) {
  const { t } = useReading();
  const besides = [
    ['besidesBills', figures.bills],
    ['besidesDelivered', figures.delivered],
  ] as const;
  return (
    <Card title={t('reconciliation.figures')} caption={figures.currency} flush>
      <div className="x-figures-scroll">
        <table className="x-figures">
          <tbody>
            <tr>
              <td>
                {t('reconciliation.openingBalance')} <span className="x-aside">{figures.from}</span>
              </td>
              <td className="x-desk" />
              <td className="x-end x-num">{groupDecimal(figures.opening)}</td>
            </tr>
            {figures.movements.map((each) => (
              <tr key={each.kind}>
                <td>{t(`reconciliation.kinds.${each.kind}`)}</td>
                <td className="x-end x-aside x-desk">{each.count > 0 && t('reconciliation.count', { count: each.count })}</td>
                <td className="x-end x-num">{groupDecimal(each.amount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>
                {t('reconciliation.closingBalance')} <span className="x-aside">{figures.to}</span>
              </td>
              <td className="x-desk" />
              <td className="x-end x-num">{groupDecimal(figures.closing)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      {besides
        .filter(([, amount]) => /[1-9]/.test(amount))
        .map(([key, amount]) => (
          <p key={key} className="x-caption x-pad">
            {t(`reconciliation.${key}`)} <span className="x-num">{groupDecimal(amount)}</span>
          </p>
        ))}
      <p className="x-caption x-pad" title={hash}>
        {t('reconciliation.hash', { hash: hash.slice(0, 16) })}
      </p>
    </Card>
  );
}

function OpenItems({ figures }: { figures: Letter['figures'] }) {
  const { t } = useReading();
  return (
    <Card title={t('reconciliation.items')} caption={figures.currency} flush>
      <div className="x-figures-scroll">
        <table className="x-figures">
          <thead>
            <tr>
              <th>{t('reconciliation.columns.document')}</th>
              <th className="x-desk">{t('reconciliation.columns.issuedOn')}</th>
              <th>{t('reconciliation.columns.dueOn')}</th>
              <th className="x-end">{t('reconciliation.columns.late')}</th>
              <th className="x-end x-desk">{t('reconciliation.columns.original')}</th>
              <th className="x-end">{t('reconciliation.columns.open')}</th>
            </tr>
          </thead>
          <tbody>
            {figures.items.map((item) => (
              <tr key={item.documentId}>
                <td className="x-num">
                  {item.number}
                  {item.disputed !== undefined && (
                    <span className="x-aside"> {t('settlements.work.disputed', { amount: groupDecimal(item.disputed) })}</span>
                  )}
                </td>
                <td className="x-num x-desk">{item.issuedOn}</td>
                <td className="x-num">{item.dueOn}</td>
                <td className="x-end x-num">{item.daysLate}</td>
                <td className="x-end x-num x-desk">{groupDecimal(item.amount)}</td>
                <td className="x-end x-num">{groupDecimal(item.open)}</td>
              </tr>
            ))}
            {figures.unapplied.map((each) => (
              <tr key={each.documentId}>
                <td className="x-num">{each.number}</td>
                <td className="x-num x-desk">{each.on}</td>
                <td className="x-aside">{t('reconciliation.unapplied')}</td>
                <td />
                <td className="x-desk" />
                <td className="x-end x-num">{groupDecimal(`-${each.amount}`)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{t('reconciliation.closingBalance')}</td>
              <td className="x-desk" />
              <td />
              <td />
              <td className="x-desk" />
              <td className="x-end x-num">{groupDecimal(figures.closing)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </Card>
  );
}

function Papers({ of, mayWrite }: { of: Letter; mayWrite: boolean }) {
  const { t } = useReading();
  const attaching = useAct(attach);
  const take = (file: File) => {
    attaching.mutate({ input: { letter: of.letter.id }, file });
    return false;
  };
  return (
    <Card
      title={t('reconciliation.papers')}
      extra={
        mayWrite && (
          <Upload accept="image/*,.pdf" showUploadList={false} beforeUpload={take}>
            <Button size="small" icon={<UploadOutlined />} loading={attaching.isPending}>
              {t('reconciliation.photoTake')}
            </Button>
          </Upload>
        )
      }
    >
      {of.papers.length === 0 && <p className="x-quiet">{t('reconciliation.noPapers')}</p>}
      {of.papers.map((each) => (
        <p key={each.file}>
          <Button type="link" size="small" onClick={() => void download(attachment, { letter: of.letter.id, file: each.file })}>
            {each.name}
          </Button>
          <span className="x-aside">{each.by}</span>
        </p>
      ))}
      <Refusal error={attaching.error} />
    </Card>
  );
}

function History({ of }: { of: Letter }) {
  const { t } = useReading();
  const { today } = useAsOf();
  return (
    <Card title={t('reconciliation.history')}>
      <Timeline
        entries={of.acts.toReversed().map((each) => ({
          key: each.id,
          at: instantText(each.at, today),
          title: t(`reconciliation.acts.${each.act as 'made'}`),
          detail: [
            each.by,
            each.facts['evidence'],
            each.facts['to'],
            each.facts['answer'],
            each.facts['note'],
            each.facts['reason'],
          ]
            .filter((one) => typeof one === 'string' && one !== '')
            .join(' · '),
        }))}
      />
    </Card>
  );
}
