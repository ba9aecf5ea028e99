// Groups: each with what it owes against its limit; the chosen one drawn as a tree, its members moved from a day on.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { UtilisationBar } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission, Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { groups, linkToGroup, tree } from '../contract.ts';
import { MoveMember, NameGroup } from './group-forms.tsx';
import { GroupTree, shareOf, type Tree, type TreeNode } from './group-tree.tsx';
import { CustomerParts } from './parts.tsx';

export type Group = OutputOf<typeof groups>['groups'][number];

export function GroupsPage() {
  const may = useMay('customers.write');
  return (
    <div className="x-under-tabs">
      <CustomerParts here="groups" />
      {may ? <Groups /> : <NoPermission />}
    </div>
  );
}

function Groups() {
  const { t } = useReading();
  const phone = usePhone();
  const [state, setState] = useListState();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const asked = useOperation(groups, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const all = asked.data.groups;
  const wanted = text.trim().toLowerCase();
  const shown = all.filter((each) => `${each.name} ${each.code}`.toLowerCase().includes(wanted));
  const choose = (group: string | null) => setState({ ...state, filters: group === null ? {} : { group } });
  const named = all.find((each) => each.code === state.filters['group']);
  const chosen = named ?? (phone ? undefined : shown[0]);
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('belonging.grp.add')}
    </Button>
  );
  const form = adding && (
    <NameGroup
      onClose={(code) => {
        setAdding(false);
        if (code !== null) choose(code);
      }}
    />
  );
  if (all.length === 0) {
    return (
      <>
        <div className="x-scroll">
          <Empty title={t('belonging.grp.none')} action={add}>
            {t('belonging.grp.noneHelp')}
          </Empty>
        </div>
        {form}
      </>
    );
  }
  return (
    <>
      {/* The form stands beside either page: the first group that is saved must find it still there to close it. */}
      <div className="x-groups x-scroll">
        {!(phone && chosen) && (
          <Card title={t('belonging.grp.list', { count: all.length })} extra={add} flush className="x-groups-list">
            <Input
              allowClear
              value={text}
              aria-label={t('belonging.grp.find')}
              placeholder={t('belonging.grp.find')}
              onChange={(event) => setText(event.target.value)}
            />
            <ul>
              {shown.map((each) => (
                <li key={each.code}>
                  <button
                    type="button"
                    aria-current={each.code === chosen?.code ? 'true' : undefined}
                    onClick={() => choose(each.code)}
                  >
                    <GroupLine of={each} />
                  </button>
                </li>
              ))}
            </ul>
          </Card>
        )}
        {chosen && <OneGroup key={chosen.code} group={chosen} {...(phone ? { onBack: () => choose(null) } : {})} />}
      </div>
      {form}
    </>
  );
}

function GroupLine({ of }: { of: Group }) {
  const { t } = useReading();
  const share = of.exposure && shareOf(of.exposure, of.limit);
  return (
    <>
      <span className="x-groups-name">
        <strong data-content>{of.name}</strong>
        {of.exposure && <MoneyText value={of.exposure} withUnit />}
      </span>
      <span className="x-groups-sub">
        <small className="x-aside">
          {t('belonging.grp.members', { count: of.members })}
          {of.parent && ` · ${t('belonging.grp.within', { name: of.parent.name })}`}
        </small>
        {share !== null && (
          <span className="x-tree-bar">
            <UtilisationBar ppm={share} /> <small className="x-num x-aside">{formatPercent(share, 0)}</small>
          </span>
        )}
      </span>
    </>
  );
}

function OneGroup({ group, onBack }: { group: Group; onBack?: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [on, setOn] = useState(today);
  const [renaming, setRenaming] = useState(false);
  const [moving, setMoving] = useState<Pick<TreeNode, 'code' | 'name'> | 'new' | null>(null);
  const asked = useOperation(
    tree,
    { group: group.code, ...(on === today ? {} : { on }) },
    { placeholderData: (before) => before },
  );
  return (
    <Card
      className="x-groups-one"
      title={<span data-content>{group.name}</span>}
      caption={group.code}
      extra={
        <>
          {onBack && (
            <Button size="small" onClick={onBack}>
              ‹ {t('belonging.grp.title')}
            </Button>
          )}
          <Button size="small" onClick={() => setRenaming(true)}>
            {t('belonging.grp.rename')}
          </Button>
          <Button size="small" type="primary" onClick={() => setMoving('new')}>
            {t('belonging.grp.addMember')}
          </Button>
        </>
      }
    >
      {asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data ? (
        <>
          <Totals of={asked.data} />
          <Planned of={asked.data.planned} />
          <div className="x-gap-top x-gap-bottom">
            <label>
              {t('belonging.grp.treeOn')} <DayField size="small" keep value={on} onChange={setOn} />
            </label>
            {on !== today && <span className="x-aside"> {t('belonging.grp.treeThen', { on })}</span>}
          </div>
          <GroupTree of={asked.data} onMove={setMoving} />
        </>
      ) : (
        <LoadingCard lines={6} />
      )}
      {renaming && <NameGroup group={group} onClose={() => setRenaming(false)} />}
      {moving !== null && (
        <MoveMember {...(moving === 'new' ? {} : { party: moving })} within={group} onClose={() => setMoving(null)} />
      )}
    </Card>
  );
}

function Totals({ of }: { of: Tree }) {
  const { t, money, unit } = useReading();
  const top = of.nodes[0];
  return top?.money.map((each) => {
    const share = shareOf(each.exposure, each.limit);
    const told = (value: typeof each.exposure) => `${money(value)} ${unit(value.currency)}`;
    const over = each.limit !== null && (shareOf(each.memberLimits, each.limit) ?? 0) > 1_000_000;
    return (
      <div key={each.currency} className="x-gap-bottom">
        <p>{t('belonging.grp.summary', { count: top.customers, exposure: told(each.exposure), overdue: told(each.overdue) })}</p>
        {each.limit !== null && share !== null ? (
          <>
            <p>{t('belonging.grp.limit', { limit: told(each.limit), share: formatPercent(share, 0) })}</p>
            <UtilisationBar ppm={share} />
          </>
        ) : (
          <p className="x-quiet">{t('belonging.grp.noLimit', { members: told(each.memberLimits) })}</p>
        )}
        {over && <RiskMark step={2} word={t('belonging.grp.overlimit', { members: told(each.memberLimits) })} />}
      </div>
    );
  });
}

function Planned({ of }: { of: Tree['planned'] }) {
  const { t } = useReading();
  const cancelling = useAct(linkToGroup);
  if (of.length === 0) return null;
  return (
    <div className="x-planned">
      <h3>{t('belonging.grp.planned')}</h3>
      <div className="x-lines x-lines-ruled">
        {of.map((each) => (
          <div key={`${each.party.code} ${each.on}`}>
            <span data-content>
              {t(
                each.to === null
                  ? 'belonging.grp.plannedOut'
                  : each.from === null
                    ? 'belonging.grp.plannedIn'
                    : 'belonging.grp.plannedMove',
                { on: each.on, name: each.party.name, from: each.from?.name ?? '', to: each.to?.name ?? '' },
              )}
            </span>
            <Button
              size="small"
              type="link"
              loading={cancelling.isPending}
              onClick={() =>
                cancelling.mutate({ input: { customer: each.party.code, group: each.from?.code ?? null, from: each.on } })
              }
            >
              {t('belonging.grp.cancel')}
            </Button>
          </div>
        ))}
      </div>
      <Refusal error={cancelling.error} />
    </div>
  );
}
