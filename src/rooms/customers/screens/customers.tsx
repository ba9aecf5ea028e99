// The list of customers: found by what people know of them, what is missing, and who may be somebody else.
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { type ListState, useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText, MissingText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { LACKS, list } from '../contract.ts';
import { EditCustomer } from './edit-customer.tsx';
import { HandoverForm } from './handover-form.tsx';
import { CustomerParts } from './parts.tsx';

export type CustomerRow = OutputOf<typeof list>['customers'][number];

export function CustomersPage() {
  const may = useMay('customers.read');
  return (
    <div className="x-under-tabs">
      <CustomerParts here="customers" />
      {may ? <CustomerList /> : <NoPermission />}
    </div>
  );
}

const TEXTS = ['text', 'segment', 'owner', 'region', 'group'] as const;

function inputOf(state: ListState): InputOf<typeof list> {
  const lacks = LACKS.find((each) => each === state.filters['lacks']);
  const texts = TEXTS.flatMap((key) => (state.filters[key] ? [[key, state.filters[key]] as const] : []));
  return {
    ...Object.fromEntries(texts),
    ...(state.view === 'suspected' ? { suspected: true } : {}),
    ...(state.view === 'usccMissing' ? { lacks: 'uscc' as const } : lacks ? { lacks } : {}),
  };
}

function CustomerList() {
  const { t } = useReading();
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const [adding, setAdding] = useState(false);
  const mayWrite = useMay('customers.write');
  const asked = usePages(list, inputOf(state));
  const { first } = asked;
  const phone = usePhone();
  const rows = asked.pages?.flatMap((page) => page.customers);
  const options = (values: readonly string[] | undefined) => (values ?? []).map((value) => ({ value, label: value }));
  return (
    <>
      <ListPage
        name="customers"
        title={t('identity.title')}
        state={state}
        onState={setState}
        views={(['all', 'suspected', 'usccMissing'] as const).map((key) => ({ key, label: t(`identity.views.${key}`) }))}
        fields={[
          { key: 'text', label: t('identity.filter.text'), kind: 'text', always: true },
          {
            key: 'segment',
            label: t('identity.filter.segment'),
            kind: 'choice',
            options: options(first?.segments.map((each) => each.segment)),
          },
          { key: 'owner', label: t('identity.filter.owner'), kind: 'choice', options: options(first?.owners) },
          { key: 'region', label: t('identity.filter.region'), kind: 'choice', options: options(first?.regions) },
          {
            key: 'lacks',
            label: t('identity.filter.lacks'),
            kind: 'choice',
            options: LACKS.map((value) => ({ value, label: t(`identity.lacks.${value}`) })),
          },
          { key: 'group', label: t('identity.filter.group'), kind: 'text' },
        ]}
        columns={useColumns()}
        rows={rows}
        rowKey={(row) => row.code}
        total={first?.total}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        selectable={mayWrite && !phone}
        bulk={(keys) => <BulkHandover rows={(rows ?? []).filter((row) => keys.has(row.code))} />}
        onOpen={(row) => void navigate({ to: '/customers/$code', params: { code: row.code } } as never)}
        empty={<Empty title={t('identity.none')}>{t('identity.noneHelp')}</Empty>}
        actions={
          mayWrite && (
            <>
              {(first?.duplicates ?? 0) > 0 && (
                <Link to={'/customers/duplicates' as never}>
                  <Button>{t('identity.seePairs', { count: first!.duplicates! })}</Button>
                </Link>
              )}
              <Button type="primary" onClick={() => setAdding(true)}>
                {t('identity.add')}
              </Button>
            </>
          )
        }
      />
      {adding && <EditCustomer onClose={() => setAdding(false)} />}
    </>
  );
}

/** Customers of one salesperson that are ticked go to another. */
function BulkHandover({ rows }: { rows: readonly CustomerRow[] }) {
  const { t } = useReading();
  const [open, setOpen] = useState(false);
  const owners = new Set(rows.map((row) => row.owner));
  const [owner] = owners;
  const why = owners.size > 1 ? t('belonging.ho.bulkMixed') : owner === null ? t('belonging.ho.bulkNobody') : null;
  return (
    <>
      <Tooltip title={why}>
        <Button size="small" disabled={why !== null} onClick={() => setOpen(true)}>
          {t('belonging.ho.bulk', { count: rows.length })}
        </Button>
      </Tooltip>
      {open && owner && <HandoverForm chosen={rows.map((row) => row.code)} owner={owner} onClose={() => setOpen(false)} />}
    </>
  );
}

function useColumns(): readonly Column<CustomerRow>[] {
  const { t } = useReading();
  return useMemo<readonly Column<CustomerRow>[]>(() => {
    const text = (key: 'segment' | 'owner' | 'region' | 'industry', optional = false): Column<CustomerRow> => ({
      key,
      label: t(`identity.columns.${key}`),
      optional,
      render: (row) => (row[key] === null ? <MissingText /> : <span data-content>{row[key]}</span>),
    });
    return [
      {
        key: 'name',
        label: t('identity.columns.name'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong data-content>{row.name}</strong>,
      },
      { key: 'code', label: t('identity.columns.code'), phone: 'line', render: (row) => <span data-content>{row.code}</span> },
      {
        key: 'uscc',
        label: t('identity.columns.uscc'),
        render: (row) =>
          row.uscc === null ? (
            <MissingText why={t('identity.noUscc')} />
          ) : row.usccValid ? (
            <span className="x-num">{row.uscc}</span>
          ) : (
            <RiskMark step={2} word={<span title={t('identity.wrongUscc')}>{row.uscc}</span>} />
          ),
      },
      { ...text('segment'), phone: 'line' },
      {
        key: 'group',
        label: t('identity.columns.group'),
        render: (row) => (row.group ? <span data-content>{row.group.name}</span> : <MissingText />),
      },
      { ...text('owner'), phone: 'value' },
      text('region'),
      text('industry', true),
      {
        key: 'terms',
        label: t('identity.columns.terms'),
        align: 'end',
        render: (row) =>
          row.termsDays === null ? <MissingText why={t('customer.noTerms')} /> : t('kit.days', { count: row.termsDays }),
      },
      {
        key: 'since',
        label: t('identity.columns.since'),
        align: 'end',
        optional: true,
        render: (row) => <DayText on={row.sinceOn} />,
      },
      {
        key: 'suspected',
        label: t('identity.columns.suspected'),
        align: 'end',
        render: (row) =>
          row.suspected === 0 ? '' : <RiskMark step={2} word={t('identity.suspectedCount', { count: row.suspected })} />,
      },
    ];
  }, [t]);
}
