// Cards of a contract: what does not fit, its terms, its documents, its versions and states.
import { Button } from 'antd';
import { useState } from 'react';
import type { WireMoney } from '#base/money.ts';
import { useAct } from '#web/api.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, Refusal } from '#web/kit/states.tsx';
import { DayText, MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { zh } from '#web/words/zh.ts';
import { type BodyInput, unlinkDocument } from '../contract.ts';
import type { ContractData } from './contract.tsx';
import { LinkDocuments } from './link-documents.tsx';
import { camel } from './reasons.ts';
import { retentionText, termsText } from './terms-text.ts';

const STEPS: Readonly<Record<string, RiskStep>> = { over_invoiced: 4, retention_overdue: 4, ended_with_open: 3, due_differs: 3 };

export function Warnings({ data }: { data: ContractData }) {
  const { t, money, lang } = useReading();
  if (data.warnings.length === 0 && !data.statutory) return null;
  const separator = lang === 'zh' ? '、' : ', ';
  return (
    <Card
      className="x-span-12"
      flush
      title={t('contracts.warn.title', { count: data.warnings.length + (data.statutory ? 1 : 0) })}
    >
      <ul className="x-items">
        {data.warnings.map((each) => {
          const key = camel(each.code);
          const amount = (each.facts['by'] ?? each.facts['open']) as WireMoney | undefined;
          const event = String(each.facts['event'] ?? '');
          const values = {
            count: each.count,
            days: Math.abs(Number(each.facts['mostDays'] ?? 0)),
            by: money(amount, { scale: 'one' }),
            open: money(amount, { scale: 'one' }),
            event: Object.hasOwn(zh.contracts.event, event) ? t(`contracts.event.${event as 'delivery'}`) : '',
          };
          return (
            <li key={each.code}>
              <RiskMark
                step={STEPS[each.code] ?? 2}
                word={
                  <span className="x-ink">
                    {Object.hasOwn(zh.contracts.warn, key) ? t(`contracts.warn.${key as 'outsideTerm'}`, values) : each.code}
                  </span>
                }
              />
              {each.documents.length > 0 && (
                <span className="x-caption" data-content>
                  {each.documents.join(separator)}
                  {each.count > each.documents.length && ' …'}
                </span>
              )}
            </li>
          );
        })}
        {data.statutory && (
          <li>
            <RiskMark
              step={data.statutory.force === 'hard' ? 3 : 2}
              word={
                <span className="x-ink">
                  {t('contracts.statutory', {
                    actual: data.statutory.actualDays,
                    limit: data.statutory.limitDays,
                    force: t(`contracts.statutoryForce.${data.statutory.force as 'hard'}`),
                    source: data.statutory.source,
                  })}
                </span>
              }
            />
          </li>
        )}
      </ul>
    </Card>
  );
}

export function Terms({ data, body }: { data: ContractData; body: BodyInput }) {
  const { t } = useReading();
  const none = <span className="x-quiet">{t('contracts.term.none')}</span>;
  return (
    <Card className="x-span-4" title={t('contracts.term.title')}>
      <dl className="x-contract-terms">
        <dt>{t('contracts.term.terms')}</dt>
        <dd>{termsText(body.terms, t)}</dd>
        <dt>{t('contracts.term.retention')}</dt>
        <dd>{body.retention ? retentionText(body.retention, t) : none}</dd>
        <dt>{t('contracts.term.discount')}</dt>
        <dd>
          {body.discount
            ? t('contracts.rule.discount', { within: body.discount.withinDays, share: formatPercent(body.discount.sharePpm, 1) })
            : none}
        </dd>
        <dt>{t('contracts.term.late')}</dt>
        <dd>
          {body.lateInterestPpmPerDay === undefined
            ? body.supplierIsSmall && body.buyer !== undefined && body.buyer !== 'small'
              ? t('contracts.rule.lateNone')
              : none
            : t('contracts.rule.late', { rate: body.lateInterestPpmPerDay / 100 })}
        </dd>
        <dt>{t('contracts.term.buyer')}</dt>
        <dd>{body.buyer ? t(`contracts.buyer.${body.buyer}`) : <MissingText />}</dd>
        <dt>{t('contracts.term.signed')}</dt>
        <dd>
          <DayText on={body.signedOn} />
        </dd>
        <dt>{t('glossary.salesperson')}</dt>
        <dd data-content>{data.customer.owner ?? <MissingText />}</dd>
      </dl>
    </Card>
  );
}

/** Orders placed under the contract, with what of each is still reserved. */
export function Orders({ data }: { data: ContractData }) {
  const { t, unit } = useReading();
  return (
    <Card
      className="x-span-8"
      flush
      title={t('contracts.orders.title', { count: data.orders.length })}
      caption={unit(data.currency)}
    >
      <TwinTable
        twin={{
          columns: [
            t('contracts.orders.number'),
            t('contracts.col.state'),
            t('contracts.col.amount'),
            t('contracts.orders.reserved'),
          ],
          rows: data.orders.map((each) => [
            <span key="n" data-content>
              {each.order}
            </span>,
            Object.hasOwn(zh.contracts.orders.state, each.state)
              ? t(`contracts.orders.state.${each.state as 'held'}`)
              : each.state,
            <MoneyText key="a" value={each.amount} />,
            <MoneyText key="r" value={each.reserved} strong />,
          ]),
        }}
      />
    </Card>
  );
}

export function Documents({ data }: { data: ContractData }) {
  const { t, unit } = useReading();
  const mayLink = useMay('ledger.write') && data.state !== 'draft';
  const [linking, setLinking] = useState(false);
  const unlinking = useAct(unlinkDocument);
  const kinds = zh.customer.docs.kind;
  return (
    <Card
      className="x-span-8"
      flush
      title={t('contracts.doc.title', { count: data.documentCount })}
      {...(data.documentCount > data.documents.length
        ? { caption: t('contracts.doc.shown', { count: data.documents.length }) }
        : { caption: unit(data.currency) })}
      extra={
        mayLink && (
          <Button size="small" onClick={() => setLinking(true)}>
            {t('contracts.link.open')}
          </Button>
        )
      }
    >
      {linking && <LinkDocuments id={data.id} number={data.number} onClose={() => setLinking(false)} />}
      <Refusal error={unlinking.error} />
      {data.documents.length === 0 ? (
        <Empty title={t('contracts.doc.none')} />
      ) : (
        <TwinTable
          twin={{
            columns: [
              t('glossary.document'),
              t('contracts.col.issued'),
              t('contracts.col.due'),
              t('contracts.col.expected'),
              t('contracts.col.amount'),
              t('contracts.col.open'),
            ],
            rows: data.documents.map((each) => [
              <span key="n" data-content>
                <span className="x-quiet">
                  {Object.hasOwn(kinds, each.kind) ? t(`customer.docs.kind.${each.kind as 'invoice'}`) : each.kind}
                </span>{' '}
                {each.number}{' '}
                {each.linkedBy !== null && (
                  <>
                    <span className="x-aside">{t('contracts.link.by', { by: each.linkedBy })}</span>
                    {mayLink && (
                      <Button size="small" type="link" onClick={() => unlinking.mutate({ input: { document: each.id } })}>
                        {t('contracts.link.out')}
                      </Button>
                    )}
                  </>
                )}
              </span>,
              each.issuedOn,
              <DayText key="d" on={each.dueOn} />,
              each.expectedOn === null ? (
                <MissingText key="e" />
              ) : each.expectedOn === each.dueOn ? (
                <span key="e" className="x-num x-quiet">
                  {each.expectedOn}
                </span>
              ) : (
                <RiskMark key="e" step={3} word={<span className="x-num">{each.expectedOn}</span>} />
              ),
              <MoneyText key="a" value={each.amount} />,
              <MoneyText key="o" value={each.open} strong />,
            ]),
          }}
        />
      )}
    </Card>
  );
}

export function Versions({ data }: { data: ContractData }) {
  const { t, money } = useReading();
  const { today } = useAsOf();
  return (
    <Card className="x-span-4" flush title={t('contracts.ver.title')}>
      <ul className="x-items">
        {data.versions.map((each) => {
          const body = each.body as unknown as BodyInput;
          return (
            <li key={each.version}>
              <span className="x-items-head">
                <b>{t('contracts.head.version', { version: each.version })}</b>
                <span className="x-caption">{t('contracts.ver.from', { on: each.effectiveOn })}</span>
                <span className="x-num">{body.amount ? money(body.amount) : t('contracts.framework')}</span>
              </span>
              <span className="x-caption" data-content>
                {[
                  termsText(body.terms, t),
                  each.reason,
                  t('contracts.ver.by', { by: each.by }),
                  each.approvedBy && t('contracts.ver.approved', { by: each.approvedBy }),
                  instantText(each.at, today),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          );
        })}
        {data.states.map((each) => (
          <li key={`${each.state}${each.at}`}>
            <span className="x-items-head">
              <b>{t(`contracts.state.${each.state}`)}</b>
              <span className="x-caption">{t('contracts.ver.from', { on: each.on })}</span>
            </span>
            <span className="x-caption" data-content>
              {[each.reason, each.by].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
