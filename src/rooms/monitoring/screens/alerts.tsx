// Alerts: the gravest first, each with what was seen, what is at risk, whose it is and until when; taken and closed by keyboard.
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import type { ListState } from '#web/kit/list-state.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, Refusal } from '#web/kit/states.tsx';
import { DayText, GradeTag, MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { reasonName, reasonStep, reasonText } from '#web/words/reason-text.ts';
import { zh } from '#web/words/zh.ts';
import { acknowledge, alerts } from '../contract.ts';
import { AlertPreview } from './alert-preview.tsx';
import { CloseAlert } from './close-alert.tsx';
import { DueText } from './due-text.tsx';

export type AlertRow = OutputOf<typeof alerts>['alerts'][number];
const VIEWS = ['all', 'red', 'orange', 'yellow', 'acknowledged', 'closed'] as const;
type View = (typeof VIEWS)[number];
const PAGE_ROWS = 60;
const CODES = [
  'overdue_days',
  'utilisation',
  'slower_payment',
  'purchases_falling',
  'purchases_surging',
  'concentration',
  'limit_expiring',
  'bill_dishonoured',
  'limitation_ending',
  'went_unchecked',
  'downgraded',
  'dispute_standing',
] as const;

function inputOf(state: ListState, view: View): InputOf<typeof alerts> {
  const code = state.filters['code'];
  const customer = state.filters['customer'];
  return {
    limit: PAGE_ROWS,
    ...(view === 'red' || view === 'orange' || view === 'yellow' ? { level: view } : {}),
    ...(view === 'acknowledged' || view === 'closed' ? { state: view } : {}),
    ...(code ? { code } : {}),
    ...(customer ? { customer } : {}),
  };
}

export function AlertsPage() {
  const { t, unit, lang } = useReading();
  useCrumbs([{ label: t('alerts.title') }]);
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const [closing, setClosing] = useState<AlertRow | null>(null);
  const [here, setHere] = useState<AlertRow | null>(null);
  const phone = usePhone();
  const may = useMay('alerts.act');
  const view = VIEWS.find((each) => each === state.view) ?? 'all';
  const { asOf, past, then } = useAsOf();
  const asked = usePages(alerts, { ...inputOf(state, view), ...then });
  // From another day nothing is acted upon.
  const mayAct = may && !past;
  const taking = useAct(acknowledge);
  const read = asked.pages?.flatMap((each) => each.alerts);
  // Closed and gone ones have a view of their own.
  const rows = view === 'closed' ? read : read?.filter((each) => each.state === 'open' || each.state === 'acknowledged');
  const counts = asked.first?.counts ?? [];
  const countOf = (level: string) => counts.find((each) => each.level === level)?.alerts;
  const open = (row: AlertRow) => void navigate({ to: '/customers/$code', params: { code: row.customer.code } });
  const take = (row: AlertRow) => taking.mutate({ input: { id: row.id } });
  return (
    <>
      {mayAct && here && <AlertKeys row={here} onTake={take} onClose={setClosing} />}
      <ListPage
        name="alerts"
        title={t('alerts.title')}
        state={state}
        onState={setState}
        views={VIEWS.map((key) => ({
          key,
          label: t(`alerts.views.${key}`),
          ...(key === 'all' && counts.length > 0 ? { count: counts.reduce((sum, each) => sum + each.alerts, 0) } : {}),
          ...(countOf(key) === undefined ? {} : { count: countOf(key) }),
        }))}
        fields={[
          {
            key: 'code',
            label: t('alerts.code'),
            kind: 'choice',
            always: true,
            options: CODES.map((value) => ({ value, label: reasonName({ code: value }, t, lang) })),
          },
          { key: 'customer', label: t('ledger.code'), kind: 'text' },
        ]}
        columns={useColumns()}
        rows={rows}
        rowKey={(row) => row.id}
        onFocused={setHere}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        aside={taking.error ? <Refusal error={taking.error} /> : t('alerts.sorted', { unit: unit() })}
        empty={
          past ? (
            <Empty title={t('alerts.emptyThen', { on: asOf })}>{t('alerts.emptyThenHelp')}</Empty>
          ) : (
            <Empty title={t('alerts.emptyTitle')}>{t('alerts.emptyHelp')}</Empty>
          )
        }
        preview={(row) => <AlertPreview row={row} {...(mayAct ? { onTake: take, onClose: setClosing } : {})} />}
        // On a phone a card opens what can be done with it.
        {...(phone ? {} : { onOpen: open })}
        actions={
          mayAct &&
          here &&
          !phone && (
            <>
              {here.state === 'open' && (
                <Button onClick={() => take(here)} loading={taking.isPending}>
                  {t('alerts.take')} <KeyCaps keys="a" />
                </Button>
              )}
              <Button onClick={() => setClosing(here)}>
                {t('alerts.close')} <KeyCaps keys="c" />
              </Button>
            </>
          )
        }
      />
      {closing && <CloseAlert row={closing} onDone={() => setClosing(null)} />}
    </>
  );
}

/** A takes, C closes what is shown. */
function AlertKeys({
  row,
  onTake,
  onClose,
}: {
  row: AlertRow;
  onTake: (row: AlertRow) => void;
  onClose: (row: AlertRow) => void;
}) {
  const { t } = useReading();
  useKeys([
    { key: 'a', label: t('alerts.take'), run: () => row.state === 'open' && onTake(row) },
    {
      key: 'c',
      label: t('alerts.close'),
      run: () => (row.state === 'open' || row.state === 'acknowledged') && onClose(row),
    },
  ]);
  return null;
}

function useColumns(): readonly Column<AlertRow>[] {
  const { t, scale, lang } = useReading();
  const reasonOf = (row: AlertRow) => ({ ...row.facts, code: row.code, level: row.level });
  return [
    {
      key: 'signal',
      label: t('alerts.signal'),
      fixed: true,
      phone: 'line',
      render: (row) => (
        <RiskMark
          step={reasonStep(reasonOf(row))}
          word={
            <span className="x-ink">
              <span className="x-hidden">{t(`alerts.level.${row.level}`)} </span>
              {reasonName(reasonOf(row), t, lang)}
            </span>
          }
        />
      ),
    },
    {
      key: 'customer',
      label: t('glossary.customer'),
      fixed: true,
      phone: 'title',
      render: (row) => (
        <span className="x-alert-name" data-content title={row.customer.name}>
          {row.customer.name}
        </span>
      ),
    },
    {
      key: 'grade',
      label: t('glossary.grade'),
      width: 58,
      phone: 'title',
      render: (row) => <GradeTag grade={row.customer.grade} missing={t('customer.notRated')} />,
    },
    {
      key: 'facts',
      label: t('alerts.facts'),
      phone: 'line',
      render: (row) => <span data-content>{reasonText(reasonOf(row), t, { scale, lang })}</span>,
    },
    {
      key: 'atRisk',
      label: t('alerts.atRisk'),
      align: 'end',
      phone: 'value',
      render: (row) => <MoneyText value={row.atRisk} strong />,
    },
    { key: 'opened', label: t('alerts.opened'), align: 'end', render: (row) => <DayText on={row.openedOn} /> },
    {
      key: 'owner',
      label: t('alerts.owner'),
      phone: 'line',
      render: (row) => (row.owner ? <span data-content>{row.owner}</span> : <MissingText why={t('alerts.nobody')} />),
    },
    {
      key: 'due',
      label: t('alerts.due'),
      align: 'end',
      phone: 'line',
      render: (row) => (row.state === 'open' || row.state === 'acknowledged' ? <DueText at={row.dueAt} /> : <MissingText />),
    },
    {
      key: 'state',
      label: t('alerts.stateHead'),
      render: (row) => (Object.hasOwn(zh.alerts.state, row.state) ? t(`alerts.state.${row.state}`) : row.state),
    },
  ];
}
