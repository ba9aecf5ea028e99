// Cases for a second person: what is proposed against what stands, by whom, until when.
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { clockOf } from '#web/kit/clocks.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { formatMoney, toMoney } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { MissingText, MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { limitText } from '#web/words/facts-line.ts';
import { list } from '../contract.ts';
import { type Case, matterOf, proposedOf } from './proposal.ts';

const STATES = ['open', 'approved', 'rejected', 'withdrawn'] as const;

export function Cases() {
  const { t } = useReading();
  useCrumbs([{ label: t('work.approvals.title') }]);
  return useMay('approvals.read') ? <CaseList /> : <NoPermission />;
}

function CaseList() {
  const { t } = useReading();
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const view = STATES.find((each) => each === state.view) ?? 'open';
  const asked = usePages(list, { state: view });
  const columns = useCaseColumns(view === 'open');
  return (
    <ListPage
      name="cases"
      title={t('work.approvals.title')}
      state={{ ...state, view }}
      onState={setState}
      views={STATES.map((key) => ({
        key,
        label: t(`work.approvals.${key}`),
        ...(key === 'open' ? { count: asked.first?.open } : {}),
      }))}
      fields={[]}
      columns={columns}
      rows={asked.pages?.flatMap((page) => page.cases)}
      rowKey={(row) => row.id}
      error={asked.error}
      retry={asked.retry}
      onMore={asked.onMore}
      loadingMore={asked.loadingMore}
      onOpen={(row) => void navigate({ to: '/approvals/$id', params: { id: row.id } })}
      empty={
        view === 'open' ? (
          <Empty title={t('work.approvals.empty')}>{t('work.approvals.emptyHelp')}</Empty>
        ) : (
          <Empty title={t('work.approvals.emptyPast')} />
        )
      }
    />
  );
}

function useCaseColumns(open: boolean): readonly Column<Case>[] {
  const reading = useReading();
  const { t, unit } = reading;
  const { today } = useAsOf();
  return useMemo(() => {
    const { scale, lang } = reading;
    const change = (row: Case) => {
      const { amount, current, mode } = proposedOf(row);
      const [to, from] = [toMoney(amount), toMoney(current)];
      if (mode !== 'amount' || !to) return <MissingText />;
      return (
        <span className="x-num">
          {formatMoney({ minor: to.minor - (from?.minor ?? 0n), currency: to.currency }, { scale, lang, sign: 'always' })}
        </span>
      );
    };
    return [
      {
        key: 'customer',
        label: t('work.approvals.columns.customer'),
        fixed: true,
        phone: 'title',
        // A case about somebody who is no customer (an acceptor) names him in its proposal.
        render: (row) => <strong data-content>{row.customer?.name ?? String(row.proposal['name'] ?? '')}</strong>,
      },
      {
        key: 'kind',
        label: t('work.approvals.columns.kind'),
        phone: 'line',
        render: (row) => {
          const matter = matterOf(row);
          return matter ? t(`work.matters.${matter}.name`) : t(`work.approvals.${proposedOf(row).kind}`);
        },
      },
      {
        key: 'from',
        label: t('work.approvals.columns.from'),
        head: `${t('work.approvals.columns.from')} ${unit()}`,
        align: 'end',
        phone: 'line',
        render: (row) => <MoneyText value={proposedOf(row).current} missing={t('orders.noLimit')} />,
      },
      {
        key: 'to',
        label: t('work.approvals.columns.to'),
        head: `${t('work.approvals.columns.to')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => {
          const { mode, amount } = proposedOf(row);
          return <strong className="x-num">{limitText(mode, amount, reading)}</strong>;
        },
      },
      { key: 'change', label: t('work.approvals.columns.change'), align: 'end', render: change },
      { key: 'by', label: t('work.approvals.columns.by'), phone: 'line', render: (row) => row.proposedBy },
      open
        ? {
            key: 'due',
            label: t('work.approvals.columns.due'),
            align: 'end' as const,
            phone: 'line' as const,
            render: (row: Case) => {
              const clock = clockOf(row.dueAt, Date.now(), t);
              return (
                <>
                  {!row.mayDecide && <WhyNot row={row} />}{' '}
                  <span className={clock.step ? `x-num x-risk-text-${clock.step} x-strong` : 'x-num'}>{clock.text}</span>
                </>
              );
            },
          }
        : {
            key: 'decided',
            label: t('work.approvals.columns.decided'),
            phone: 'line' as const,
            render: (row: Case) => (
              <>
                {row.decidedBy} <span className="x-aside">{row.decidedAt && instantText(row.decidedAt, today)}</span>
              </>
            ),
          },
    ];
  }, [reading, t, unit, today, open]);
}

function WhyNot({ row }: { row: Case }) {
  return <span className="x-aside">{useWhyNot(row)}</span>;
}

const REASONS = ['own_proposal', 'not_permitted', 'above_authority', 'decided', 'person_needed'] as const;

/** Why the one who looks may not decide it, in words; empty where they may. */
export function useWhyNot(row: Case): string {
  const { t } = useReading();
  if (row.mayDecide) return '';
  const known = REASONS.find((each) => each === row.whyNot) ?? 'not_permitted';
  return t(`work.approvals.whyNot.${known}`);
}
