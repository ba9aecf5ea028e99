// Notices to customers whose grade fell: looked at beside the list, mailed with the explanation, noted as handed over, or dropped with a reason.
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { download } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText, GradeTag } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { notices, print } from '../contract.ts';
import { DropNotices, NoticeSettings, SendNotices } from './notice-acts.tsx';
import { RatingsTabs } from './ratings-tabs.tsx';

type Row = OutputOf<typeof notices>['notices'][number];
const VIEWS = ['open', 'sent', 'closed'] as const;

export function NoticesPage() {
  const may = useMay('ratings.read');
  return <RatingsTabs>{may ? <Notices /> : <NoPermission />}</RatingsTabs>;
}

function Notices() {
  const { t } = useReading();
  const [state, setState] = useListState();
  const [open, setOpen] = useState<{ act: 'send' | 'drop' | 'set'; ids: readonly string[] } | null>(null);
  const mayTell = useMay('ratings.tell');
  const view = VIEWS.find((each) => each === state.view) ?? 'open';
  const asked = usePages(notices, { view });
  const head = asked.pages?.[0];
  const rows = asked.pages?.flatMap((page) => page.notices);
  const columns = useColumns();
  const notches = head?.rule?.notches ?? null;
  const acts = (ids: readonly string[]) => (
    <>
      <Button size="small" type="primary" onClick={() => setOpen({ act: 'send', ids })}>
        {t('ratingNotices.sendMany', { count: ids.length })}
      </Button>
      <Button size="small" onClick={() => setOpen({ act: 'drop', ids })}>
        {t('ratingNotices.dropMany', { count: ids.length })}
      </Button>
    </>
  );
  const set = mayTell && head && <Button onClick={() => setOpen({ act: 'set', ids: [] })}>{t('ratingNotices.set')}</Button>;
  const acting = mayTell && view === 'open';
  return (
    <>
      <ListPage
        name="rating-notices"
        title={t('ratingNotices.title')}
        state={{ ...state, view }}
        onState={setState}
        views={VIEWS.map((key) => ({ key, label: t(`ratingNotices.views.${key}`) }))}
        fields={[]}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        total={head?.total}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        actions={set}
        aside={head && (notches === null ? t('ratingNotices.off') : t('ratingNotices.on', { count: notches }))}
        preview={(row) => <Letter row={row} acts={acting ? acts([row.id]) : null} />}
        selectable={acting}
        {...(acting ? { bulk: (keys: ReadonlySet<string>) => acts([...keys]) } : {})}
        empty={
          view !== 'open' ? (
            <Empty title={t('ratingNotices.emptyHere')} />
          ) : notches === null ? (
            <Empty title={t('ratingNotices.emptyOff')} action={set}>
              {t('ratingNotices.emptyOffHelp')}
            </Empty>
          ) : (
            <Empty title={t('ratingNotices.emptyOpen')}>{t('ratingNotices.emptyOpenHelp')}</Empty>
          )
        }
      />
      {open?.act === 'send' && head && (
        <SendNotices
          rows={(rows ?? []).filter((row) => open.ids.includes(row.id))}
          mailPossible={head.mailPossible}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.act === 'drop' && <DropNotices ids={open.ids} onClose={() => setOpen(null)} />}
      {open?.act === 'set' && <NoticeSettings notches={notches} onClose={() => setOpen(null)} />}
    </>
  );
}

/** What the customer reads, in the language of the page, and the paper that goes with it. */
function Letter({ row, acts }: { row: Row; acts: ReactNode }) {
  const { t, lang } = useReading();
  return (
    <div className="x-notice">
      <h3>{t('ratingNotices.letter')}</h3>
      <p className="x-notice-letter" data-content>
        {row.letter[row.language ?? lang]}
      </p>
      <p className="x-caption">{t('ratingNotices.attached')}</p>
      <p className="x-form-row">
        <Button
          size="small"
          icon={<PrinterOutlined />}
          onClick={() => void download(print, { customer: row.customer.code, language: row.language ?? lang }).catch(() => null)}
        >
          {t('ratingNotices.printed')}
        </Button>
      </p>
      {acts && <p className="x-form-row">{acts}</p>}
    </div>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useReading();
  return useMemo<readonly Column<Row>[]>(
    () => [
      {
        key: 'customer',
        label: t('ratingNotices.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => (
          <span data-content>
            {row.customer.name} <span className="x-aside">{row.customer.code}</span>
          </span>
        ),
      },
      {
        key: 'moved',
        label: t('ratingNotices.moved'),
        phone: 'value',
        render: (row) => (
          <span className="x-notice-move">
            <GradeTag grade={row.from} /> → <GradeTag grade={row.to} />
          </span>
        ),
      },
      {
        key: 'fellOn',
        label: t('ratingNotices.fellOn'),
        phone: 'line',
        render: (row) => (
          <>
            <DayText on={row.fellOn} />
            {row.falls > 1 && (
              <span className="x-aside"> {t('ratingNotices.together', { count: row.falls, on: row.firstFellOn })}</span>
            )}
          </>
        ),
      },
      {
        key: 'state',
        label: t('ratingNotices.state'),
        phone: 'line',
        render: (row) => <Progress row={row} />,
      },
      {
        key: 'owner',
        label: t('ratingNotices.owner'),
        render: (row) => (row.customer.owner === null ? '—' : <span data-content>{row.customer.owner}</span>),
      },
    ],
    [t],
  );
}

function Progress({ row }: { row: Row }) {
  const { t } = useReading();
  const mayTell = useMay('ratings.tell');
  if (row.state === 'prepared') {
    return (
      <>
        {row.address ? (
          <span data-content>{row.address}</span>
        ) : mayTell ? (
          <span className="x-risk-text-2">{t('ratingNotices.noAddress')}</span>
        ) : (
          t('ratingNotices.states.prepared')
        )}
        {row.why && <span className="x-risk-text-3"> {t('ratingNotices.refused', { why: row.why })}</span>}
      </>
    );
  }
  return (
    <>
      {t(`ratingNotices.states.${row.state}`)}
      {row.way && ` · ${t(`ratingNotices.way.${row.way}`)}`}
      {row.by && row.at && <span className="x-aside"> {t('ratingNotices.byOn', { by: row.by, on: instantDay(row.at) })}</span>}
      {row.why && row.state === 'dropped' && <span data-content> {row.why}</span>}
    </>
  );
}
