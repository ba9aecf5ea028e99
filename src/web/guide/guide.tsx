// The first-run guide: from an empty installation to going live, each step with what stands and what is missing.
import { type ReactNode, useState } from 'react';
import { guide } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { CompanyStep } from './company-step.tsx';
import { GoLiveStep, ShadowStep } from './go-live-step.tsx';
import { LedgerStep } from './ledger-step.tsx';
import { LimitsStep } from './limits-step.tsx';
import { PeopleStep } from './people-step.tsx';
import { PolicyStep } from './policy-step.tsx';
import type { Standing } from './step.tsx';
import './guide.css';

type StepKey = 'company' | 'people' | 'policy' | 'ledger' | 'limits' | 'shadow' | 'goLive';

type Step = {
  readonly key: StepKey;
  readonly title: string;
  /** What stands, or what is to do. */
  readonly says: string;
  readonly done: boolean;
  readonly body: ReactNode;
};

/** A page of its own, from the settings and from the shadow report. */
export function GuidePage() {
  const { t } = useReading();
  useCrumbs([{ label: t('shell.nav.settings'), to: '/settings' }, { label: t('guide.crumb') }]);
  return <Guide />;
}

/** `first`: stands in place of the workbench while there is no ledger. */
export function Guide({ first }: { first?: boolean }) {
  const asked = useOperation(guide, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data)
    return (
      <div className="x-guide">
        <LoadingCard lines={3} />
        <LoadingCard lines={6} />
      </div>
    );
  return <Steps standing={asked.data} first={first ?? false} />;
}

function Steps({ standing, first }: { standing: Standing; first: boolean }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const steps = useSteps(standing);
  const next = steps.find((each) => !each.done)?.key;
  const [opened, setOpened] = useState<StepKey | null | undefined>(undefined);
  const here = opened === undefined ? next : opened;
  const left = steps.filter((each) => !each.done && each.key !== 'shadow' && each.key !== 'goLive').length;
  const live = standing.mode.mode === 'live';
  return (
    <div className="x-guide">
      <header className="x-guide-head">
        <h1>
          {live
            ? t('guide.live')
            : left === 0
              ? t('guide.ready')
              : first && left > 3
                ? t('guide.title')
                : t('guide.left', { count: left })}
        </h1>
        <p className="x-caption">
          {live && standing.mode.since
            ? t('guide.liveSince', {
                by: standing.mode.by ?? '',
                at: instantText(standing.mode.since, today),
                reason: standing.mode.reason ?? '',
              })
            : t('guide.intro')}
        </p>
      </header>
      <ol className="x-guide-steps x-card">
        {steps.map((each, at) => (
          <li
            key={each.key}
            className={each.done ? 'x-guide-done' : undefined}
            aria-current={each.key === here ? 'step' : undefined}
          >
            <button
              type="button"
              className="x-guide-step"
              aria-expanded={each.key === here}
              onClick={() => setOpened(each.key === here ? null : each.key)}
            >
              <i aria-hidden="true">{each.done ? '✓' : at + 1}</i>
              <strong>{each.title}</strong>
              <span>{each.says}</span>
            </button>
            {each.key === here && <div className="x-guide-body">{each.body}</div>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function useSteps(standing: Standing): readonly Step[] {
  const { t } = useReading();
  const { company, entities, people, policy, ledger, limits, mode, demo } = standing;
  const tax =
    company.amountsIncludeTax === null
      ? t('guide.company.taxUnknown')
      : t(company.amountsIncludeTax ? 'guide.company.taxIn' : 'guide.company.taxOut');
  const companyDone = company.done && entities.done;
  return [
    {
      key: 'company',
      title: t('guide.company.title'),
      says: companyDone
        ? t('guide.company.done', { name: company.name, currency: company.currency, tax, count: entities.count })
        : t('guide.company.todo'),
      done: companyDone,
      body: <CompanyStep company={company} />,
    },
    {
      key: 'people',
      title: t('guide.people.title'),
      says: people.done ? t('guide.people.done', { makers: people.makers, checkers: people.checkers }) : t('guide.people.todo'),
      done: people.done,
      body: <PeopleStep />,
    },
    {
      key: 'policy',
      title: t('guide.policy.title'),
      says: policy.done ? t('guide.policy.done', { by: policy.confirmedBy ?? '' }) : t('guide.policy.todo'),
      done: policy.done,
      body: <PolicyStep confirmed={policy.done} currency={company.currency} />,
    },
    {
      key: 'ledger',
      title: t('guide.ledger.title'),
      says: ledger.done
        ? t('guide.ledger.done', { customers: ledger.customers.toLocaleString(), documents: ledger.documents.toLocaleString() })
        : t('guide.ledger.todo'),
      done: ledger.done,
      body: <LedgerStep demo={demo} />,
    },
    {
      key: 'limits',
      title: t('guide.limits.title'),
      says: limits.done ? t('guide.limits.done', { granted: limits.granted, open: limits.open }) : t('guide.limits.todo'),
      done: limits.done,
      body: <LimitsStep waiting={limits.open} ledger={ledger.done} />,
    },
    {
      key: 'shadow',
      title: t('guide.shadow.title'),
      says: t('guide.shadow.says'),
      done: mode.mode === 'live',
      body: <ShadowStep />,
    },
    {
      key: 'goLive',
      title: t('guide.goLive.title'),
      says: t(mode.mode === 'live' ? 'guide.live' : 'guide.goLive.todo'),
      done: mode.mode === 'live',
      body: <GoLiveStep standing={standing} />,
    },
  ];
}
