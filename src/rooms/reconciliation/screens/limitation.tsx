// Limitation periods that end soon: how long is left, what renewed it last, what helps; demands recorded here.
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { FigureCell, FigureStrip } from '#web/kit/report-page.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { limitation } from '../contract.ts';
import { Parts } from './parts.tsx';
import { RecordAct } from './record-act.tsx';

type Item = OutputOf<typeof limitation>['items'][number];
const WITHIN = ['90', '180', '365'] as const;
const BANDS = ['ended', '30', '90', '180', 'later'] as const;

export function LimitationPage() {
  return useMay('ledger.read') ? <Items /> : <NoPermission />;
}

function Items() {
  const { t, unit } = useReading();
  const navigate = useNavigate();
  const phone = usePhone();
  const mayWrite = useMay('ledger.write');
  const [state, setState] = useListState();
  const [acting, setActing] = useState<Item | null>(null);
  const view = WITHIN.find((each) => each === state.view) ?? '180';
  const asked = usePages(limitation, { withinDays: Number(view) });
  const columns = useColumns(mayWrite ? setActing : null);
  const totals = asked.first?.totals ?? [];
  const main = totals[0]?.currency;
  return (
    <div className="x-under-tabs">
      <Parts here="limitation">
        {totals.length > 0 && !phone && (
          <div className="x-reconciliation-strip">
            <FigureStrip>
              {BANDS.map((band) => totals.find((each) => each.band === band && each.currency === main)).flatMap((each) =>
                each
                  ? [
                      <FigureCell
                        key={each.band}
                        label={t(`reconciliation.band.${each.band}`)}
                        value={<MoneyText value={each.amount} />}
                        unit={unit(each.currency)}
                        compared={t('reconciliation.count', { count: each.items })}
                      />,
                    ]
                  : [],
              )}
            </FigureStrip>
          </div>
        )}
      </Parts>
      <ListPage
        name="limitation"
        title={t('reconciliation.parts.limitation')}
        state={{ ...state, view }}
        onState={setState}
        views={WITHIN.map((key) => ({ key, label: t(`reconciliation.withinDays.${key}`) }))}
        fields={[]}
        aside={t('reconciliation.limitationHelp')}
        columns={columns}
        rows={asked.pages?.flatMap((page) => page.items)}
        rowKey={(row) => row.document}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        onOpen={(row) => void navigate({ to: '/customers/$code', params: { code: row.customer.code } })}
        empty={<Empty title={t('reconciliation.limitationEmpty')}>{t('reconciliation.limitationEmptyHelp')}</Empty>}
      />
      {acting && <RecordAct item={acting} onClose={() => setActing(null)} />}
    </div>
  );
}

/** Ended, a month, three months: the colours of what is left. */
function stepOf(daysLeft: number): 1 | 2 | 3 | 4 {
  if (daysLeft < 0) return 4;
  if (daysLeft <= 30) return 3;
  return daysLeft <= 90 ? 2 : 1;
}

function useColumns(onRecord: ((row: Item) => void) | null): readonly Column<Item>[] {
  const { t, unit } = useReading();
  return useMemo(() => {
    const left = (row: Item) => {
      if (row.daysLeft === null) return t(`reconciliation.limitationState.${row.state}`);
      const word =
        row.daysLeft < 0
          ? t('reconciliation.overdueDays', { count: -row.daysLeft })
          : t('reconciliation.days', { count: row.daysLeft });
      return <RiskMark step={stepOf(row.daysLeft)} word={word} />;
    };
    return [
      {
        key: 'customer',
        label: t('reconciliation.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong>{row.customer.name}</strong>,
      },
      {
        key: 'number',
        label: t('reconciliation.columns.document'),
        phone: 'line',
        render: (row) => <span className="x-num">{row.number}</span>,
      },
      { key: 'dueOn', label: t('reconciliation.columns.dueOn'), render: (row) => <DayText on={row.dueOn} /> },
      {
        key: 'open',
        label: t('reconciliation.columns.open'),
        head: `${t('reconciliation.columns.open')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.open} strong />,
      },
      {
        key: 'endsOn',
        label: t('reconciliation.columns.endsOn'),
        render: (row) => (row.endsOn ? <DayText on={row.endsOn} /> : null),
      },
      { key: 'left', label: t('reconciliation.columns.daysLeft'), phone: 'line', render: left },
      {
        key: 'renewedBy',
        label: t('reconciliation.columns.renewedBy'),
        render: (row) =>
          row.renewedBy ? (
            <>
              {t(`reconciliation.actKind.${row.renewedBy.kind}`)} <span className="x-num">{row.renewedBy.on}</span>{' '}
              <span className="x-aside" data-content>
                {row.renewedBy.evidence}
              </span>
            </>
          ) : (
            <span className="x-aside">{t('reconciliation.neverRenewed')}</span>
          ),
      },
      {
        key: 'help',
        label: t('reconciliation.columns.help'),
        phone: 'line',
        render: (row) => (
          <>
            {row.help && t(`reconciliation.helpWord.${row.help}`)}{' '}
            {onRecord && row.state !== 'ended' && (
              <Button
                size="small"
                onClick={(event) => {
                  event.stopPropagation();
                  onRecord(row);
                }}
              >
                {t('reconciliation.recordOpen')}
              </Button>
            )}
          </>
        ),
      },
    ];
  }, [t, unit, onRecord]);
}
