// Who belongs together: the group as a tree with its totals, related parties, and how salesperson, segment and group changed.

import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { UtilisationBar } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { LoadingCard } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { belonging, tree } from '../contract.ts';
import type { CustomerData } from './customer-data.ts';
import { MoveMember } from './group-forms.tsx';
import { GroupTree } from './group-tree.tsx';
import { Related } from './related.tsx';
import './belonging.css';

type Belonging = OutputOf<typeof belonging>;

export function RelationsTab({ data }: { data: CustomerData }) {
  const { t, money } = useReading();
  const may = useMay('customers.write');
  const [moving, setMoving] = useState(false);
  const { group, name } = data.customer;
  const asked = useOperation(belonging, { customer: data.code });
  const drawn = useOperation(tree, { group: group?.code ?? '' }, { enabled: group !== null, retry: false });
  const groups = data.positions?.filter((each) => each.kind === 'group') ?? [];
  const move = may
    ? {
        extra: (
          <Button size="small" onClick={() => setMoving(true)}>
            {t('belonging.grp.move')}
          </Button>
        ),
      }
    : {};
  return (
    <div className="x-cards" data-content>
      {group ? (
        <Card
          className="x-span-8"
          title={t('customer.rel.group', { name: group.name, count: data.members.length + 1 })}
          {...move}
        >
          {groups.map((each) => (
            <div key={each.account} className="x-gap-bottom">
              <p>
                {each.limit
                  ? t('customer.rel.groupLimit', { exposure: money(each.exposure), limit: money(each.limit) })
                  : t('customer.rel.groupNoLimit', { exposure: money(each.exposure) })}
              </p>
              <UtilisationBar ppm={each.utilisationPpm} />
            </div>
          ))}
          {/* A salesperson, who sees his own customers only, is shown none. */}
          {drawn.data && <GroupTree of={drawn.data} here={data.code} />}
        </Card>
      ) : (
        <Card className="x-span-8" title={t('customer.rel.none')} {...move}>
          <p className="x-quiet">{t('customer.rel.noneHelp')}</p>
        </Card>
      )}
      {asked.data ? <Histories of={asked.data} /> : <LoadingCard lines={4} />}
      {asked.data && <Related customer={data.code} name={name} of={asked.data.relations} />}
      {moving && (
        <MoveMember party={{ code: data.code, name }} {...(group ? { within: group } : {})} onClose={() => setMoving(false)} />
      )}
    </div>
  );
}

function Histories({ of }: { of: Belonging }) {
  const { t } = useReading();
  const span = (from: string, to: string | null) =>
    to === null ? t('identity.rel.sinceDay', { from }) : t('identity.rel.span', { from, to });
  return (
    <Card className="x-span-4" title={t('identity.rel.history')}>
      <History
        title={t('identity.rel.groups')}
        lines={of.groups.map((each) => [each.group.name, span(each.validFrom, each.validTo)])}
      />
      <History
        title={t('identity.rel.owners')}
        lines={of.owners.map((each) => [
          t('identity.rel.fromTo', { from: each.from ?? t('identity.rel.nobody'), to: each.to ?? t('identity.rel.nobody') }),
          `${each.on} · ${each.by}`,
        ])}
      />
      <History
        title={t('identity.rel.segments')}
        lines={of.segments.map((each) => [each.segment, span(each.validFrom, each.validTo)])}
      />
      <History
        title={t('identity.rel.codes')}
        lines={[
          ...of.codes.map((each) => [each.code, each.source] as const),
          ...of.merged.map((each) => [each.code, each.name] as const),
        ]}
      />
    </Card>
  );
}

function History({ title, lines }: { title: string; lines: readonly (readonly [string, string])[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3 className="x-gap-top">{title}</h3>
      <div className="x-lines x-lines-ruled">
        {lines.map(([what, when]) => (
          <div key={`${what} ${when}`}>
            <span>{what}</span>
            <span className="x-caption">{when}</span>
          </div>
        ))}
      </div>
    </>
  );
}
