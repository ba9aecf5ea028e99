// Who belongs together: the group as a tree with its totals, related parties, and how salesperson, segment and group changed.
import { Link } from '@tanstack/react-router';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { UtilisationBar } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { LoadingCard } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { belonging, tree } from '../contract.ts';
import type { CustomerData } from './customer-data.ts';

type Belonging = OutputOf<typeof belonging>;

export function RelationsTab({ data }: { data: CustomerData }) {
  const { t, money } = useReading();
  const { group } = data.customer;
  const asked = useOperation(belonging, { customer: data.code });
  const groups = data.positions?.filter((each) => each.kind === 'group') ?? [];
  return (
    <div className="x-cards" data-content>
      {group ? (
        <Card className="x-span-7" title={t('customer.rel.group', { name: group.name, count: data.members.length + 1 })}>
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
          <GroupTree group={group.code} />
        </Card>
      ) : (
        <Card className="x-span-7" title={t('customer.rel.none')}>
          <p className="x-quiet">{t('customer.rel.noneHelp')}</p>
        </Card>
      )}
      {asked.data ? <Histories of={asked.data} /> : <LoadingCard lines={4} />}
    </div>
  );
}

/** Indented by depth; a salesperson, who sees his own customers only, is shown none. */
function GroupTree({ group }: { group: string }) {
  const { t, unit } = useReading();
  const asked = useOperation(tree, { group }, { retry: false });
  if (!asked.data) return null;
  return (
    <div className="x-twin-scroll">
      <table className="x-twin-table">
        <thead>
          <tr>
            <th scope="col">{t('identity.tree.member')}</th>
            <th scope="col" className="x-end">
              {t('identity.tree.exposure')} {unit()}
            </th>
            <th scope="col" className="x-end">
              {t('identity.tree.overdue')} {unit()}
            </th>
            <th scope="col" className="x-end">
              {t('identity.tree.limit')} {unit()}
            </th>
          </tr>
        </thead>
        <tbody>
          {asked.data.nodes.map((node) => (
            <tr key={node.code}>
              <td style={{ paddingInlineStart: node.depth * 18 }}>
                {node.kind === 'customer' ? (
                  <Link to="/customers/$code" params={{ code: node.code }}>
                    {node.name}
                  </Link>
                ) : (
                  <strong>{node.name}</strong>
                )}
              </td>
              {(['exposure', 'overdue', 'limit'] as const).map((part) => (
                <td key={part} className="x-end">
                  {node.money.map((each) => (
                    <div key={each.currency}>
                      <MoneyText value={each[part]} />
                    </div>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Histories({ of }: { of: Belonging }) {
  const { t } = useReading();
  const span = (from: string, to: string | null) =>
    to === null ? t('identity.rel.sinceDay', { from }) : t('identity.rel.span', { from, to });
  return (
    <Card className="x-span-5" title={t('identity.rel.title')}>
      {of.relations.length === 0 && <p className="x-quiet">{t('identity.rel.none')}</p>}
      <div className="x-lines x-lines-ruled">
        {of.relations.map((each) => (
          <div key={each.id}>
            <span>
              {t(`identity.rel.kind.${each.kind}`)} {each.other.name}
            </span>
            <span className="x-caption">{span(each.validFrom, each.validTo)}</span>
          </div>
        ))}
      </div>
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
