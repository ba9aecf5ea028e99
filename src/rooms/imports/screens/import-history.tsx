// What was imported: which file, by whom, how many rows in and how many refused, the refused ones for download.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { isKind } from '#engine/import/catalogue.ts';
import { kindName } from '#engine/import/words.ts';
import type { OutputOf } from '#platform/operation.ts';
import { download } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { imports, refusals } from '../contract.ts';

type Row = OutputOf<typeof imports>['imports'][number];
const KILOBYTE = 1024;
/** Where nobody named a source there is nothing to say. */
export const DEFAULT_SOURCE = 'ledger';

function sizeText(bytes: number): string {
  return bytes >= KILOBYTE * KILOBYTE
    ? `${(bytes / KILOBYTE / KILOBYTE).toFixed(1)} MB`
    : `${Math.max(1, Math.round(bytes / KILOBYTE))} kB`;
}

export function ImportHistory() {
  const { t, lang } = useReading();
  const { today } = useAsOf();
  const asked = usePages(imports, { limit: 50 });
  const rows = asked.pages?.flatMap((each) => each.imports);
  const columns: readonly Column<Row>[] = [
    { key: 'at', label: t('imports.history.at'), phone: 'line', render: (row) => instantText(row.at, today) },
    {
      key: 'file',
      label: t('imports.history.file'),
      phone: 'title',
      render: (row) => (
        <span data-content>
          <Link to="/import" search={{ view: 'new', f_import: row.id } as never}>
            <b>{row.fileName}</b>
          </Link>{' '}
          <span className="x-caption">{sizeText(row.fileBytes)}</span>
        </span>
      ),
    },
    {
      key: 'by',
      label: t('imports.history.by'),
      phone: 'line',
      render: (row) => <span data-content>{row.by}</span>,
    },
    {
      key: 'state',
      label: t('imports.history.state'),
      phone: 'line',
      render: (row) => <span className={row.state === 'applied' ? undefined : 'x-quiet'}>{t(`imports.state.${row.state}`)}</span>,
    },
    {
      key: 'kind',
      label: t('imports.kindLabel'),
      render: (row) =>
        `${isKind(row.kind) ? kindName(row.kind, lang) : '—'}${row.source === DEFAULT_SOURCE ? '' : ` · ${row.source}`}`,
    },
    {
      key: 'accepted',
      label: t('imports.history.accepted'),
      align: 'end',
      phone: 'value',
      render: (row) => formatNumber(row.accepted),
    },
    { key: 'unchanged', label: t('imports.facts.unchanged'), align: 'end', render: (row) => formatNumber(row.unchanged) },
    {
      key: 'refused',
      label: t('imports.facts.refused'),
      align: 'end',
      render: (row) =>
        row.refused > 0 ? (
          <Button size="small" type="link" onClick={() => void download(refusals, { import: row.id })}>
            {t('imports.history.refused', { count: row.refused })}
          </Button>
        ) : (
          <span className="x-zero">0</span>
        ),
    },
    {
      key: 'sums',
      label: t('imports.facts.sum'),
      align: 'end',
      // One currency a line: amounts of several are never one figure.
      render: (row) =>
        row.sums.map((each) => (
          <div key={each.currency}>
            <MoneyText value={each} withUnit />
          </div>
        )),
    },
  ];
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        flush
        title={rows && rows.length > 0 ? t('imports.history.title', { count: rows.length }) : t('imports.views.history')}
      >
        {asked.error ? (
          <ErrorState error={asked.error} retry={asked.retry} />
        ) : !rows ? (
          <LoadingRows rows={6} />
        ) : rows.length === 0 ? (
          <Empty title={t('imports.history.none')}>{t('imports.history.noneHelp')}</Empty>
        ) : (
          <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} caption={t('imports.views.history')} />
        )}
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
