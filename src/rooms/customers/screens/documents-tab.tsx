// The documents of a customer: open, overdue or all; each opens with what settled it.
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { documents } from '#rooms/receivables/contract.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { oldestFirst, overdueStep } from '#web/kit/figures.ts';
import { useKeys } from '#web/kit/keys.tsx';
import type { ListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows } from '#web/kit/states.tsx';
import { DayText, MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { zh } from '#web/words/zh.ts';
import { DocumentDrawer } from './document-drawer.tsx';
import { useKindName } from './document-kinds.ts';
import { LettersPart } from './letters-part.tsx';
import { MoneyPart } from './money-part.tsx';

type Row = OutputOf<typeof documents>['documents'][number];
const SHOWS = ['open', 'overdue', 'all'] as const;
type Show = (typeof SHOWS)[number];
const PAGE_ROWS = 100;

export function DocumentsTab({ code, state, onState }: { code: string; state: ListState; onState: (state: ListState) => void }) {
  const { t, unit, money } = useReading();
  const kindName = useKindName();
  const { then, past } = useAsOf();
  const show: Show = SHOWS.find((each) => each === state.filters['show']) ?? 'open';
  const asked = usePages(documents, { customer: code, show, limit: PAGE_ROWS, ...then });
  const read = asked.pages?.flatMap((each) => each.documents);
  const rows = show === 'overdue' && read ? oldestFirst(read) : read;
  const wanted = state.filters['number'];
  const named = wanted === undefined ? undefined : rows?.find((each) => each.number === wanted);
  const [focused, setFocused] = useState<string | null>(null);
  const opened = state.filters['doc'] ?? named?.id ?? null;
  const open = (id: string | null) => {
    const { doc: _doc, number: _number, ...filters } = state.filters;
    onState({ ...state, filters: id === null ? filters : { ...filters, doc: id } });
  };
  const step = (by: number) => {
    const at = rows?.findIndex((each) => each.id === focused) ?? -1;
    const next = rows?.[Math.max(0, Math.min((rows?.length ?? 1) - 1, at + by))];
    if (next) setFocused(next.id);
  };
  useKeys([
    { key: 'j', label: t('shell.keys.down'), run: () => step(1) },
    { key: 'k', label: t('shell.keys.up'), run: () => step(-1) },
    { key: 'enter', label: t('shell.keys.open'), run: () => focused !== null && open(focused) },
  ]);
  const several = new Set(rows?.map((each) => each.entity)).size > 1;
  const columns: readonly Column<Row>[] = [
    {
      key: 'number',
      label: t('customer.docs.number'),
      phone: 'title',
      render: (row) => (
        <button type="button" className="x-link x-strong" onClick={() => open(row.id)}>
          {row.number}
        </button>
      ),
    },
    { key: 'kind', label: t('customer.docs.kindHead'), phone: 'line', render: (row) => kindName(row.kind) },
    ...(several ? [{ key: 'entity', label: t('customer.docs.entity'), render: (row: Row) => row.entity }] : []),
    { key: 'issued', label: t('customer.docs.issuedOn'), render: (row) => <DayText on={row.issuedOn} /> },
    { key: 'due', label: t('glossary.dueOn'), phone: 'line', render: (row) => <DayText on={row.dueOn} /> },
    {
      key: 'late',
      label: t('customer.docs.late'),
      align: 'end',
      phone: 'line',
      render: (row) =>
        row.daysPastDue === null ? (
          <MissingText />
        ) : row.daysPastDue > 0 && !row.open.amount.startsWith('-') && Number(row.open.amount) !== 0 ? (
          <RiskMark step={overdueStep(row.daysPastDue)} word={<span className="x-ink">{row.daysPastDue}</span>} />
        ) : (
          <span className="x-zero">0</span>
        ),
    },
    {
      key: 'amount',
      label: t('customer.docs.amount'),
      align: 'end',
      head: `${t('customer.docs.amount')} ${unit(rows?.[0]?.amount.currency)}`,
      render: (row) => <MoneyText value={row.amount} />,
    },
    {
      key: 'open',
      label: t('customer.docs.openAmount'),
      align: 'end',
      phone: 'value',
      render: (row) => <MoneyText value={row.open} strong />,
    },
    {
      key: 'mark',
      label: '',
      render: (row) => (
        <span className="x-caption">
          {row.disputed && t('settlements.work.disputed', { amount: money(row.disputed) })}
          {row.billState &&
            (Object.hasOwn(zh.customer.docs.billState, row.billState)
              ? t(`customer.docs.billState.${row.billState as 'received'}`)
              : row.billState)}
        </span>
      ),
    },
  ];
  return (
    <div className="x-cards">
      {!past && <MoneyPart code={code} />}
      {!past && <LettersPart code={code} />}
      <Card
        className="x-span-12"
        flush
        title={t(`customer.docs.title.${show}`)}
        caption={rows && !asked.onMore ? t('customer.docs.count', { count: rows.length }) : undefined}
        extra={
          <Segmented
            size="small"
            value={show}
            options={SHOWS.map((value) => ({ value, label: t(`customer.docs.show.${value}`) }))}
            onChange={(next) => onState({ ...state, filters: { show: next } })}
          />
        }
      >
        {asked.error ? (
          <ErrorState error={asked.error} retry={asked.retry} />
        ) : !rows ? (
          <LoadingRows rows={10} />
        ) : rows.length === 0 ? (
          <Empty title={t(`customer.docs.none.${show}`)}>{show === 'all' ? t('customer.docs.noneHelp') : null}</Empty>
        ) : (
          <DataTable
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            caption={t(`customer.docs.title.${show}`)}
            focused={focused}
            onFocus={setFocused}
            onOpen={(row) => open(row.id)}
          />
        )}
        {asked.onMore && (
          <div className="x-list-more">
            <Button type="link" onClick={asked.onMore} loading={asked.loadingMore}>
              {t('kit.loadMore')}
            </Button>
          </div>
        )}
      </Card>
      <DocumentDrawer id={opened} onOpen={open} />
    </div>
  );
}
