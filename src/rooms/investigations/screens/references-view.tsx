// References of trade partners: who was asked, what they said, whether it is believed.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { LinkOnce } from '#rooms/dossiers/screens/ask.tsx';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { checkReference, references, remindReference, withdrawReference } from '../contract.ts';

export type Reference = OutputOf<typeof references>['references'][number];
const STEP = { open: 2, expired: 3, withdrawn: 3, answered: 2, verified: 1, refuted: 3 } as const;
const AGAIN_STEP = { yes: 1, prepaid: 3, no: 4 } as const;

export function ReferencesView() {
  const { t } = useReading();
  const asked = usePages(references, { limit: 50 });
  if (asked.error) return <ErrorState error={asked.error} retry={asked.retry} />;
  if (!asked.pages) return <LoadingCard lines={8} />;
  const rows = asked.pages.flatMap((each) => each.references);
  if (rows.length === 0) return <Empty title={t('investigations.ref.none')}>{t('investigations.ref.noneHelp')}</Empty>;
  return (
    <div className="x-cards x-scroll">
      <Card className="x-span-12" flush title={t('investigations.part.references')}>
        <ReferenceLines rows={rows} />
        {asked.onMore && (
          <div className="x-list-more">
            <Button type="link" onClick={asked.onMore} loading={asked.loadingMore}>
              {t('kit.loadMore')}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}

/** A line a partner: what he said beside it. `one`: all of one customer. */
export function ReferenceLines({ rows, one }: { rows: readonly Reference[]; one?: boolean }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const mayWrite = useMay('files.write');
  const mayVerify = useMay('files.verify');
  const reminding = useAct(remindReference);
  const withdrawing = useAct(withdrawReference);
  const checking = useAct(checkReference);
  const [link, setLink] = useState<{ path: string; mailed: string | null } | null>(null);
  return (
    <>
      <ul className="x-ref-lines" aria-label={t('investigations.part.references')}>
        {rows.map((row) => (
          <li key={row.id}>
            <div>
              <b data-content>{row.partner}</b>{' '}
              <span className="x-quiet">{t(`investigations.ref.relations.${row.relation}`)}</span>
              {!one && (
                <Link
                  to="/customers/$code"
                  params={{ code: row.customer.code }}
                  search={{ view: 'investigations' } as never}
                  data-content
                >
                  {row.customer.name}
                </Link>
              )}
            </div>
            <div className="x-ref-state">
              <RiskMark step={STEP[row.state]} word={t(`investigations.ref.states.${row.state}`)} />
              <span className="x-caption">
                {row.state === 'open'
                  ? `${t(row.openedAt ? 'investigations.ref.opened' : 'investigations.ref.unopened')} · ${row.dueOn}`
                  : `${t('investigations.ref.asked')} ${instantDay(row.askedAt)} · ${row.askedBy}`}
                {row.checkedBy && ` · ${row.checkedBy}`}
              </span>
              {row.state === 'open' && row.dueOn < today && <RiskMark step={3} word={t('dossiers.requests.late')} />}
            </div>
            {row.answer && <Said answer={row.answer} />}
            <div className="x-ref-acts">
              {mayWrite && (row.state === 'open' || row.state === 'expired') && (
                <>
                  <Button
                    size="small"
                    loading={reminding.isPending && reminding.variables?.input.id === row.id}
                    onClick={() =>
                      reminding.mutate(
                        { input: { id: row.id, version: row.version } },
                        { onSuccess: (done) => setLink({ path: done.link, mailed: done.mailed }) },
                      )
                    }
                  >
                    {t('investigations.ref.remind')}
                  </Button>
                  <Button
                    size="small"
                    type="link"
                    onClick={() => withdrawing.mutate({ input: { id: row.id, version: row.version } })}
                  >
                    {t('investigations.ref.withdraw')}
                  </Button>
                </>
              )}
              {row.mayVerify && (
                <>
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => checking.mutate({ input: { id: row.id, version: row.version, outcome: 'verified' } })}
                  >
                    {t('investigations.ref.believe')}
                  </Button>
                  <Button
                    size="small"
                    onClick={() => checking.mutate({ input: { id: row.id, version: row.version, outcome: 'refuted' } })}
                  >
                    {t('investigations.ref.refute')}
                  </Button>
                </>
              )}
              {row.state === 'answered' && mayVerify && !row.mayVerify && (
                <span className="x-quiet">{t('investigations.ref.ownAsk')}</span>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Refusal error={reminding.error ?? withdrawing.error ?? checking.error} />
      {link && <LinkOnce path={link.path} mailed={link.mailed} onClose={() => setLink(null)} />}
    </>
  );
}

function Said({ answer }: { answer: NonNullable<Reference['answer']> }) {
  const { t } = useReading();
  const facts = [
    [
      t('investigations.ref.trading'),
      answer.monthsTrading === null ? null : t('investigations.ref.months', { count: answer.monthsTrading }),
    ],
    [t('investigations.ref.credit'), answer.credit && <MoneyText value={answer.credit} withUnit />],
    [t('investigations.ref.highest'), answer.highest && <MoneyText value={answer.highest} withUnit />],
    [t('investigations.ref.slow'), answer.slowDays === null ? null : t('kit.days', { count: answer.slowDays })],
  ] as const;
  return (
    <div className="x-ref-said">
      {facts.map(([label, value]) => (
        <span key={label}>
          <small>{label}</small>
          <span className="x-num">{value ?? '—'}</span>
        </span>
      ))}
      <span>
        <small>{t('investigations.ref.again')}</small>
        <RiskMark step={AGAIN_STEP[answer.again]} word={t(`investigations.ref.agains.${answer.again}`)} />
      </span>
      {answer.remark && (
        <p data-content className="x-quiet">
          {answer.remark}
        </p>
      )}
      {answer.samePlace > 0 && <RiskMark step={3} word={t('investigations.ref.samePlace', { count: answer.samePlace })} />}
    </div>
  );
}
