// Settings: people, machine keys, company, the rules in force, how the company runs. Each for those who may see it.
import { Link } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { Keys } from '#rooms/accounts/screens/keys.tsx';
import { People } from '#rooms/accounts/screens/people.tsx';
import { entities } from '#rooms/customers/contract.ts';
import { Rates } from '#rooms/exposure/screens/rates.tsx';
import { Webhooks } from '#rooms/integrations/screens/webhooks.tsx';
import { guide } from '#rooms/policies/contract.ts';
import { RulesInForce } from '#rooms/policies/screens/rules-in-force.tsx';
import { useOperation } from '#web/api.ts';
import { CompanyForm } from '#web/guide/company-step.tsx';
import { GoLiveStep } from '#web/guide/go-live-step.tsx';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useSession } from '#web/shell/session.tsx';

const TABS = [
  { key: 'people', permission: 'accounts.manage' },
  { key: 'keys', permission: 'accounts.manage' },
  { key: 'webhooks', permission: 'system.manage' },
  { key: 'company', permission: 'system.manage' },
  { key: 'rules', permission: 'policies.read' },
  { key: 'rates', permission: 'ledger.read' },
  { key: 'mode', permission: 'policies.read' },
] as const;

export function SettingsPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('settings.title') }]);
  const session = useSession();
  const [state, setState] = useListState();
  const tabs = TABS.filter((each) => session?.permissions.has(each.permission));
  const tab = tabs.find((each) => each.key === state.view) ?? tabs[0];
  if (!tab) return <NoPermission />;
  return (
    <div className="x-settings">
      <header className="x-record-head">
        <div className="x-record-title">
          <h1>{t('settings.title')}</h1>
        </div>
        <Tabs
          activeKey={tab.key}
          onChange={(view) => setState({ view, filters: {} })}
          items={tabs.map((each) => ({ key: each.key, label: t(`settings.tabs.${each.key}`) }))}
        />
      </header>
      <div className="x-cards">
        {tab.key === 'people' && <People />}
        {tab.key === 'keys' && <Keys />}
        {tab.key === 'webhooks' && <Webhooks />}
        {tab.key === 'company' && <Company />}
        {tab.key === 'rules' && <RulesInForce />}
        {tab.key === 'rates' && <Rates />}
        {tab.key === 'mode' && <Mode />}
      </div>
    </div>
  );
}

function Company() {
  const { t } = useReading();
  const standing = useOperation(guide, {});
  const known = useOperation(entities, {});
  const error = standing.error ?? known.error;
  if (error) return <ErrorState error={error} retry={() => void standing.refetch()} />;
  if (!standing.data || !known.data) return <LoadingCard lines={8} />;
  return (
    <Card className="x-span-12" title={t('settings.company.title')} caption={t('settings.company.help')}>
      <div data-content>
        <CompanyForm company={standing.data.company} known={known.data.entities} />
      </div>
    </Card>
  );
}

function Mode() {
  const { t } = useReading();
  const { today } = useAsOf();
  const standing = useOperation(guide, {});
  if (standing.error) return <ErrorState error={standing.error} retry={() => void standing.refetch()} />;
  if (!standing.data) return <LoadingCard lines={4} />;
  const { mode } = standing.data;
  return (
    <Card
      className="x-span-8"
      title={t(mode.mode === 'live' ? 'settings.mode.live' : 'settings.mode.shadow')}
      extra={<Link to="/guide">{t('settings.mode.guide')}</Link>}
    >
      {mode.since && mode.by && (
        <p className="x-quiet" data-content>
          {t('settings.mode.since', { by: mode.by, at: instantText(mode.since, today), reason: mode.reason ?? '—' })}
        </p>
      )}
      <GoLiveStep standing={standing.data} />
    </Card>
  );
}
