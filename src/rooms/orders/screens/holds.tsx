// The hold queue as a credit manager works it: sorted by clock, money or risk, the reason in one line, where the customer stands beside it.
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { clockOf } from '#web/kit/clocks.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { type ListState, toListSearch, useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { GradeTag, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay, useSession } from '#web/shell/session.tsx';
import { reasonsLine } from '#web/words/facts-line.ts';
import { reasonName, reasonStep, reasonText } from '#web/words/reason-text.ts';
import { zh } from '#web/words/zh.ts';
import { hold, holds } from '../contract.ts';
import { BULK_KEYS, HoldBulk } from './hold-bulk.tsx';
import { OrdersTabs } from './orders-tabs.tsx';
import { Bars, useHoldBars } from './position-bars.tsx';

export type HeldRow = OutputOf<typeof holds>['holds'][number];
type Row = HeldRow;

/** A Monday's queue in one page of the server. */
const PAGE_ROWS = 200;
const VIEWS: Readonly<Record<string, InputOf<typeof holds>>> = {
  held: { state: 'held' },
  mine: { state: 'held', mine: true },
  late: { state: 'held', late: true },
  second_person: { state: 'held', stage: 'second_person' },
  prepayment: { state: 'held', stage: 'prepayment' },
  ended: { state: 'ended' },
};
const REASONS = [
  'limit_use',
  'group_limit_use',
  'no_limit',
  'limit_expired',
  'overdue_days',
  'overdue_share_ppm',
  'frozen',
  'held_by_hand',
] as const;
const SORTS = ['due', 'amount', 'over', 'overdue'] as const;

/** What the list's address asks of the server; the page of one hold asks the same, so that J goes on in the order of the list. */
export function holdsAsked(state: ListState): InputOf<typeof holds> & { readonly view: string } {
  const view = state.view && state.view in VIEWS ? state.view : 'held';
  const by = SORTS.find((each) => each === state.sort?.by) ?? 'due';
  const { customer, text, reason } = state.filters;
  return {
    view,
    ...VIEWS[view],
    limit: PAGE_ROWS,
    ...(view === 'ended' ? {} : { by }),
    ...(customer ? { customer } : {}),
    ...(text ? { text } : {}),
    ...(reason ? { reason } : {}),
  };
}

export function Holds() {
  const session = useSession();
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="holds" />
      {session?.permissions.has('orders.read') ? <HoldList shadow={session.shadow} /> : <NoPermission />}
    </div>
  );
}

function HoldList({ shadow }: { shadow: boolean }) {
  const reading = useReading();
  const { t, unit } = reading;
  const navigate = useNavigate();
  const mayDecide = useMay('orders.release');
  const [state, setState] = useListState();
  const { view, ...input } = holdsAsked(state);
  const ended = view === 'ended';
  const asked = usePages(holds, input);
  const rows = useMemo(() => asked.pages?.flatMap((page) => page.holds), [asked.pages]);
  const columns = useHoldColumns(ended, mayDecide);
  const first = asked.first;
  const names = { scale: reading.scale, lang: reading.lang };
  const counts = first?.counts;
  return (
    <ListPage
      name={ended ? 'holds-ended' : 'holds'}
      title={t('orders.tabs.holds')}
      state={state}
      onState={setState}
      views={[
        { key: 'held', label: t('orders.views.all'), count: first?.open },
        ...(mayDecide ? [{ key: 'mine', label: t('orders.views.mine'), count: counts?.mine }] : []),
        { key: 'late', label: t('orders.views.late'), count: counts?.late },
        { key: 'second_person', label: t('orders.stage.second_person'), count: counts?.second_person },
        { key: 'prepayment', label: t('orders.stage.prepayment'), count: counts?.prepayment },
        { key: 'ended', label: t('orders.ended') },
      ]}
      fields={[
        { key: 'text', label: t('orders.findHold'), kind: 'text', always: true },
        {
          key: 'reason',
          label: t('orders.columns.reasons'),
          kind: 'choice',
          options: REASONS.map((code) => ({ value: code, label: reasonName({ code }, t, names.lang) })),
        },
        { key: 'customer', label: t('orders.customerCode'), kind: 'text' },
      ]}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      error={asked.error}
      retry={asked.retry}
      onMore={asked.onMore}
      loadingMore={asked.loadingMore}
      defaultSort={{ by: 'due', descending: false }}
      aside={
        first && first.open > 0
          ? t('orders.holdsTitle', {
              count: first.open,
              amount: first.openAmounts.map((each) => reading.money(each)).join(' + '),
              unit: unit(first.openAmounts[0]?.currency),
            })
          : null
      }
      onOpen={(row) => void navigate({ to: '/orders/holds/$id', params: { id: row.id }, search: toListSearch(state) as never })}
      preview={(row) => <Preview row={row} />}
      {...(mayDecide && !ended
        ? {
            selectable: true,
            bulkKeys: BULK_KEYS,
            bulk: (keys: ReadonlySet<string>, done: () => void) => (
              <HoldBulk rows={(rows ?? []).filter((row) => keys.has(row.id))} onDone={done} />
            ),
          }
        : {})}
      empty={
        <Empty title={t(ended ? 'orders.endedNone' : view === 'held' ? 'orders.holdsNone' : 'orders.viewNone')}>
          {t(shadow ? 'orders.holdsNoneShadow' : 'orders.holdsNoneHelp')}
        </Empty>
      }
    />
  );
}

/** Beside the list: the reasons in sentences, where the customer stands now and once it is let go, the last word about it. */
function Preview({ row }: { row: Row }) {
  const { t, scale, lang } = useReading();
  const { today } = useAsOf();
  const asked = useOperation(hold, { id: row.id });
  return (
    <div className="x-preview">
      <div className="x-preview-title">
        <span>{row.customer.name}</span> <MoneyText value={row.amount} withUnit />
      </div>
      <p className="x-caption">
        {[
          row.order,
          row.sales && t('orders.sales', { name: row.sales }),
          t('orders.heldSince', { at: instantText(row.heldAt, today) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <section className="x-check-reasons">
        {row.reasons
          .filter((each) => each.action !== 'inform')
          .map((each) => (
            <p key={`${each.rule} ${each.node}`}>
              <RiskMark step={reasonStep(each)} hideWord /> {reasonText(each, t, { scale, lang })}
            </p>
          ))}
      </section>
      {row.lastNote && (
        <p className="x-hold-lastnote">
          <b>{row.lastNote.by}</b> {row.lastNote.text} <span className="x-aside">{instantText(row.lastNote.at, today)}</span>
        </p>
      )}
      {asked.data ? <PreviewBars detail={asked.data} /> : asked.error ? null : <LoadingCard lines={3} />}
    </div>
  );
}

function PreviewBars({ detail }: { detail: OutputOf<typeof hold> }) {
  const bars = useHoldBars(detail);
  return (
    <Bars
      bars={[bars.now, bars.afterRelease, ...(bars.afterRemedy ? [bars.afterRemedy] : [])]}
      limit={detail.position.limit}
      permanent={detail.position.permanent}
    />
  );
}

function useHoldColumns(ended: boolean, mayDecide: boolean): readonly Column<Row>[] {
  const reading = useReading();
  const { t, unit } = reading;
  const { today } = useAsOf();
  return useMemo(() => {
    const texts = { scale: reading.scale, lang: reading.lang };
    const worst = (row: Row) => row.reasons.map((each) => reasonStep(each)).sort((a, b) => b - a)[0] ?? 1;
    const sorted = (by: string) => (ended ? {} : { sort: by });
    return [
      {
        key: 'customer',
        label: t('orders.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => (
          <>
            <RiskMark step={ended ? 1 : worst(row)} hideWord /> <strong>{row.customer.name}</strong>
          </>
        ),
      },
      { key: 'grade', label: t('glossary.grade'), width: 60, render: (row) => <GradeTag grade={row.customer.grade} /> },
      { key: 'order', label: t('orders.columns.order'), phone: 'line', render: (row) => row.order },
      {
        key: 'amount',
        label: t('orders.columns.amount'),
        head: `${t('orders.columns.amount')} ${unit()}`,
        align: 'end',
        phone: 'value',
        ...sorted('amount'),
        render: (row) => <MoneyText value={row.amount} strong />,
      },
      {
        key: 'over',
        label: t('orders.columns.over'),
        head: `${t('orders.columns.over')} ${unit()}`,
        align: 'end',
        optional: ended,
        ...sorted('over'),
        // Rounded as the reason beside it: what is short is never said to be less.
        render: (row) =>
          row.overLimit && Number(row.overLimit.amount) > 0 ? (
            <span className="x-num">{reading.money(row.overLimit, { rounding: 'ceil' })}</span>
          ) : null,
      },
      {
        key: 'overdue',
        label: t('orders.columns.overdue'),
        align: 'end',
        optional: ended,
        ...sorted('overdue'),
        render: (row) => (row.overdueDays ? <span className="x-num">{t('kit.days', { count: row.overdueDays })}</span> : null),
      },
      ended
        ? {
            key: 'state',
            label: t('orders.columns.state'),
            phone: 'line',
            render: (row: Row) => (
              <>
                {Object.hasOwn(zh.orders.state, row.state) ? t(`orders.state.${row.state as 'held'}`) : row.state}{' '}
                <span className="x-aside">{row.endedAt && instantText(row.endedAt, today)}</span>
              </>
            ),
          }
        : {
            key: 'due',
            label: t('orders.columns.due'),
            align: 'end' as const,
            phone: 'line' as const,
            sort: 'due',
            render: (row: Row) => {
              const clock = clockOf(row.dueAt, Date.now(), t);
              return <span className={clock.step ? `x-num x-risk-text-${clock.step} x-strong` : 'x-num'}>{clock.text}</span>;
            },
          },
      {
        key: 'reasons',
        label: t('orders.columns.reasons'),
        phone: 'line',
        render: (row) => (
          <span className="x-cut x-hold-why" title={reasonsLine(row.reasons, t, texts)}>
            {reasonsLine(row.reasons, t, texts)}
          </span>
        ),
      },
      {
        key: 'stage',
        label: t('orders.columns.stage'),
        phone: 'line',
        optional: ended,
        render: (row) => <Stage row={row} />,
      },
      { key: 'owner', label: t('orders.columns.owner'), phone: 'line', render: (row) => row.reviewer ?? row.owner },
      { key: 'sales', label: t('orders.columns.sales'), optional: true, render: (row) => row.sales ?? row.customer.owner },
      // Who decides looks at the clock; who waits asks since when.
      {
        key: 'held',
        label: t('orders.columns.heldAt'),
        phone: 'line',
        optional: mayDecide,
        render: (row) => instantText(row.heldAt, today),
      },
    ];
  }, [reading, t, unit, ended, mayDecide, today]);
}

/** Where it stands on the desk, with the figure that says how far. */
export function Stage({ row }: { row: Row }) {
  const { t, money } = useReading();
  if (row.state !== 'held') return null;
  const parts = [
    row.releasedSoFar
      ? t('orders.stage.part', { amount: money(row.releasedSoFar) })
      : row.stage === 'prepayment' && row.prepayment
        ? t('orders.stage.paid', { received: money(row.prepayment.received), asked: money(row.prepayment.asked) })
        : t(`orders.stage.${row.stage}`),
    row.escalatedAt && t('orders.stage.escalated'),
    row.lastNote && t('orders.stage.note'),
  ];
  return <span>{parts.filter(Boolean).join(' · ')}</span>;
}
