// The rules we ship, to read before they are confirmed.
import { Link } from '@tanstack/react-router';
import { confirmPolicy, inForce } from '#rooms/policies/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { OrderRules } from './order-rules.tsx';
import { ByOthers, StepAct } from './step.tsx';
import { WhoMay } from './who-may.tsx';

type Words = { readonly zh?: string; readonly en?: string };

export function PolicyStep({ confirmed, currency }: { confirmed: boolean; currency: string }) {
  const { t, lang } = useReading();
  const mayRead = useMay('policies.read');
  const may = useMay('policies.write');
  const asked = useOperation(inForce, {}, { enabled: mayRead });
  const confirm = useAct(confirmPolicy);
  if (!mayRead)
    return (
      <ByOthers>
        <WhoMay permission="policies.read" />
      </ByOthers>
    );
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const checks = asked.data.rulebooks.find((each) => each.kind === 'order-check');
  const others = asked.data.rulebooks.filter((each) => each.kind !== 'order-check');
  return (
    <>
      {checks && <OrderRules body={checks.body} currency={currency} />}
      <h3 className="x-guide-others">{t('guide.policy.others')}</h3>
      <dl className="x-guide-books">
        {others.map((each) => {
          const title = each.body['title'] as Words | undefined;
          const about = each.body['about'] as Words | undefined;
          return (
            <div key={each.kind}>
              <dt>{t('guide.policy.otherBody', { title: title?.[lang] ?? each.kind, version: each.version })}</dt>
              <dd className="x-caption">{about?.[lang]}</dd>
            </div>
          );
        })}
      </dl>
      <div className="x-form-act">
        {!confirmed &&
          (may ? (
            <StepAct busy={confirm.isPending} onClick={() => confirm.mutate({ input: {} })}>
              {t('guide.policy.confirm')}
            </StepAct>
          ) : (
            <WhoMay permission="policies.write" />
          ))}
        <Link to="/settings">{t('guide.policy.seeAll')}</Link>
      </div>
      <Refusal error={confirm.error} />
    </>
  );
}
