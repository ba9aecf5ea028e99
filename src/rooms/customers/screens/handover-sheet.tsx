// One hand-over: who gives whom which customers, who has signed, what goes along, and what the one who reads may do.
import { Link } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { parseMoney, type WireMoney, wireMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { download, useAct, useOperation } from '#web/api.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { endHandover, exportHandover, handover, signHandover } from '../contract.ts';

type Shown = OutputOf<typeof handover>;
type Line = Shown['lines'][number];

export function HandoverSheet({ id }: { id: string }) {
  const asked = useOperation(handover, { id });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingRows rows={8} />;
  return <Sheet shown={asked.data} />;
}

function Sheet({ shown }: { shown: Shown }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const { handover: head, lines } = shown;
  const signature = (by: string | null, at: string | null) =>
    by !== null && at !== null
      ? t('belonging.ho.signedAt', { by, at: instantText(at, today) })
      : head.state === 'proposed'
        ? t('belonging.ho.notYet')
        : '—';
  return (
    <div className="x-preview">
      <h2 className="x-preview-title" data-content>
        {t('belonging.ho.whoTo', { from: head.from, to: head.to })}
      </h2>
      <div className="x-lines x-lines-ruled x-gap-top">
        <div>
          <span>{t('belonging.ho.cols.state')}</span>
          <strong>{t(`belonging.ho.state.${head.state}`)}</strong>
        </div>
        <div>
          <span>{t('belonging.ho.starts')}</span>
          <DayText on={head.startsOn} relative="plain" />
        </div>
        {head.note !== null && (
          <div>
            <span>{t('belonging.ho.reason')}</span>
            <span data-content>{head.note}</span>
          </div>
        )}
        <div>
          <span>{t('belonging.ho.given')}</span>
          <span data-content>{signature(head.givenBy, head.givenAt)}</span>
        </div>
        <div>
          <span>{t('belonging.ho.taken')}</span>
          <span data-content>{signature(head.takenBy, head.takenAt)}</span>
        </div>
        {head.doneAt !== null && (
          <div>
            <span>{t('belonging.ho.done')}</span>
            <span>{instantText(head.doneAt, today)}</span>
          </div>
        )}
        {head.endedReason !== null && (
          <div>
            <span>{t('belonging.ho.ended')}</span>
            <span data-content>{head.endedReason}</span>
          </div>
        )}
      </div>
      <Acts shown={shown} />
      <Lines id={head.id} lines={lines} />
    </div>
  );
}

function Acts({ shown }: { shown: Shown }) {
  const { t } = useReading();
  const { handover: head } = shown;
  const [ending, setEnding] = useState(false);
  const [reason, setReason] = useState('');
  const signing = useAct(signHandover);
  const closing = useAct(endHandover);
  if (head.maySign.length === 0 && head.mayEnd === null) return null;
  const ready = reason.trim().length >= 2;
  const end = () => {
    if (ready)
      closing.mutate(
        { input: { id: head.id, reason: reason.trim(), version: head.version } },
        { onSuccess: () => setEnding(false) },
      );
  };
  const word = head.mayEnd === 'declined' ? t('belonging.ho.decline') : t('belonging.ho.withdraw');
  return (
    <section>
      <div className="x-acts">
        {head.maySign.map((side) => (
          <Button
            key={side}
            type="primary"
            loading={signing.isPending}
            onClick={() => signing.mutate({ input: { id: head.id, as: side, version: head.version } })}
          >
            {t(`belonging.ho.sign.${side}`, { count: head.customers })}
          </Button>
        ))}
        {head.mayEnd !== null && <Button onClick={() => setEnding(true)}>{word}</Button>}
      </div>
      <Refusal error={signing.error} />
      {ending && (
        <Modal
          open
          onCancel={() => setEnding(false)}
          title={t('belonging.ho.endTitle')}
          footer={
            <Button type="primary" disabled={!ready} loading={closing.isPending} onClick={end}>
              {word}
            </Button>
          }
        >
          <Input
            autoFocus
            value={reason}
            maxLength={500}
            aria-label={t('belonging.ho.ended')}
            placeholder={t('kit.reasonPlaceholder')}
            onChange={(event) => setReason(event.target.value)}
          />
          <Refusal error={closing.error} />
        </Modal>
      )}
    </section>
  );
}

/** Amounts of one currency added up; of several, each by itself. */
function sums(lines: readonly Line[], part: 'exposure' | 'overdue'): WireMoney[] {
  const total = new Map<string, bigint>();
  for (const each of lines.flatMap((line) => line[part])) {
    const { minor, currency } = parseMoney(each);
    const before = total.get(currency);
    total.set(currency, before === undefined ? minor : before + minor);
  }
  return [...total].map(([currency, minor]) => wireMoney(minor, currency));
}

function Amounts({ of, strong }: { of: readonly WireMoney[]; strong?: boolean }) {
  if (of.length === 0) return <span className="x-zero">0</span>;
  return of.map((each) => (
    <span key={each.currency} className="x-block">
      <MoneyText value={each} {...(strong ? { strong } : {})} {...(of.length > 1 ? { withUnit: true } : {})} />
    </span>
  ));
}

function Lines({ id, lines }: { id: string; lines: readonly Line[] }) {
  const { t, unit } = useReading();
  return (
    <section>
      <h3>
        {t('belonging.ho.list', { count: lines.length })} <small className="x-aside">{t('belonging.ho.listAsOf')}</small>
      </h3>
      <div className="x-twin-scroll">
        <table className="x-twin-table x-handover-lines">
          <thead>
            <tr>
              <th scope="col">{t('belonging.customer')}</th>
              <th scope="col" className="x-end">
                {t('belonging.ho.exposure')} {unit()}
              </th>
              <th scope="col" className="x-end">
                {t('belonging.ho.overdue')} {unit()}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.customer.code}>
                <td>
                  <Link to="/customers/$code" params={{ code: line.customer.code }} data-content>
                    {line.customer.name}
                  </Link>
                  {line.holds + line.alerts > 0 && (
                    <small className="x-block x-aside">
                      {[
                        line.holds > 0 ? t('belonging.ho.holds', { count: line.holds }) : null,
                        line.alerts > 0 ? t('belonging.ho.alerts', { count: line.alerts }) : null,
                      ]
                        .filter((each) => each !== null)
                        .join(' · ')}
                    </small>
                  )}
                </td>
                <td className="x-end">
                  <Amounts of={line.exposure} />
                </td>
                <td className="x-end">
                  <Amounts of={line.overdue} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('belonging.ho.sum')}</th>
              <td className="x-end">
                <Amounts of={sums(lines, 'exposure')} strong />
              </td>
              <td className="x-end">
                <Amounts of={sums(lines, 'overdue')} strong />
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <Button className="x-gap-top" size="small" onClick={() => void download(exportHandover, { id })}>
        {t('belonging.ho.export')}
      </Button>
    </section>
  );
}
