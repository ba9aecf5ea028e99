// Every check that was ever answered: what was asked, what was said, by which version of the rules.
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { reasonsLine } from '#web/words/facts-line.ts';
import { reasonText } from '#web/words/reason-text.ts';
import { checks } from '../contract.ts';
import { OrdersTabs } from './orders-tabs.tsx';

type Row = OutputOf<typeof checks>['checks'][number];
const OUTCOMES = ['clear', 'held', 'refused'] as const;
export const OUTCOME_STEPS: Readonly<Record<(typeof OUTCOMES)[number], RiskStep>> = { clear: 1, held: 3, refused: 4 };

export function Checks() {
  const may = useMay('orders.read');
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="checks" />
      {may ? <CheckList /> : <NoPermission />}
    </div>
  );
}

function CheckList() {
  const { t, unit, scale, lang } = useReading();
  const { today } = useAsOf();
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const outcome = OUTCOMES.find((each) => each === state.view);
  const customer = state.filters['customer'];
  const asked = usePages(checks, { ...(outcome ? { outcome } : {}), ...(customer ? { customer } : {}) });
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        key: 'customer',
        label: t('orders.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong>{row.customer.name}</strong>,
      },
      { key: 'order', label: t('orders.columns.order'), phone: 'line', render: (row) => row.order },
      {
        key: 'amount',
        label: t('orders.columns.amount'),
        head: `${t('orders.columns.amount')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.amount} />,
      },
      {
        key: 'outcome',
        label: t('orders.columns.outcome'),
        phone: 'line',
        render: (row) => (
          <RiskMark
            step={OUTCOME_STEPS[row.outcome]}
            word={t(row.shadow ? `orders.wouldBe.${row.outcome}` : `orders.outcome.${row.outcome}`)}
          />
        ),
      },
      {
        key: 'reasons',
        label: t('orders.columns.reasons'),
        phone: 'line',
        render: (row) =>
          row.reasons.length === 0 ? null : <span className="x-cut">{reasonsLine(row.reasons, t, { scale, lang })}</span>,
      },
      {
        key: 'at',
        label: t('orders.columns.at'),
        align: 'end',
        phone: 'line',
        render: (row) => <span className="x-num">{instantText(row.at, today)}</span>,
      },
      { key: 'rules', label: t('orders.columns.rules'), align: 'end', optional: true, render: (row) => row.rulebookVersion },
    ],
    [t, unit, scale, lang, today],
  );
  return (
    <ListPage
      name="checks"
      title={t('orders.checks.title')}
      state={state}
      onState={setState}
      views={[
        { key: 'all', label: t('orders.checks.all') },
        ...OUTCOMES.map((key) => ({ key, label: t(`orders.outcome.${key}`) })),
      ]}
      fields={[{ key: 'customer', label: t('glossary.customer'), kind: 'text' }]}
      columns={columns}
      rows={asked.pages?.flatMap((page) => page.checks)}
      rowKey={(row) => row.id}
      error={asked.error}
      retry={asked.retry}
      onMore={asked.onMore}
      loadingMore={asked.loadingMore}
      preview={(row) => <Preview row={row} />}
      onOpen={(row) => void navigate({ to: '/customers/$code', params: { code: row.customer.code } } as never)}
      empty={<Empty title={t('orders.checks.none')}>{t('orders.checks.noneHelp')}</Empty>}
    />
  );
}

function Preview({ row }: { row: Row }) {
  const { t, scale, lang } = useReading();
  return (
    <div className="x-preview">
      <div className="x-preview-title">
        <span>{row.order}</span> <MoneyText value={row.amount} withUnit />
      </div>
      <p className="x-caption">{row.customer.name}</p>
      <section>
        <RiskMark
          step={OUTCOME_STEPS[row.outcome]}
          word={t(row.shadow ? `orders.wouldBe.${row.outcome}` : `orders.outcome.${row.outcome}`)}
        />
      </section>
      <section className="x-check-reasons">
        {row.reasons.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of reasons is their documented precedence
          <p key={at}>{reasonText(each, t, { scale, lang })}</p>
        ))}
      </section>
      <p className="x-caption">{t('orders.rules.title', { version: row.rulebookVersion })}</p>
    </div>
  );
}
