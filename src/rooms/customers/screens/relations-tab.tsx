// Who belongs together: the customer's group, its exposure against its limit, the other members.
import { Link } from '@tanstack/react-router';
import { UtilisationBar } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import type { CustomerData } from './customer-data.ts';

export function RelationsTab({ data }: { data: CustomerData }) {
  const { t, money } = useReading();
  const { group } = data.customer;
  if (!group) return <Empty title={t('customer.rel.none')}>{t('customer.rel.noneHelp')}</Empty>;
  const groups = data.positions?.filter((each) => each.kind === 'group') ?? [];
  return (
    <div className="x-cards" data-content>
      <Card className="x-span-6" title={t('customer.rel.group', { name: group.name, count: data.members.length + 1 })}>
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
        <h3>{t('customer.rel.members')}</h3>
        <div className="x-lines x-lines-ruled">
          {data.members.map((each) => (
            <div key={each.code}>
              <Link to="/customers/$code" params={{ code: each.code }}>
                {each.name}
              </Link>
              <span className="x-caption">{each.code}</span>
            </div>
          ))}
        </div>
      </Card>
    </div>
  );
}
