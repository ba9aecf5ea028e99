// The page of contracts: by what needs looking at, each with how much of it is done; beside them goods at customers and rebates.
import { useNavigate } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { useKeys } from '#web/kit/keys.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { type ListState, useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText, MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { list, VIEWS } from '../contract.ts';
import { ContractForm } from './contract-form.tsx';
import { FulfilmentBar } from './fulfilment-bar.tsx';
import { GoodsList } from './goods.tsx';
import { RebateList } from './rebates.tsx';
import { termsText } from './terms-text.ts';
import './contracts.css';

export type ContractItem = OutputOf<typeof list>['contracts'][number];
export const PARTS = ['contracts', 'goods', 'rebates'] as const;

export type PartProps = {
  readonly state: ListState;
  readonly onState: (state: ListState) => void;
};

export function ContractsPage() {
  const { t } = useReading();
  const may = useMay('ledger.read');
  useCrumbs([{ label: t('contracts.title') }]);
  const [state, setState] = useListState();
  const part = PARTS.find((each) => each === state.filters['part']) ?? 'contracts';
  const filters = Object.fromEntries(Object.entries(state.filters).filter(([key]) => key !== 'part'));
  const keep: Record<string, string> = part === 'contracts' ? {} : { part };
  const props: PartProps = {
    state: { ...state, filters },
    onState: (next) => setState({ ...next, filters: { ...next.filters, ...keep } }),
  };
  return (
    <div className="x-under-tabs">
      <div>
        <BooksTabs />
        {may && (
          <div className="x-tabs">
            <Segmented
              size="small"
              value={part}
              onChange={(next) => setState({ filters: next === 'contracts' ? {} : { part: next } })}
              options={PARTS.map((value) => ({ value, label: t(`contracts.part.${value}`) }))}
            />
          </div>
        )}
      </div>
      {!may ? (
        <NoPermission />
      ) : part === 'goods' ? (
        <GoodsList {...props} />
      ) : part === 'rebates' ? (
        <RebateList {...props} />
      ) : (
        <ContractList {...props} />
      )}
    </div>
  );
}

function ContractList({ state, onState }: PartProps) {
  const { t, unit } = useReading();
  const navigate = useNavigate();
  const mayWrite = useMay('ledger.write');
  const [entering, setEntering] = useState(false);
  const view = VIEWS.find((each) => each === state.view) ?? 'in_force';
  const { customer, text } = state.filters;
  const asked = usePages(list, { view, ...(customer ? { customer } : {}), ...(text ? { text } : {}) });
  const counts = asked.first?.counts ?? [];
  useKeys(mayWrite ? [{ key: 'n', label: t('contracts.enter'), run: () => setEntering(true) }] : []);
  const enter = mayWrite && (
    <Button type="primary" onClick={() => setEntering(true)}>
      {t('contracts.enter')}
    </Button>
  );
  return (
    <>
      <ListPage
        name="contracts"
        title={t('contracts.title')}
        state={state}
        onState={onState}
        views={VIEWS.map((key) => {
          const count = counts.find((each) => each.view === key)?.contracts;
          return { key, label: t(`contracts.views.${key}`), ...(count === undefined ? {} : { count }) };
        })}
        fields={[
          { key: 'text', label: t('contracts.col.number'), kind: 'text', always: true },
          { key: 'customer', label: t('ledger.code'), kind: 'text' },
        ]}
        columns={useColumns()}
        rows={asked.pages?.flatMap((page) => page.contracts)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        aside={t('ledger.amountsIn', { unit: unit() })}
        actions={enter}
        onOpen={(row) => void navigate({ to: '/contracts/$id', params: { id: row.id } } as never)}
        empty={
          <Empty title={view === 'in_force' || view === 'all' ? t('contracts.none') : t('contracts.noneView')} action={enter}>
            {t('contracts.noneHelp')}
          </Empty>
        }
      />
      {entering && <ContractForm onClose={() => setEntering(false)} />}
    </>
  );
}

export function useColumns(): readonly Column<ContractItem>[] {
  const { t } = useReading();
  return useMemo(
    () => [
      {
        key: 'number',
        label: t('contracts.col.number'),
        fixed: true,
        phone: 'title',
        render: (row) => (
          <span data-content>
            <strong>{row.number}</strong> {row.title && <span className="x-aside">{row.title}</span>}
          </span>
        ),
      },
      {
        key: 'customer',
        label: t('glossary.customer'),
        phone: 'line',
        render: (row) => (
          <span className="x-alert-name" data-content title={row.customer.name}>
            {row.customer.name}
          </span>
        ),
      },
      {
        key: 'amount',
        label: t('contracts.col.amount'),
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.amount} strong missing={t('contracts.framework')} />,
      },
      {
        key: 'fulfilment',
        label: t('contracts.col.fulfilment'),
        width: 140,
        phone: 'bar',
        render: (row) => (
          <span className="x-contract-bar">
            <FulfilmentBar of={row} amount={row.amount} height={8} />
          </span>
        ),
      },
      { key: 'invoiced', label: t('contracts.col.invoiced'), align: 'end', render: (row) => <MoneyText value={row.invoiced} /> },
      {
        key: 'outstanding',
        label: t('contracts.col.outstanding'),
        align: 'end',
        phone: 'line',
        render: (row) => <MoneyText value={row.outstanding} />,
      },
      {
        key: 'overdue',
        label: t('contracts.col.overdue'),
        align: 'end',
        phone: 'line',
        render: (row) => <MoneyText value={row.overdue} {...(/[1-9]/.test(row.overdue.amount) ? { risk: 3 as const } : {})} />,
      },
      {
        key: 'retention',
        label: t('contracts.col.retention'),
        align: 'end',
        render: (row) => <MoneyText value={row.retentionHeld} />,
      },
      {
        key: 'retentionDue',
        label: t('contracts.col.retentionDue'),
        align: 'end',
        optional: true,
        render: (row) => <DayText on={row.retentionDueOn} />,
      },
      {
        key: 'terms',
        label: t('contracts.col.terms'),
        phone: 'line',
        render: (row) =>
          row.statutory ? (
            <RiskMark step={2} word={<span className="x-ink">{termsText(row.terms, t)}</span>} />
          ) : (
            termsText(row.terms, t)
          ),
      },
      {
        key: 'ends',
        label: t('contracts.col.ends'),
        align: 'end',
        phone: 'line',
        render: (row) => (row.endsOn ? <DayText on={row.endsOn} /> : <MissingText why={t('contracts.head.open')} />),
      },
      {
        key: 'state',
        label: t('contracts.col.state'),
        render: (row) => (
          <>
            {t(`contracts.state.${row.state}`)} {row.waiting && <RiskMark step={2} word={t('contracts.waiting')} />}
          </>
        ),
      },
    ],
    [t],
  );
}
