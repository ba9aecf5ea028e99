// Statement letters: how much is confirmed, what is to send, unanswered, in dispute; making new ones.
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useOperation } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { FigureCell, FigureStrip } from '#web/kit/report-page.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText, MoneyText, PercentText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { LETTER_VIEWS, letters, overview } from '../contract.ts';
import { type LetterRow, LetterState } from './letter-state.tsx';
import { MakeLetters } from './make-letters.tsx';
import { Parts } from './parts.tsx';
import { PrintMany, SendMany } from './send-many.tsx';

/** As many as go out in one sitting: all of them can be selected at once. */
const ROWS = 200;

export function ReconciliationPage() {
  return useMay('ledger.read') ? <Letters /> : <NoPermission />;
}

function Letters() {
  const { t } = useReading();
  const navigate = useNavigate();
  const phone = usePhone();
  const [state, setState] = useListState();
  const [making, setMaking] = useState(false);
  const [sending, setSending] = useState<readonly string[] | null>(null);
  const mayWrite = useMay('ledger.write');
  const told = useOperation(overview, {});
  const view = LETTER_VIEWS.find((each) => each === state.view) ?? 'all';
  const text = state.filters['text'];
  const asked = usePages(letters, { view, limit: ROWS, ...(text ? { text } : {}) });
  const columns = useColumns();
  const make = mayWrite && (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t('reconciliation.makeOpen')}
    </Button>
  );
  const anyLetter = (told.data?.counts['all'] ?? 0) > 0;
  return (
    <div className="x-under-tabs">
      <Parts here="letters">{!phone && anyLetter && <Strip />}</Parts>
      <ListPage
        name="letters"
        title={t('reconciliation.title')}
        state={{ ...state, view }}
        onState={setState}
        views={LETTER_VIEWS.map((key) => ({
          key,
          label: t(`reconciliation.views.${key}`),
          ...(told.data ? { count: told.data.counts[key] ?? 0 } : {}),
        }))}
        fields={[{ key: 'text', label: t('ledger.text'), kind: 'text' }]}
        columns={columns}
        rows={asked.pages?.flatMap((page) => page.letters)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        onOpen={(row) => void navigate({ to: '/reconciliation/letters/$id', params: { id: row.id } })}
        actions={make}
        selectable
        bulk={(keys) => (
          <>
            <PrintMany ids={[...keys]} />
            {mayWrite && (
              <Button size="small" type="primary" onClick={() => setSending([...keys])}>
                {t('reconciliation.sendMany', { count: keys.size })}
              </Button>
            )}
          </>
        )}
        empty={
          anyLetter ? (
            <Empty title={t('reconciliation.emptyView')} />
          ) : (
            <Empty title={t('reconciliation.empty')} action={make}>
              {t('reconciliation.emptyHelp')}
            </Empty>
          )
        }
      />
      {making && <MakeLetters onClose={() => setMaking(false)} onMade={setSending} />}
      {sending && <SendMany ids={sending} onClose={() => setSending(null)} />}
    </div>
  );
}

/** The share that customers have confirmed, of the currency in which most is owed. */
function Strip() {
  const { t, money, unit } = useReading();
  const told = useOperation(overview, {});
  const main = told.data?.currencies[0];
  if (!main) return null;
  const withUnit = (value: typeof main.owed) => `${money(value)} ${unit(main.currency)}`;
  return (
    <div className="x-reconciliation-strip">
      <FigureStrip>
        <FigureCell
          label={t('reconciliation.confirmedShare')}
          value={<PercentText ppm={main.confirmedPpm} />}
          compared={t('reconciliation.confirmedOf', { confirmed: withUnit(main.confirmed), owed: withUnit(main.owed) })}
        />
        <FigureCell
          label={t('reconciliation.waitingAmount')}
          value={<MoneyText value={main.waiting} />}
          unit={unit(main.currency)}
          compared={t('reconciliation.lettersCount', { count: told.data?.counts['unanswered'] ?? 0 })}
        />
        <FigureCell
          label={t('reconciliation.differsAmount')}
          value={<MoneyText value={main.differs} />}
          unit={unit(main.currency)}
          compared={t('reconciliation.lettersCount', { count: told.data?.counts['differs'] ?? 0 })}
        />
      </FigureStrip>
    </div>
  );
}

function useColumns(): readonly Column<LetterRow>[] {
  const { t, unit } = useReading();
  return useMemo(
    () => [
      {
        key: 'customer',
        label: t('reconciliation.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong>{row.customer.name}</strong>,
      },
      {
        key: 'number',
        label: t('reconciliation.columns.number'),
        phone: 'line',
        render: (row) => <span className="x-num">{row.number}</span>,
      },
      { key: 'to', label: t('reconciliation.columns.to'), render: (row) => <DayText on={row.to} /> },
      {
        key: 'closing',
        label: t('reconciliation.columns.closing'),
        head: `${t('reconciliation.columns.closing')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.closing} strong />,
      },
      {
        key: 'overdue',
        label: t('reconciliation.columns.overdue'),
        head: `${t('reconciliation.columns.overdue')} ${unit()}`,
        align: 'end',
        render: (row) => <MoneyText value={row.overdue} />,
      },
      {
        key: 'items',
        label: t('reconciliation.columns.items'),
        align: 'end',
        render: (row) => <span className="x-num">{row.items}</span>,
      },
      { key: 'state', label: t('reconciliation.columns.state'), phone: 'line', render: (row) => <LetterState row={row} /> },
      {
        key: 'sentOn',
        label: t('reconciliation.columns.sentOn'),
        render: (row) => (row.sentOn ? <DayText on={row.sentOn} /> : null),
      },
      { key: 'owner', label: t('reconciliation.columns.owner'), optional: true, render: (row) => row.customer.owner },
      { key: 'entity', label: t('reconciliation.columns.entity'), phone: 'line', render: (row) => row.entity.name },
    ],
    [t, unit],
  );
}
