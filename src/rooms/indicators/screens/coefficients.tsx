// Industry and region coefficients: what each scales and for how many customers, what is not listed; changed in a draft that a second person approves.
import { useSearch } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { RatingsTabs } from '#rooms/ratings/screens/ratings-tabs.tsx';
import { useOperation } from '#web/api.ts';
import { type DraftHead, useEditable } from '#web/guide/rulebook-draft.tsx';
import { RulebookDraftHead } from '#web/guide/rulebook-draft-head.tsx';
import { type DraftAsked, DraftsAndVersions, useDraftStart, useToDraft } from '#web/guide/rulebook-drafts.tsx';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { coefficients } from '../contract.ts';
import './indicators.css';

const OF = ['industry', 'region'] as const;
type Row = {
  readonly id: string;
  readonly of: (typeof OF)[number];
  readonly title: { readonly zh: string; readonly en: string };
  readonly begins: readonly string[];
  readonly from: string;
  readonly percent: number;
  readonly source: string;
};
type Body = Readonly<Record<string, unknown>> & { readonly rows: readonly Row[] };

export function CoefficientsPage() {
  const may = useMay('policies.read');
  const asked = useSearch({ strict: false }) as DraftAsked & { readonly f_version?: string };
  return (
    <RatingsTabs>
      {!may ? (
        <NoPermission />
      ) : asked.f_draft ? (
        <Editing key={asked.f_draft} draftId={asked.f_draft} from={asked.f_from ?? null} />
      ) : (
        <InForce version={/^\d{1,6}$/.test(asked.f_version ?? '') ? Number(asked.f_version) : null} />
      )}
    </RatingsTabs>
  );
}

type Shown = OutputOf<typeof coefficients>['rows'][number];

function InForce({ version: older }: { version: number | null }) {
  const { t } = useReading();
  const { asOf, past } = useAsOf();
  const go = useToDraft('/coefficients');
  const mayWrite = useMay('policies.write');
  const phone = usePhone();
  const asked = useOperation(coefficients, { ...(past ? { asOf } : {}), ...(older === null ? {} : { version: older }) });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={12} />;
  const { rows, unlisted, version, inForce } = asked.data;
  return (
    <div className="x-cards x-scroll">
      <Card
        className="x-span-12"
        title={t('investigations.coef.title')}
        caption={`${t('investigations.tpl.version', { version })} · ${t(inForce ? 'investigations.coef.onDay' : 'investigations.coef.older', { on: asked.data.asOf })}`}
        extra={
          mayWrite &&
          inForce && (
            <Button type="primary" onClick={() => go({ f_draft: 'new' })}>
              {t('investigations.coef.edit')}
            </Button>
          )
        }
      >
        <p className="x-quiet">{t('investigations.coef.help')}</p>
      </Card>
      {OF.map((of) => (
        <TableOf key={of} of={of} rows={rows.filter((row) => row.of === of)} phone={phone} />
      ))}
      {unlisted.length > 0 && (
        <Card className="x-span-12" title={t('investigations.coef.unlisted')} caption={t('investigations.coef.unlistedHelp')}>
          <ul className="x-coef-unlisted">
            {unlisted.map((each) => (
              <li key={`${each.of} ${each.text}`}>
                <span className="x-quiet">{t(`investigations.coef.of.${each.of}`)}</span>{' '}
                <span data-content>{each.text ?? t('investigations.coef.notKept')}</span>{' '}
                <span className="x-num">{formatNumber(each.customers)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <DraftsAndVersions kind="coefficients" to="/coefficients" shows />
    </div>
  );
}

/** One of the two tables. What all its rows share, day and source, is said once above them. */
function TableOf({ of, rows, phone }: { of: Row['of']; rows: readonly Shown[]; phone: boolean }) {
  const { t, lang } = useReading();
  const [first] = rows;
  const shared =
    first !== undefined && rows.every((row) => row.from === first.from && row.source === first.source) ? first : null;
  const customers = (row: Shown) => (row.customers === 0 ? '—' : formatNumber(row.customers));
  const caption = shared && (
    <>
      {t('investigations.coef.sharedFrom', { on: shared.from })} <span data-content>{shared.source}</span>
    </>
  );
  const head = { className: 'x-span-12', flush: true, title: t(`investigations.coef.of.${of}`), caption };
  const standing = (row: Shown) =>
    row.standing !== 'standing' && <span className="x-caption"> {t(`investigations.coef.standing.${row.standing}`)}</span>;
  if (phone) {
    return (
      <Card {...head}>
        <ul className="x-coef-lines">
          {rows.map((row) => (
            <li key={row.id} data-standing={row.standing}>
              <b>
                {row.title[lang]}
                {standing(row)}
              </b>
              <Scaled ppm={row.ppm} />
              <small className="x-quiet" data-content>
                {t('investigations.coef.customers')} {customers(row)}
                {!shared && ` · ${row.from} · ${row.source}`}
              </small>
            </li>
          ))}
        </ul>
      </Card>
    );
  }
  return (
    <Card {...head}>
      <table className="x-twin-table x-coef-table">
        <thead>
          <tr>
            <th scope="col">{t(`investigations.coef.of.${of}`)}</th>
            <th scope="col">{t('investigations.coef.begins')}</th>
            <th scope="col" className="x-num">
              {t('investigations.coef.percent')}
            </th>
            <th scope="col" className="x-num">
              {t('investigations.coef.customers')}
            </th>
            {!shared && <th scope="col">{t('investigations.coef.from')}</th>}
            {!shared && <th scope="col">{t('investigations.coef.source')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-standing={row.standing}>
              <td>
                {row.title[lang]}
                {standing(row)}
              </td>
              <td data-content>{row.begins.join(' · ')}</td>
              <td className="x-num">
                <Scaled ppm={row.ppm} />
              </td>
              <td className="x-num">{customers(row)}</td>
              {!shared && <td className="x-coef-day">{row.from}</td>}
              {!shared && (
                <td className="x-quiet" data-content>
                  {row.source}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** 100 % is the middle: shorter is tighter, longer is wider. */
function Scaled({ ppm }: { ppm: number }) {
  const { t } = useReading();
  const off = Math.min(50, Math.abs(ppm - 1_000_000) / 6_000);
  const tight = ppm < 1_000_000;
  const title = ppm === 1_000_000 ? undefined : t(tight ? 'investigations.coef.riskier' : 'investigations.coef.safer');
  return (
    <span className="x-coef" title={title}>
      <i>
        <b data-tight={tight} style={tight ? { right: '50%', width: `${off}%` } : { left: '50%', width: `${off}%` }} />
      </i>
      <span className="x-num">{formatPercent(ppm, 0)}</span>
    </span>
  );
}

function Editing({ draftId, from }: { draftId: string; from: string | null }) {
  const at = useDraftStart('coefficients', draftId, from, ['new']);
  if (at.error) return <ErrorState error={at.error} retry={at.retry} />;
  if (!at.standing || !at.start) return <LoadingCard lines={10} />;
  return <Editor start={at.start as unknown as Body} standing={at.standing} draft={at.draft} />;
}

function Editor({
  start,
  standing,
  draft,
}: {
  start: Body;
  standing: Readonly<Record<string, unknown>>;
  draft: DraftHead | null;
}) {
  const { t } = useReading();
  const { today } = useAsOf();
  const editable = useEditable(draft);
  const [body, setBody] = useState(start);
  const put = (at: number, next: Partial<Row>) =>
    setBody({ ...body, rows: body.rows.map((row, place) => (place === at ? { ...row, ...next } : row)) });
  const add = (of: Row['of']) => {
    const taken = new Set(body.rows.map((row) => row.id));
    let nth = body.rows.length + 1;
    while (taken.has(`row_${nth}`)) nth += 1;
    const fresh: Row = { id: `row_${nth}`, of, title: { zh: '', en: '' }, begins: [], from: today, percent: 100, source: '' };
    setBody({ ...body, rows: [...body.rows, fresh] });
  };
  const places = useMemo(
    () => OF.map((of) => ({ of, rows: body.rows.flatMap((row, at) => (row.of === of ? [{ row, at }] : [])) })),
    [body],
  );
  const place = (path: string) => {
    const at = Number(/^rows\[(\d+)\]/.exec(path)?.[1] ?? -1);
    const row = body.rows[at];
    return row ? `${t(`investigations.coef.of.${row.of}`)} · ${row.title.zh || row.id}` : '';
  };
  return (
    <div className="x-cards x-scroll">
      <RulebookDraftHead
        kind="coefficients"
        title={t('investigations.coef.edit')}
        to="/coefficients"
        body={body}
        standing={standing}
        draft={draft}
        place={place}
      />
      {places.map(({ of, rows }) => (
        <Card
          key={of}
          className="x-span-12"
          title={t(`investigations.coef.of.${of}`)}
          caption={t('investigations.coef.bounds', { least: String(body['leastPercent']), most: String(body['mostPercent']) })}
        >
          <fieldset disabled={!editable} className="x-coef-edit">
            {rows.map(({ row, at }) => (
              <div key={row.id}>
                <Input
                  aria-label={t('investigations.coef.name')}
                  placeholder={t('investigations.coef.name')}
                  value={row.title.zh}
                  onChange={(event) => put(at, { title: { ...row.title, zh: event.target.value } })}
                />
                <Input
                  aria-label={t('investigations.coef.nameEn')}
                  placeholder={t('investigations.coef.nameEn')}
                  value={row.title.en}
                  onChange={(event) => put(at, { title: { ...row.title, en: event.target.value } })}
                />
                <Select
                  mode="tags"
                  aria-label={t('investigations.coef.begins')}
                  placeholder={t('investigations.coef.begins')}
                  value={[...row.begins]}
                  open={false}
                  suffixIcon={null}
                  tokenSeparators={['、', ',', '，', ' ']}
                  onChange={(begins: string[]) => put(at, { begins })}
                />
                <Input
                  aria-label={t('investigations.coef.percent')}
                  className="x-figure-input"
                  inputMode="decimal"
                  suffix="%"
                  value={String(row.percent)}
                  onChange={(event) => put(at, { percent: Number(event.target.value.replaceAll(/[^\d.]/g, '')) })}
                />
                <DayField label={t('investigations.coef.from')} value={row.from} onChange={(from) => put(at, { from })} />
                <Input
                  aria-label={t('investigations.coef.source')}
                  placeholder={t('investigations.coef.source')}
                  value={row.source}
                  onChange={(event) => put(at, { source: event.target.value })}
                />
                <Button
                  type="text"
                  danger
                  onClick={() => setBody({ ...body, rows: body.rows.filter((_, other) => other !== at) })}
                >
                  {t('investigations.tpl.remove')}
                </Button>
              </div>
            ))}
            {rows.length === 0 && <Empty title={t('investigations.coef.none')} />}
            <Button onClick={() => add(of)}>{t('investigations.coef.add')}</Button>
          </fieldset>
        </Card>
      ))}
    </div>
  );
}
