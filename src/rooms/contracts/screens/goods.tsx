// Goods at customers: consigned and standing stock, what they are worth, how long they have been there, what counts in the exposure.
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { AgeingBar } from '#web/kit/bars.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { DayText, MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { consignments } from '../contract.ts';
import type { PartProps } from './contracts.tsx';
import { EndGoods, MoveGoods, OpenGoods } from './goods-forms.tsx';

type Row = OutputOf<typeof consignments>['consignments'][number];
const AGE_KEYS = ['not_due', '1-30', '31-60', '61-90', '91-180'] as const;

export function GoodsList({ state, onState }: PartProps) {
  const { t, unit } = useReading();
  const navigate = useNavigate();
  const { customer } = state.filters;
  const asked = usePages(consignments, customer ? { customer } : {});
  const mayWrite = useMay('ledger.write');
  const [opening, setOpening] = useState(false);
  const [acting, setActing] = useState<{ readonly what: 'move' | 'end'; readonly row: Row } | null>(null);
  const open = mayWrite && (
    <Button type="primary" onClick={() => setOpening(true)}>
      {t('contracts.goods.open')}
    </Button>
  );
  return (
    <>
      <ListPage
        name="goods"
        title={t('contracts.part.goods')}
        state={state}
        onState={onState}
        fields={[{ key: 'customer', label: t('ledger.code'), kind: 'text' }]}
        columns={useGoodsColumns(mayWrite ? (what, row) => setActing({ what, row }) : null)}
        actions={open}
        rows={asked.pages?.flatMap((page) => page.consignments)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        aside={t('ledger.amountsIn', { unit: unit() })}
        onOpen={(row) =>
          void navigate({ to: '/customers/$code', params: { code: row.customer.code }, search: { view: 'contracts' } } as never)
        }
        empty={
          <Empty title={t('contracts.goods.none')} action={open}>
            {t('contracts.goods.noneHelp')}
          </Empty>
        }
      />
      {opening && <OpenGoods onClose={() => setOpening(false)} />}
      {acting?.what === 'move' && <MoveGoods row={acting.row} onClose={() => setActing(null)} />}
      {acting?.what === 'end' && <EndGoods row={acting.row} onClose={() => setActing(null)} />}
    </>
  );
}

function useGoodsColumns(onAct: ((what: 'move' | 'end', row: Row) => void) | null): readonly Column<Row>[] {
  const { t } = useReading();
  return [
    {
      key: 'customer',
      label: t('glossary.customer'),
      fixed: true,
      phone: 'title',
      render: (row) => <strong data-content>{row.customer.name}</strong>,
    },
    {
      key: 'number',
      label: t('contracts.goods.number'),
      phone: 'line',
      render: (row) => (
        <span data-content>
          {t(`contracts.goods.kind.${row.kind}`)} {row.number}
        </span>
      ),
    },
    {
      key: 'value',
      label: t('contracts.goods.value'),
      align: 'end',
      phone: 'value',
      render: (row) => <MoneyText value={row.value} strong />,
    },
    {
      key: 'age',
      label: t('contracts.goods.age'),
      width: 140,
      phone: 'bar',
      render: (row) =>
        row.kind === 'standing' ? (
          <MissingText />
        ) : (
          <span title={row.ages.map((each, at) => `${t(`contracts.goods.bucket.${at as 0}`)} ${each.amount}`).join(' · ')}>
            <AgeingBar buckets={row.ages.map((value, at) => ({ key: AGE_KEYS[at]!, value }))} />
          </span>
        ),
    },
    {
      key: 'oldest',
      label: t('contracts.goods.oldest'),
      align: 'end',
      phone: 'line',
      render: (row) => <DayText on={row.oldestOn} relative="plain" />,
    },
    {
      key: 'counted',
      label: t('contracts.goods.counted'),
      align: 'end',
      phone: 'line',
      render: (row) =>
        row.counts === 'beside' ? (
          <span className="x-quiet">{t('contracts.goods.beside')}</span>
        ) : (
          <MoneyText value={row.counted} />
        ),
    },
    {
      key: 'count',
      label: t('contracts.goods.lastCount'),
      align: 'end',
      render: (row) =>
        row.kind === 'standing' ? <MissingText /> : <DayText on={row.lastCountOn} missing={t('contracts.goods.never')} />,
    },
    {
      key: 'ends',
      label: t('contracts.goods.ends'),
      align: 'end',
      phone: 'line',
      render: (row) => <DayText on={row.endsOn} missing={t('contracts.head.open')} />,
    },
    {
      key: 'short',
      label: t('contracts.col.state'),
      render: (row) =>
        row.short.length > 0 && (
          <RiskMark step={3} word={t('contracts.goods.short', { goods: row.short.map((each) => each.goods).join(', ') })} />
        ),
    },
    ...(onAct
      ? [
          {
            key: 'acts',
            label: t('contracts.goods.acts'),
            phone: 'line' as const,
            render: (row: Row) => (
              <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
                {row.kind === 'consignment' && (
                  <Button size="small" onClick={() => onAct('move', row)}>
                    {t('contracts.goods.moveOpen')}
                  </Button>
                )}{' '}
                <Button size="small" onClick={() => onAct('end', row)}>
                  {t('contracts.goods.end')}
                </Button>
              </span>
            ),
          },
        ]
      : []),
  ];
}
