// Differences that answers left open, over all letters: what, how much, whose, until when; settled or handed on from here.
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Modal, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { names } from '#rooms/accounts/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission, Refusal } from '#web/kit/states.tsx';
import { MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { assign, DIFFERENCE_VIEWS, differences } from '../contract.ts';
import { Settle } from './differences.tsx';
import { Parts } from './parts.tsx';

type Row = OutputOf<typeof differences>['differences'][number];
/** What the answer did not name. */
const UNEXPLAINED = '*';

export function OpenDifferencesPage() {
  return useMay('ledger.read') ? <Rows /> : <NoPermission />;
}

function Rows() {
  const { t } = useReading();
  const navigate = useNavigate();
  const mayWrite = useMay('ledger.write');
  const [state, setState] = useListState();
  const [acting, setActing] = useState<{ readonly what: 'settle' | 'assign'; readonly row: Row } | null>(null);
  const view = DIFFERENCE_VIEWS.find((each) => each === state.view) ?? 'open';
  const asked = usePages(differences, { view });
  const counts = asked.first?.counts;
  const columns = useColumns(mayWrite ? (what, row) => setActing({ what, row }) : null);
  return (
    <div className="x-under-tabs">
      <Parts here="differences" />
      <ListPage
        name="differences"
        title={t('reconciliation.parts.differences')}
        state={{ ...state, view }}
        onState={setState}
        views={DIFFERENCE_VIEWS.map((key) => ({
          key,
          label: t(`reconciliation.differenceViews.${key}`),
          ...(counts && (key === 'open' || key === 'mine') ? { count: counts[key] } : {}),
        }))}
        fields={[]}
        aside={counts && counts.late > 0 ? t('reconciliation.differencesLate', { count: counts.late }) : undefined}
        columns={columns}
        rows={asked.pages?.flatMap((page) => page.differences)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        onOpen={(row) => void navigate({ to: '/reconciliation/letters/$id', params: { id: row.letter.id } })}
        empty={<Empty title={t('reconciliation.differencesEmpty')}>{t('reconciliation.differencesEmptyHelp')}</Empty>}
      />
      {acting?.what === 'settle' && <Settle row={acting.row} onClose={() => setActing(null)} />}
      {acting?.what === 'assign' && <Assign row={acting.row} onClose={() => setActing(null)} />}
    </div>
  );
}

function useColumns(onAct: ((what: 'settle' | 'assign', row: Row) => void) | null): readonly Column<Row>[] {
  const { t, unit } = useReading();
  return useMemo(
    () => [
      {
        key: 'customer',
        label: t('reconciliation.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong data-content>{row.customer.name}</strong>,
      },
      {
        key: 'number',
        label: t('reconciliation.columns.document'),
        phone: 'line',
        render: (row) => (
          <span data-content>
            {row.number === UNEXPLAINED ? t('reconciliation.unexplained') : row.number}{' '}
            <span className="x-aside">{row.why === UNEXPLAINED ? '' : row.why}</span>
          </span>
        ),
      },
      {
        key: 'gap',
        label: t('reconciliation.columns.difference'),
        head: `${t('reconciliation.columns.difference')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.gap} strong sign="always" />,
      },
      {
        key: 'owner',
        label: t('reconciliation.differenceOwner'),
        phone: 'line',
        render: (row) => row.owner?.name ?? <MissingText why={t('reconciliation.nobody')} />,
      },
      {
        key: 'due',
        label: t('reconciliation.differenceDue'),
        align: 'end',
        phone: 'line',
        render: (row) => <Due row={row} />,
      },
      {
        key: 'letter',
        label: t('reconciliation.columns.number'),
        render: (row) => <span className="x-num">{row.letter.number}</span>,
      },
      {
        key: 'acts',
        label: t('reconciliation.columns.note'),
        phone: 'line',
        render: (row) =>
          row.resolution
            ? t(`reconciliation.resolution.${row.resolution as 'disputed'}`)
            : onAct && (
                <>
                  <Act label={t('reconciliation.settleDo')} run={() => onAct('settle', row)} />{' '}
                  <Act label={t('reconciliation.assignDo')} run={() => onAct('assign', row)} />
                </>
              ),
      },
    ],
    [t, unit, onAct],
  );
}

function Act({ label, run }: { label: string; run: () => void }) {
  return (
    <Button
      size="small"
      onClick={(event) => {
        event.stopPropagation();
        run();
      }}
    >
      {label}
    </Button>
  );
}

function Due({ row }: { row: Row }) {
  const { t } = useReading();
  if (row.daysLeft === null) return row.dueOn ? <span className="x-num">{row.dueOn}</span> : <MissingText />;
  if (row.daysLeft < 0) return <RiskMark step={3} word={t('reconciliation.lateDays', { count: -row.daysLeft })} />;
  return <span className="x-num">{t('reconciliation.days', { count: row.daysLeft })}</span>;
}

function Assign({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const people = useOperation(names, {});
  const [owner, setOwner] = useState(row.owner?.id ?? null);
  const [dueOn, setDueOn] = useState(row.dueOn !== null && row.dueOn >= today ? row.dueOn : today);
  const acting = useAct(assign);
  const run = () => {
    const input: InputOf<typeof assign> = { difference: row.id, dueOn, ...(owner ? { owner } : {}) };
    acting.mutate({ input }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('reconciliation.assignTitle')}
      footer={
        <Button type="primary" disabled={owner === null} loading={acting.isPending} onClick={run}>
          {t('reconciliation.assignSave')}
        </Button>
      }
    >
      <Form layout="vertical" onFinish={run}>
        <Form.Item label={t('reconciliation.differenceOwner')} htmlFor="assign-owner">
          <Select
            id="assign-owner"
            showSearch
            optionFilterProp="label"
            value={owner}
            onChange={setOwner}
            options={(people.data?.people ?? []).map((each) => ({ value: each.id, label: each.name }))}
          />
        </Form.Item>
        <Form.Item label={t('reconciliation.differenceDue')} htmlFor="assign-due">
          <DayField id="assign-due" keep value={dueOn} min={today} onChange={setDueOn} />
        </Form.Item>
      </Form>
      <Refusal error={acting.error} />
    </Modal>
  );
}
