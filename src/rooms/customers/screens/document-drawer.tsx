// One document: where it came from, what settled it or what it settled, and for a bill what happened to it.
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { document as readDocument } from '#rooms/receivables/contract.ts';
import { DisputeStory } from '#rooms/settlements/screens/dispute.tsx';
import { DocumentActs, UnapplyButton } from '#rooms/settlements/screens/document-acts.tsx';
import { useOperation } from '#web/api.ts';
import { isNegative } from '#web/kit/exposure-parts.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { zh } from '#web/words/zh.ts';
import { useKindName } from './document-kinds.ts';

export function DocumentDrawer({ id, onOpen }: { id: string | null; onOpen: (id: string | null) => void }) {
  const { t } = useReading();
  const phone = usePhone();
  const kindName = useKindName();
  const asked = useOperation(readDocument, { id: id ?? '' }, { enabled: id !== null });
  const found = asked.data;
  return (
    <Drawer
      open={id !== null}
      onClose={() => onOpen(null)}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '85dvh' : 480}
      title={found ? t('customer.docs.drawer', { kind: kindName(found.kind), number: found.number }) : t('kit.loading')}
      destroyOnHidden
    >
      {asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : found ? (
        <Found found={found} onOpen={onOpen} />
      ) : (
        <LoadingRows rows={6} />
      )}
    </Drawer>
  );
}

/** What settles by being applied, and can be taken back alone. */
const APPLIED = new Set(['receipt', 'credit_note']);
type Document = NonNullable<ReturnType<typeof useOperation<typeof readDocument>>['data']>;

function Found({ found, onOpen }: { found: Document; onOpen: (id: string) => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const kindName = useKindName();
  const gives = isNegative(found.amount) || found.kind === 'receipt' || found.kind === 'credit_note';
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [
      t('glossary.customer'),
      <Link key="c" to="/customers/$code" params={{ code: found.customer.code }} data-content>
        {found.customer.name}
      </Link>,
    ],
    [t('customer.docs.entity'), found.entity],
    [t('customer.docs.issuedOn'), <DayText key="i" on={found.issuedOn} />],
    ...(found.postedOn && found.postedOn !== found.issuedOn
      ? [[t('customer.docs.postedOn'), <DayText key="p" on={found.postedOn} />] as const]
      : []),
    [t('glossary.dueOn'), <DayText key="d" on={found.dueOn} relative="due" />],
    [t('customer.docs.amount'), <MoneyText key="a" value={found.amount} withUnit />],
    [t('customer.docs.openAmount'), <MoneyText key="o" value={found.open} withUnit strong />],
    ...(found.disputed
      ? [[t('settlements.columns.disputed'), <MoneyText key="x" value={found.disputed} withUnit />] as const]
      : []),
    ...(found.reference ? [[t('settlements.columns.reference'), found.reference] as const] : []),
    ...(found.note ? [[t('settlements.reasonLabel'), found.note] as const] : []),
    ...(found.state === 'standing'
      ? []
      : [[t('settlements.columns.state'), t(`settlements.documentState.${found.state}`)] as const]),
  ];
  return (
    <div data-content>
      <div className="x-lines x-lines-ruled">
        {facts.map(([label, value]) => (
          <div key={label}>
            <span className="x-caption">{label}</span>
            <span>{value}</span>
          </div>
        ))}
      </div>
      <p className="x-caption x-gap-top">
        {found.importFile
          ? t('customer.docs.from', { file: found.importFile, row: found.importRow ?? '—' })
          : t('customer.docs.source', { source: found.source })}
        {' · '}
        {t('customer.docs.recorded', { at: instantText(found.recordedAt, today) })}
      </p>
      <h3 className="x-gap-top">{gives ? t('customer.docs.usedFor') : t('customer.docs.applied')}</h3>
      {found.applications.length === 0 ? (
        <p className="x-quiet">{t('customer.docs.appliedNone')}</p>
      ) : (
        <div className="x-lines x-lines-ruled">
          {found.applications.map((each) => (
            <div key={each.id} className={each.standing ? undefined : 'x-quiet'}>
              <button type="button" className="x-link" onClick={() => onOpen(each.documentId)}>
                {t('customer.docs.applyLine', { kind: kindName(each.kind), number: each.number })}
              </button>
              <span className="x-lines-end">
                <DayText on={each.effectiveOn} />
                <MoneyText value={each.amount} />
                {each.standing && APPLIED.has(gives ? found.kind : each.kind) && (
                  <UnapplyButton
                    line={{
                      id: each.id,
                      amount: each.amount,
                      from: gives ? found.number : each.number,
                      to: gives ? each.number : found.number,
                    }}
                  />
                )}
              </span>
            </div>
          ))}
        </div>
      )}
      {(found.kind === 'invoice' || found.kind === 'bill' || found.kind === 'retention') && <DisputeStory id={found.id} />}
      <DocumentActs found={found} />
      {found.bill.length > 0 && (
        <>
          <h3 className="x-gap-top">{t('customer.docs.billStates')}</h3>
          <div className="x-lines x-lines-ruled">
            {found.bill.map((each) => (
              <div key={`${each.state} ${each.effectiveOn}`}>
                <span>
                  {Object.hasOwn(zh.customer.docs.billState, each.state)
                    ? t(`customer.docs.billState.${each.state as 'received'}`)
                    : each.state}{' '}
                  <span className="x-caption">
                    {[
                      Object.hasOwn(zh.customer.docs.billType, each.type)
                        ? t(`customer.docs.billType.${each.type as 'bank'}`)
                        : each.type,
                      t('customer.docs.acceptor', { name: each.acceptor }),
                      each.recourse ? t('customer.docs.recourse') : null,
                    ]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                </span>
                <DayText on={each.effectiveOn} />
              </div>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
