// Requests for what is missing: what is waited for, of whom, how long; reminded, ended, links withdrawn.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { daysBetween } from '#base/date.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { closeRequest, fields, remind, requests, revokeLink } from '../contract.ts';
import { LinkOnce } from './ask.tsx';
import { useNames } from './names.ts';
import { RowTable } from './row-table.tsx';

type Request = OutputOf<typeof requests>['requests'][number];

export function RequestsOf({ code }: { code: string }) {
  const { t } = useReading();
  const asked = useOperation(requests, { customer: code });
  if (!asked.data) return null;
  return (
    <Card className="x-span-12" flush title={t('dossiers.requests.title')}>
      <RequestsTable rows={asked.data.requests} one />
    </Card>
  );
}

export function RequestsView() {
  const { t } = useReading();
  const { pages, error, retry, onMore, loadingMore } = usePages(requests, { limit: 50 });
  if (error) return <ErrorState error={error} retry={retry} />;
  if (!pages) return <LoadingRows />;
  const rows = pages.flatMap((each) => each.requests);
  if (rows.length === 0) return <Empty title={t('dossiers.requests.none')}>{t('dossiers.requests.noneHelp')}</Empty>;
  return (
    <div className="x-cards">
      <Card className="x-span-12" flush title={t('dossiers.requests.title')}>
        <RequestsTable rows={rows} />
        {onMore && (
          <div className="x-list-more">
            <Button type="link" onClick={onMore} loading={loadingMore}>
              {t('kit.loadMore')}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}

function RequestsTable({ rows, one }: { rows: readonly Request[]; one?: boolean }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const mayAct = useMay('files.verify');
  const reminding = useAct(remind);
  const ending = useAct(closeRequest);
  const revoking = useAct(revokeLink);
  const [link, setLink] = useState<{ path: string; mailed: string | null } | null>(null);
  const columns: readonly Column<Request>[] = [
    ...(one
      ? []
      : [
          {
            key: 'customer',
            label: t('dossiers.verify.customer'),
            phone: 'title' as const,
            render: (row: Request) => (
              <Link to="/customers/$code" params={{ code: row.customer.code }} search={{ view: 'file' } as never} data-content>
                {row.customer.name}
              </Link>
            ),
          },
        ]),
    {
      key: 'items',
      label: t('dossiers.requests.items'),
      phone: 'line',
      render: (row) => (
        <span className="x-file-value">
          {row.items.map((item) => names.item(item)).join(t('kit.separator'))}{' '}
          <span className="x-aside">{t('dossiers.requests.got', { got: row.answered.length, all: row.items.length })}</span>
        </span>
      ),
    },
    {
      key: 'of',
      label: t('dossiers.requests.of'),
      phone: 'line',
      render: (row) => (
        <span data-content>
          {row.askedOf === 'sales' ? row.assignee : t('dossiers.requests.byLink')}
          {row.link && (
            <span className="x-aside">
              {' '}
              {row.link.state === 'open'
                ? t(row.link.openedAt ? 'dossiers.requests.opened' : 'dossiers.requests.unopened')
                : t(`dossiers.requests.link.${row.link.state}`)}
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'due',
      label: t('dossiers.requests.due'),
      phone: 'value',
      width: 150,
      render: (row) => (
        <span className="x-num">
          {row.dueOn} {row.dueOn < today && <RiskMark step={3} word={t('dossiers.requests.late')} />}
        </span>
      ),
    },
    {
      key: 'age',
      label: t('dossiers.requests.age'),
      align: 'end',
      width: 90,
      render: (row) => (
        <span className="x-num" title={row.reminders > 0 ? t('dossiers.requests.reminded', { count: row.reminders }) : undefined}>
          {t('dossiers.requests.days', { count: daysBetween(instantDay(row.askedAt), today) })}
        </span>
      ),
    },
    {
      key: 'acts',
      label: '',
      align: 'end',
      phone: 'line',
      width: 210,
      render: (row) =>
        mayAct && (
          <span className="x-file-acts">
            <Button
              size="small"
              onClick={() =>
                reminding.mutate(
                  { input: { id: row.id, version: row.version } },
                  { onSuccess: (done) => setLink(done.link === null ? null : { path: done.link, mailed: done.mailed }) },
                )
              }
            >
              {t('dossiers.act.remind')}
            </Button>
            {row.link?.state === 'open' && (
              <Button size="small" type="link" onClick={() => revoking.mutate({ input: { id: row.id } })}>
                {t('dossiers.act.revoke')}
              </Button>
            )}
            <Button size="small" type="link" onClick={() => ending.mutate({ input: { id: row.id, version: row.version } })}>
              {t('dossiers.act.end')}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <>
      <RowTable columns={columns} rows={rows} rowKey={(row) => row.id} caption={t('dossiers.requests.title')} />
      <Refusal error={reminding.error ?? ending.error ?? revoking.error} />
      {link !== null && <LinkOnce path={link.path} mailed={link.mailed} onClose={() => setLink(null)} />}
    </>
  );
}
