// The models of the house: which of them decide, watch or wait for somebody, and how well each separates.
import { useNavigate } from '@tanstack/react-router';
import { Button, Upload } from 'antd';
import { useMemo } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission, Refusal } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { importModel, list } from '../contract.ts';
import { AssessmentTabs } from './assessment-tabs.tsx';
import { AucBar } from './auc-bar.tsx';
import { StateTag } from './state-tag.tsx';
import { aucText } from './words.ts';
import './laboratory.css';

type Row = OutputOf<typeof list>['models'][number];
const VIEWS = {
  all: () => true,
  inUse: (row: Row) => row.state === 'live' || row.state === 'shadow',
  waiting: (row: Row) => row.state === 'draft' || row.state === 'validated' || row.state === 'approved',
  ended: (row: Row) => row.state === 'retired' || row.state === 'stopped',
} as const;
const KEYS = ['all', 'inUse', 'waiting', 'ended'] as const;

export function ModelsPage() {
  const { t } = useReading();
  const may = useMay('ratings.read');
  const mayRun = useMay('ratings.run');
  useCrumbs([{ label: t('models.title') }]);
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const asked = useOperation(list, {}, { enabled: may });
  const bringing = useAct(importModel);
  const columns = useColumns();
  const view = KEYS.find((key) => key === state.view) ?? 'all';
  const sought = state.filters['text']?.toLowerCase();
  const rows = asked.data?.models.filter(VIEWS[view]).filter((row) => !sought || row.name.toLowerCase().includes(sought));
  const make = mayRun && (
    <Button type="primary" onClick={() => void navigate({ to: '/laboratory' } as never)}>
      {t('models.make')}
    </Button>
  );
  return (
    <div className="x-under-tabs">
      <AssessmentTabs />
      {may ? (
        <ListPage
          name="models"
          title={t('models.title')}
          state={state}
          onState={setState}
          views={KEYS.map((key) => ({
            key,
            label: t(`models.views.${key}`),
            ...(asked.data ? { count: asked.data.models.filter(VIEWS[key]).length } : {}),
          }))}
          fields={[{ key: 'text', label: t('models.col.name'), kind: 'text', always: true }]}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          error={asked.error}
          retry={() => void asked.refetch()}
          onOpen={(row) =>
            void navigate({
              to: '/models/$name',
              params: { name: row.name },
              search: { f_version: String(row.version) },
            } as never)
          }
          aside={<Refusal error={bringing.error} />}
          actions={
            mayRun && (
              <>
                <Upload
                  accept=".json"
                  showUploadList={false}
                  beforeUpload={(file) => {
                    void bringing.mutateAsync({ input: {}, file }).catch(() => {});
                    return false;
                  }}
                >
                  <Button loading={bringing.isPending}>{t('models.bring')}</Button>
                </Upload>
                {make}
              </>
            )
          }
          empty={
            <Empty title={t('models.none')} action={make}>
              {t('models.noneHelp')}
            </Empty>
          }
        />
      ) : (
        <NoPermission />
      )}
    </div>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useReading();
  const { today } = useAsOf();
  return useMemo(
    () => [
      {
        key: 'name',
        label: t('models.col.name'),
        fixed: true,
        phone: 'title',
        render: (row) => (
          <span data-content>
            <strong>{row.name}</strong> <span className="x-aside">v{row.version}</span>
          </span>
        ),
      },
      { key: 'state', label: t('models.col.state'), phone: 'value', render: (row) => <StateTag state={row.state} /> },
      { key: 'method', label: t('models.col.method'), phone: 'line', render: (row) => t(`lab.method.${row.method as 'tree'}`) },
      {
        key: 'auc',
        label: t('lab.auc.name'),
        width: 190,
        phone: 'bar',
        render: (row) => (
          <span className="x-lab-auc-cell">
            <AucBar auc={row.auc} />
            <small>{aucText(row.auc, t)}</small>
          </span>
        ),
      },
      {
        key: 'rows',
        label: t('models.col.rows'),
        align: 'end',
        phone: 'line',
        render: (row) => <span className="x-num">{row.rows === null ? '—' : formatNumber(row.rows)}</span>,
      },
      {
        key: 'bads',
        label: t('models.col.bads'),
        align: 'end',
        render: (row) => <span className="x-num">{row.bads === null ? '—' : formatNumber(row.bads)}</span>,
      },
      { key: 'by', label: t('models.col.by'), phone: 'line', render: (row) => row.developedBy },
      { key: 'at', label: t('models.col.at'), align: 'end', render: (row) => instantText(row.recordedAt, today) },
    ],
    [t, today],
  );
}
