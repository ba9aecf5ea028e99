// The customer's page: who he is and how he stands in one head, the rest under tabs; on a phone the salesperson's answer first.
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { ContractsTab } from '#rooms/contracts/screens/contracts-tab.tsx';
import { FileTab } from '#rooms/dossiers/screens/file-tab.tsx';
import { InvestigationTab } from '#rooms/investigations/screens/investigation-tab.tsx';
import { StatementsTab } from '#rooms/statements/screens/statements-tab.tsx';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { RecordPage } from '#web/kit/record-page.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { AlertsTab } from './alerts-tab.tsx';
import type { CustomerData, Position } from './customer-data.ts';
import { ownPosition, useCustomer } from './customer-data.ts';
import { HeadBar, HeadCaption, HeadFigures, HeadNote, HeadTags } from './customer-head.tsx';
import { PhoneHead, PhoneOverview } from './customer-phone.tsx';
import { DocumentsTab } from './documents-tab.tsx';
import { EditCustomer } from './edit-customer.tsx';
import type { WhyPart } from './exposure-why.tsx';
import { ExposureWhy } from './exposure-why.tsx';
import type { LimitAct } from './limits-tab.tsx';
import { LimitsTab } from './limits-tab.tsx';
import { OrdersTab } from './orders-tab.tsx';
import { Overview } from './overview.tsx';
import { RatingTab } from './rating-tab.tsx';
import { RecordTab, TimelineAside } from './record-tab.tsx';
import { RelationsTab } from './relations-tab.tsx';
import './customer.css';

const TIMELINE_ASIDE = 12;

export function CustomerPage() {
  const { code } = useParams({ strict: false }) as { code: string };
  const { t } = useReading();
  const { data, error, retry } = useCustomer(code);
  useCrumbs([{ label: t('shell.nav.ledger'), to: '/ledger' }, { label: data?.customer.name ?? t('customer.page') }]);
  if (error) return <ErrorState error={error} retry={retry} />;
  if (!data)
    return (
      <div className="x-cards">
        <div className="x-span-12">
          <LoadingCard lines={3} />
        </div>
        <div className="x-span-6">
          <LoadingCard lines={8} />
        </div>
        <div className="x-span-6">
          <LoadingCard lines={8} />
        </div>
      </div>
    );
  return <Loaded key={code} data={data} />;
}

type Tab =
  | 'overview'
  | 'documents'
  | 'contracts'
  | 'limits'
  | 'rating'
  | 'statements'
  | 'investigations'
  | 'orders'
  | 'alerts'
  | 'file'
  | 'relations'
  | 'record';

/** Of another day too these say what holds today, and say that they do. */
const TODAY_TABS: ReadonlySet<Tab> = new Set(['contracts', 'statements', 'investigations', 'orders', 'relations']);

function useTabs(data: CustomerData): { key: Tab; label: string; count?: number }[] {
  const { t } = useReading();
  const sees: Readonly<Record<Tab, boolean>> = {
    overview: true,
    documents: true,
    contracts: useMay('ledger.read'),
    limits: useMay('limits.read'),
    rating: useMay('ratings.read'),
    statements: true,
    investigations: true,
    orders: useMay('orders.read'),
    alerts: useMay('alerts.read'),
    file: true,
    relations: true,
    record: true,
  };
  const counts: Partial<Record<Tab, number>> = { alerts: data.alerts.length, limits: data.limits?.open.length ?? 0 };
  return (Object.keys(sees) as Tab[])
    .filter((key) => sees[key])
    .map((key) => ({ key, label: t(`customer.tabs.${key}`), ...(counts[key] === undefined ? {} : { count: counts[key] }) }));
}

function Loaded({ data }: { data: CustomerData }) {
  const { t } = useReading();
  const phone = usePhone();
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const [why, setWhy] = useState<WhyPart | null>(null);
  const [act, setAct] = useState<LimitAct>(null);
  const position = ownPosition(data.positions, state.filters['currency']);
  const tabs = useTabs(data);
  const tab: Tab = tabs.find((each) => each.key === state.view)?.key ?? 'overview';
  const currency = state.filters['currency'];
  const go = (next: string) => setState({ view: next, filters: currency ? { currency } : {} });
  const { past } = useAsOf();
  const mayTry = useMay('orders.check') && !past;
  const mayPropose = useMay('limits.propose') && !past;
  const mayChange = useMay('customers.write') && !past;
  const [editing, setEditing] = useState(false);
  const tryOrder = () => void navigate({ to: '/orders/simulate', search: { f_customer: data.code } as never });
  const setLimit = () => {
    go('limits');
    setAct('set');
  };
  useKeys([
    { key: 'w', label: t('kit.why'), run: () => setWhy('exposure') },
    ...(mayTry ? [{ key: 't', label: t('customer.act.tryOrder'), run: tryOrder }] : []),
    ...(mayPropose ? [{ key: 'l', label: t('customer.act.setLimit'), run: setLimit }] : []),
    ...tabs.map((each, at) => ({ key: String(at + 1), label: each.label, run: () => go(each.key) })),
  ]);
  const currencies = (
    <Currencies
      data={data}
      position={position}
      onCurrency={(next) => setState({ ...state, filters: { ...state.filters, currency: next } })}
    />
  );
  const content =
    tab === 'overview' ? (
      !position ? (
        data.positions ? (
          <Empty title={t('customer.noPosition')} />
        ) : (
          <LoadingCard lines={8} />
        )
      ) : phone ? (
        <div className="x-cards">
          <PhoneOverview data={data} position={position} />
        </div>
      ) : (
        <Overview data={data} position={position} onWhy={setWhy} onTab={go} />
      )
    ) : (
      <TabContent tab={tab} data={data} position={position} act={act} onAct={setAct} state={state} onState={setState} />
    );
  return (
    <div className={phone ? 'x-customer x-customer-phone' : 'x-customer'}>
      {editing && <EditCustomer customer={data.customer} onClose={() => setEditing(false)} />}
      <RecordPage
        title={phone ? <span className="x-hidden">{data.customer.name}</span> : <span data-content>{data.customer.name}</span>}
        tags={!phone && <HeadTags data={data} position={position} />}
        caption={!phone && <HeadCaption data={data} />}
        actions={
          !phone && (
            <>
              {mayChange && <Button onClick={() => setEditing(true)}>{t('identity.edit')}</Button>}
              {mayTry && (
                <Button onClick={tryOrder}>
                  {t('customer.act.tryOrder')} <KeyCaps keys="t" />
                </Button>
              )}
              {mayPropose && (
                <Button type="primary" onClick={setLimit}>
                  {t('customer.act.setLimit')} <KeyCaps keys="l" />
                </Button>
              )}
            </>
          )
        }
        figures={!phone && position && <HeadFigures data={data} position={position} />}
        note={
          !phone &&
          position && (
            <>
              <HeadNote data={data} position={position} /> {currencies}
            </>
          )
        }
        bar={
          position &&
          (phone ? (
            <PhoneHead data={data} position={position} currencies={currencies} />
          ) : (
            <button type="button" className="x-head-bar" title={t('kit.why')} onClick={() => setWhy('exposure')}>
              <HeadBar data={data} position={position} />
            </button>
          ))
        }
        tabs={tabs}
        tab={tab}
        onTab={go}
        side={tab === 'overview' && !phone ? <TimelineAside code={data.code} most={TIMELINE_ASIDE} /> : undefined}
      >
        {past && TODAY_TABS.has(tab) && state.filters['part'] !== 'indicators' && (
          <p className="x-quiet">{t('customer.todayOnly')}</p>
        )}
        {content}
      </RecordPage>
      {position && <ExposureWhy code={data.code} position={position} part={why} onPart={setWhy} />}
    </div>
  );
}

/** Accounts are kept by currency: a switch where there are several. */
function Currencies({
  data,
  position,
  onCurrency,
}: {
  data: CustomerData;
  position: Position | undefined;
  onCurrency: (currency: string) => void;
}) {
  const { t } = useReading();
  const own = data.positions?.filter((each) => each.kind === 'own') ?? [];
  const total = data.positions?.find((each) => each.kind === 'total');
  if ((own.length < 2 && !total) || !position) return null;
  return (
    <Segmented
      size="small"
      aria-label={t('customer.currencyOf')}
      value={position.kind === 'total' ? 'all' : position.currency}
      onChange={onCurrency}
      options={[
        ...(total ? [{ value: 'all', label: t('customer.allCurrencies', { currency: total.currency }) }] : []),
        ...own.map((each) => ({ value: each.currency, label: each.currency })),
      ]}
    />
  );
}

function TabContent({
  tab,
  data,
  position,
  act,
  onAct,
  state,
  onState,
}: {
  tab: Exclude<Tab, 'overview'>;
  data: CustomerData;
  position: Position | undefined;
  act: LimitAct;
  onAct: (act: LimitAct) => void;
  state: ReturnType<typeof useListState>[0];
  onState: ReturnType<typeof useListState>[1];
}) {
  switch (tab) {
    case 'documents':
      return <DocumentsTab code={data.code} state={state} onState={onState} />;
    case 'contracts':
      return <ContractsTab code={data.code} />;
    case 'limits':
      return <LimitsTab data={data} position={position} act={act} onAct={onAct} />;
    case 'rating':
      return <RatingTab code={data.code} rating={data.rating} />;
    case 'statements':
      return <StatementsTab code={data.code} />;
    case 'investigations':
      return <InvestigationTab code={data.code} name={data.customer.name} />;
    case 'orders':
      return <OrdersTab code={data.code} />;
    case 'alerts':
      return <AlertsTab alerts={data.alerts} />;
    case 'file':
      return <FileTab code={data.code} />;
    case 'relations':
      return <RelationsTab data={data} />;
    case 'record':
      return (
        <div className="x-cards">
          <div className="x-span-8">
            <RecordTab code={data.code} state={state} onState={onState} />
          </div>
        </div>
      );
  }
}
