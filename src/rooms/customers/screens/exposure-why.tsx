// How an exposure comes about: its parts added up, and the entries behind each of them.
import { Button, Segmented } from 'antd';
import { entries } from '#rooms/exposure/contract.ts';
import { exposureParts } from '#web/kit/exposure-parts.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Arithmetic, WhyDrawer } from '#web/kit/record-page.tsx';
import { ErrorState, LoadingRows } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { zh } from '#web/words/zh.ts';
import type { Position } from './customer-data.ts';
import { useKindName } from './document-kinds.ts';

export type WhyPart = 'exposure' | 'open' | 'bills' | 'delivered' | 'reserved' | 'unapplied' | 'children';
const ENTRIES_PAGE = 50;

export function ExposureWhy({
  code,
  position,
  part,
  onPart,
}: {
  code: string;
  position: Position;
  part: WhyPart | null;
  onPart: (part: WhyPart | null) => void;
}) {
  const { t, money } = useReading();
  const parts = exposureParts(position.parts, t);
  const name =
    part === null || part === 'exposure' ? t('glossary.exposure') : (parts.find((each) => each.key === part)?.label ?? part);
  return (
    <WhyDrawer name={name} open={part !== null} onClose={() => onPart(null)}>
      <Arithmetic
        terms={parts.map((each) => ({
          label: (
            <button type="button" className="x-link" aria-pressed={each.key === part} onClick={() => onPart(each.key as WhyPart)}>
              {each.label}
            </button>
          ),
          value: money(each.value),
        }))}
        result={{ label: t('glossary.exposure'), value: money(position.exposure) }}
      />
      <div className="x-why-choose">
        <Segmented
          size="small"
          value={part ?? 'exposure'}
          onChange={(next) => onPart(next as WhyPart)}
          options={[{ value: 'exposure', label: t('kit.all') }, ...parts.map((each) => ({ value: each.key, label: each.label }))]}
        />
      </div>
      {part !== null && <Entries code={code} currency={position.currency} part={part} />}
    </WhyDrawer>
  );
}

function Entries({ code, currency, part }: { code: string; currency: string; part: WhyPart }) {
  const { t } = useReading();
  const { today, then } = useAsOf();
  const asked = usePages(entries, {
    customer: code,
    ...then,
    currency,
    limit: ENTRIES_PAGE,
    ...(part === 'exposure' ? {} : { part }),
  });
  const rows = asked.pages?.flatMap((each) => each.entries);
  const kindName = useKindName();
  const sourceName = (source: string) =>
    Object.hasOwn(zh.customer.why.source, source) ? t(`customer.why.source.${source as 'reservation'}`) : kindName(source);
  if (asked.error) return <ErrorState error={asked.error} retry={asked.retry} />;
  if (!rows) return <LoadingRows rows={8} />;
  if (rows.length === 0) return <p className="x-quiet">{t('customer.why.none')}</p>;
  return (
    <>
      <table className="x-twin-table x-why-entries">
        <thead>
          <tr>
            <th scope="col">{t('customer.why.effective')}</th>
            <th scope="col">{t('customer.docs.kindHead')}</th>
            <th scope="col" className="x-end">
              {t('customer.docs.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={`${each.seq} ${each.part}`}>
              <td title={instantText(each.recordedAt, today)}>
                <DayText on={each.effectiveOn} />
              </td>
              <td>
                {sourceName(each.source)}
                {each.dueOn && (
                  <span className="x-aside">
                    {' '}
                    {t('glossary.dueOn')} {each.dueOn}
                  </span>
                )}
              </td>
              <td className="x-end">
                <MoneyText value={each.amount} sign="always" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked.onMore && (
        <Button type="link" loading={asked.loadingMore} onClick={asked.onMore}>
          {t('kit.loadMore')}
        </Button>
      )}
    </>
  );
}
