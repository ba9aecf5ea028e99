// The audit: who did what, when, for whom, newest first; each entry opens with its facts and fingerprint.
import { Link } from '@tanstack/react-router';
import { isDay } from '#base/date.ts';
import { rolesWith } from '#platform/auth/permissions.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import type { ListState } from '#web/kit/list-state.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { eventText } from '#web/words/operation-text.ts';
import { reasonText } from '#web/words/reason-text.ts';
import { zh } from '#web/words/zh.ts';
import { events } from '../contract.ts';

type Row = OutputOf<typeof events>['events'][number];
const PAGE_ROWS = 60;

function inputOf({ filters }: ListState): InputOf<typeof events> {
  const day = (key: string) => (filters[key] && isDay(filters[key]) ? filters[key] : undefined);
  const [from, to] = [day('from'), day('to')];
  return {
    limit: PAGE_ROWS,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(filters['room'] ? { operation: filters['room'] } : {}),
    ...(filters['actor'] ? { actor: filters['actor'] } : {}),
    ...(filters['customer'] ? { customer: filters['customer'] } : {}),
  };
}

export function AuditPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('audit.title') }]);
  const may = useMay('audit.read');
  return may ? <Events /> : <NoPermission roles={rolesWith('audit.read')} />;
}

function useActorName(): (row: Row) => string {
  const { t } = useReading();
  return (row) => (row.actorKind === 'system' ? t('operations.system') : row.actor);
}

function Events() {
  const { t, scale, lang } = useReading();
  const { today } = useAsOf();
  const actorName = useActorName();
  const [state, setState] = useListState();
  const asked = usePages(events, inputOf(state));
  const rows = asked.pages?.flatMap((each) => each.events);
  const columns: readonly Column<Row>[] = [
    { key: 'at', label: t('audit.at'), fixed: true, width: 110, phone: 'line', render: (row) => instantText(row.at, today) },
    {
      key: 'actor',
      label: t('audit.who'),
      phone: 'line',
      render: (row) => (
        <span data-content>
          {actorName(row)}
          {row.actorKind === 'key' && <span className="x-caption"> {t('audit.kind.key')}</span>}
        </span>
      ),
    },
    {
      key: 'what',
      label: t('audit.what'),
      fixed: true,
      phone: 'title',
      render: (row) => {
        const text = eventText(row, t, { scale, lang });
        return (
          <span data-content>
            {text.step ? <RiskMark step={text.step} word={<b className="x-ink">{text.title}</b>} /> : <b>{text.title}</b>}
          </span>
        );
      },
    },
    {
      key: 'detail',
      label: t('audit.detail'),
      phone: 'line',
      render: (row) => (
        <span className="x-audit-detail" data-content>
          {eventText(row, t, { scale, lang }).detail}
        </span>
      ),
    },
    {
      key: 'customer',
      label: t('audit.whom'),
      phone: 'line',
      render: (row) =>
        row.customer && (
          <Link to="/customers/$code" params={{ code: row.customer.code }} data-content>
            {row.customer.name}
          </Link>
        ),
    },
  ];
  return (
    <ListPage
      name="audit"
      title={t('audit.title')}
      state={state}
      onState={setState}
      fields={[
        {
          key: 'room',
          label: t('audit.room'),
          kind: 'choice',
          always: true,
          options: Object.keys(zh.operations.room).map((value) => ({ value, label: t(`operations.room.${value as 'orders'}`) })),
        },
        { key: 'actor', label: t('audit.actor'), kind: 'text', always: true },
        { key: 'from', label: t('audit.from'), kind: 'text' },
        { key: 'to', label: t('audit.to'), kind: 'text' },
        { key: 'customer', label: t('audit.customerHelp'), kind: 'text' },
      ]}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      error={asked.error}
      retry={asked.retry}
      {...(asked.onMore ? { onMore: asked.onMore } : {})}
      loadingMore={asked.loadingMore}
      aside={t('audit.sorted')}
      empty={<Empty title={t('audit.emptyTitle')}>{t('audit.emptyHelp')}</Empty>}
      preview={(row) => <EventPreview row={row} />}
    />
  );
}

function EventPreview({ row }: { row: Row }) {
  const { t, scale, lang } = useReading();
  const { today } = useAsOf();
  const actorName = useActorName();
  const text = eventText(row, t, { scale, lang });
  const reasons = Array.isArray(row.reasons) ? (row.reasons as Readonly<Record<string, unknown>>[]) : [];
  const lines: readonly (readonly [string, string])[] = [
    [t('audit.at'), instantText(row.at, today)],
    [t('audit.who'), actorName(row)],
    [t('audit.operation'), row.operation],
    [t('audit.id'), row.id.slice(-12)],
    ...(row.inputHash === '' ? [] : [[t('audit.hash'), row.inputHash.slice(0, 16)] as const]),
  ];
  return (
    <div className="x-preview" data-content>
      <div className="x-preview-title">{text.title}</div>
      {text.detail && <p>{text.detail}</p>}
      <section className="x-lines x-lines-ruled" title={t('audit.hashHelp')}>
        {lines.map(([label, value]) => (
          <div key={label}>
            <span className="x-caption">{label}</span>
            <span className="x-cut">{value}</span>
          </div>
        ))}
      </section>
      {reasons.length > 0 && (
        <section>
          <h3>{t('audit.reasons')}</h3>
          <ul>
            {reasons.map((each) => (
              <li key={JSON.stringify(each)}>
                {typeof each['code'] === 'string' ? reasonText({ ...each, code: each['code'] }, t, { scale, lang }) : null}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
