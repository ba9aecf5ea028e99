// The rulebooks in force, to read: order check, scorecard, limits, warnings, authority. Numbers stand as people wrote them.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WireMoney } from '#base/money.ts';
import { INDICATORS } from '#engine/indicators.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { OrderRules } from '#web/guide/order-rules.tsx';
import { Card } from '#web/kit/card.tsx';
import { formatNumber, unitOf } from '#web/kit/figures.ts';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { GradeTag, RiskMark } from '#web/kit/text.tsx';
import { useSession } from '#web/shell/session.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { roleNames } from '#web/words/problem-text.ts';
import { reasonName } from '#web/words/reason-text.ts';
import { zh } from '#web/words/zh.ts';
import { inForce } from '../contract.ts';
import './rules-in-force.css';

type Words = { readonly zh: string; readonly en: string };
type Rulebook = OutputOf<typeof inForce>['rulebooks'][number];
type Row = Readonly<Record<string, unknown>>;

function rows<T = Row>(value: unknown): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

/** In the order in which they bear on an order. */
const ORDER: readonly Rulebook['kind'][] = [
  'order-check',
  'limits',
  'scorecard',
  'signals',
  'applying',
  'segments',
  'coefficients',
  'investigations',
  'authority',
];

export function RulesInForce() {
  const asked = useOperation(inForce, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={12} />;
  return (
    <>
      {ORDER.flatMap((kind) => asked.data?.rulebooks.filter((each) => each.kind === kind) ?? []).map((each) => (
        <Book key={each.kind} book={each} />
      ))}
    </>
  );
}

function Book({ book }: { book: Rulebook }) {
  const { t, lang } = useReading();
  const currency = useSession()?.currency ?? 'CNY';
  const { body } = book;
  const about = body['about'] as Words | undefined;
  const parts: Readonly<Record<Rulebook['kind'], readonly [string, ReactNode]>> = {
    'order-check': [t('settings.rules.order'), <OrderRules key="b" body={body} currency={currency} />],
    scorecard: [
      t('settings.rules.scorecard', { count: rows(body['indicators']).length, base: String(body['base']) }),
      <Scorecard key="b" body={body} />,
    ],
    limits: [
      t('settings.rules.limits', { count: rows(body['methods']).length }),
      <LimitRules key="b" body={body} currency={currency} />,
    ],
    signals: [t('settings.rules.signals', { count: rows(body['rules']).length }), <Signals key="b" body={body} />],
    applying: [
      t('settings.rules.applying', { count: rows(body['rules']).length }),
      <ApplyingRules key="b" body={body} currency={currency} />,
    ],
    segments: [
      t('settings.rules.segments', { count: rows(body['rows']).length }),
      <SegmentRows key="b" body={body} currency={currency} />,
    ],
    authority: [t('settings.rules.authority'), <Authority key="b" body={body} currency={currency} />],
    coefficients: [
      t('settings.rules.coefficients', { count: rows(body['rows']).length }),
      <Link key="b" to="/coefficients">
        {t('settings.rules.coefficientsOpen')}
      </Link>,
    ],
    investigations: [
      t('settings.rules.investigations', { count: rows(body['templates']).length }),
      <Link key="b" to="/investigations/templates">
        {t('settings.rules.investigationsOpen')}
      </Link>,
    ],
  };
  const [title, content] = parts[book.kind];
  return (
    <Card
      className="x-span-12"
      title={title}
      caption={t('settings.rules.since', { version: book.version, at: instantDay(book.since) })}
    >
      {about && book.kind !== 'authority' && <p className="x-quiet">{about[lang]}</p>}
      <div className="x-rules-scroll">{content}</div>
    </Card>
  );
}

type SegmentLine = {
  readonly id: string;
  readonly segment: string;
  readonly grades?: readonly string[];
  readonly sizes?: readonly string[];
  readonly industries?: readonly string[];
  readonly regions?: readonly string[];
  readonly channels?: readonly string[];
  readonly salesFrom?: readonly WireMoney[];
  readonly salesBelow?: readonly WireMoney[];
};

function SegmentRows({ body, currency }: { body: Row; currency: string }) {
  const { t } = useReading();
  const amount = useAmount();
  const bound = (list: readonly WireMoney[] | undefined) => list?.find((each) => each.currency === currency);
  const conditions = (row: SegmentLine) => {
    const from = bound(row.salesFrom);
    const below = bound(row.salesBelow);
    const parts = [
      from ? t('identity.seg.salesFrom', { amount: amount(from) }) : null,
      below ? t('identity.seg.salesBelow', { amount: amount(below) }) : null,
      row.grades ? t('identity.seg.grades', { list: row.grades.join(' ') }) : null,
      row.sizes ? row.sizes.map((each) => t(`identity.size.${each as 'large'}`)).join(' ') : null,
      ...[row.industries, row.regions, row.channels].map((list) => list?.join(' ') ?? null),
    ].filter((each) => each !== null);
    return parts.length > 0 ? parts.join(' · ') : t('identity.seg.rest');
  };
  return (
    <div className="x-lines x-lines-ruled">
      {rows<SegmentLine>(body['rows']).map((each) => (
        <div key={each.id}>
          <span data-content>{each.segment}</span>
          <span className="x-caption">{conditions(each)}</span>
        </div>
      ))}
    </div>
  );
}

type HowApplied = { readonly rule: string; readonly how: 'apply' | 'suggest' | 'off' };

function ApplyingRules({ body, currency }: { body: Row; currency: string }) {
  const { t } = useReading();
  const amount = useAmount();
  const tolerance = rows<WireMoney>(body['tolerance']).find((each) => each.currency === currency);
  return (
    <div className="x-lines x-lines-ruled">
      {rows<HowApplied>(body['rules']).map((each) => (
        <div key={each.rule}>
          <span>
            {t(`settlements.rule.${each.rule as 'reference'}`)}
            {each.rule === 'tolerance' && tolerance ? ` · ${t('settlements.upTo', { amount: amount(tolerance) })}` : ''}
          </span>
          <span>{t(`settlements.how.${each.how}`)}</span>
        </div>
      ))}
    </div>
  );
}

/** A value of an indicator as the rulebook writes it: shares in percent. */
function useMeasure(): (indicator: string, value: number) => string {
  const { t } = useReading();
  return (indicator, value) => {
    switch (INDICATORS.find((each) => each.key === indicator)?.unit) {
      case 'days':
        return t('kit.days', { count: value });
      case 'months':
        return t('kit.months', { count: value });
      case 'ppm':
        return `${formatNumber(value)}%`;
      default:
        return formatNumber(value);
    }
  };
}

type CardIndicator = {
  readonly key: string;
  readonly bands: readonly { readonly upTo: number | null; readonly points: number }[];
  readonly missing: { readonly policy: 'neutral' | 'worst' | 'floor'; readonly points?: number; readonly floorGrade?: string };
};

function Scorecard({ body }: { body: Row }) {
  const { t, lang } = useReading();
  const measure = useMeasure();
  const titled = (value: unknown) => rows<{ code: string; grade: string; title: Words }>(value);
  return (
    <>
      <h3>{t('settings.rules.scale')}</h3>
      <p className="x-rules-chips">
        {rows<{ grade: string; minScore: number | null }>(body['scale']).map((each) => (
          <span key={each.grade}>
            <GradeTag grade={each.grade} /> {each.minScore === null || each.minScore < 0 ? '0' : formatNumber(each.minScore)}
          </span>
        ))}
      </p>
      <table className="x-twin-table x-rules-table">
        <thead>
          <tr>
            <th scope="col">{t('settings.rules.indicator')}</th>
            <th scope="col">{t('settings.rules.bands')}</th>
            <th scope="col">{t('settings.rules.missing')}</th>
          </tr>
        </thead>
        <tbody>
          {rows<CardIndicator>(body['indicators']).map((each) => (
            <tr key={each.key}>
              <td>{reasonName({ code: each.key }, t, lang)}</td>
              <td>
                <span className="x-rules-chips">
                  {each.bands.map((band) => (
                    <span key={String(band.upTo)}>
                      {band.upTo === null
                        ? t('settings.rules.above')
                        : t('settings.rules.upTo', { value: measure(each.key, band.upTo) })}{' '}
                      <b className="x-num">{formatNumber(band.points, 0, 'always')}</b>
                    </span>
                  ))}
                </span>
              </td>
              <td>
                {t(`settings.rules.missingPolicy.${each.missing.policy}`, {
                  points: formatNumber(each.missing.points ?? 0),
                  grade: each.missing.floorGrade ?? '',
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {(['caps', 'hardCriteria'] as const).map((key) => (
        <section key={key}>
          <h3>{t(key === 'caps' ? 'settings.rules.caps' : 'settings.rules.criteria')}</h3>
          <div className="x-lines x-lines-ruled">
            {titled(body[key]).map((each) => (
              <div key={each.code}>
                <span>{each.title[lang]}</span>
                <GradeTag grade={each.grade} />
              </div>
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

function LimitRules({ body, currency }: { body: Row; currency: string }) {
  const { t } = useReading();
  const amount = useAmount();
  const step = rows<WireMoney>(body['roundTo']).find((each) => each.currency === currency);
  const grades = rows<{ grade: string; factorPercent?: number; termsDays?: number; prepay?: boolean }>(body['grades']);
  return (
    <>
      <p>
        {t('settings.rules.margin', {
          margin: String(body['marginPercent']),
          growth: String(body['growthPercent']),
          share: String(body['concentrationPercent']),
        })}
        {step && ` · ${t('settings.rules.roundTo', { amount: amount(step) })}`}
      </p>
      <table className="x-twin-table x-rules-table">
        <thead>
          <tr>
            <th scope="col">{t('settings.rules.grade')}</th>
            <th scope="col">{t('settings.rules.factor')}</th>
            <th scope="col">{t('settings.rules.terms')}</th>
          </tr>
        </thead>
        <tbody>
          {grades.map((each) => (
            <tr key={each.grade}>
              <td>
                <GradeTag grade={each.grade} />
              </td>
              <td className="x-num">
                {each.prepay || !each.factorPercent ? t('settings.rules.noCredit') : `${each.factorPercent}%`}
              </td>
              <td className="x-num">{each.prepay || !each.termsDays ? '—' : t('kit.days', { count: each.termsDays })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A plain amount of a rulebook, whole where it has no cents. */
function useAmount(): (value: WireMoney) => string {
  const { lang, money } = useReading();
  return (value) => `${money(value, { scale: 'one' }).replace(/\.0+$/, '')} ${unitOf(value.currency, 'one', lang)}`;
}

const LEVEL_STEP: Readonly<Record<string, RiskStep>> = { yellow: 2, orange: 3, red: 4 };
type SignalRow = {
  readonly code: string;
  readonly title: Words;
  readonly enabled: boolean;
  readonly levels: readonly {
    readonly level: string;
    readonly days?: number;
    readonly percent?: number;
    readonly count?: number;
  }[];
  readonly responses: readonly string[];
};

function Signals({ body }: { body: Row }) {
  const { t, lang } = useReading();
  const at = (level: SignalRow['levels'][number]) =>
    level.days !== undefined
      ? t('kit.days', { count: level.days })
      : level.percent !== undefined
        ? `${level.percent}%`
        : level.count !== undefined
          ? formatNumber(level.count)
          : '';
  return (
    <table className="x-twin-table x-rules-table">
      <thead>
        <tr>
          <th scope="col">{t('settings.rules.signal')}</th>
          <th scope="col">{t('glossary.threshold')}</th>
          <th scope="col">{t('settings.rules.responses')}</th>
        </tr>
      </thead>
      <tbody>
        {rows<SignalRow>(body['rules']).map((each) => (
          <tr key={each.code}>
            <td>
              {each.title[lang]} {!each.enabled && <span className="x-quiet">{t('settings.rules.off')}</span>}
            </td>
            <td>
              <span className="x-rules-chips">
                {each.levels.map((level) => (
                  <RiskMark
                    key={level.level}
                    step={LEVEL_STEP[level.level] ?? 2}
                    word={
                      <span className="x-ink">
                        {t('settings.rules.at', { level: t(`alerts.level.${level.level as 'red'}`), value: at(level) })}
                      </span>
                    }
                  />
                ))}
              </span>
            </td>
            <td>
              {each.responses
                .map((one) => (Object.hasOwn(zh.alerts.response, one) ? t(`alerts.response.${one as 'call'}`) : one))
                .join(t('kit.separator'))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type AuthorityRow = {
  readonly role: string;
  readonly act: string;
  readonly amountMax?: readonly WireMoney[] | null;
  readonly overLimitMax?: readonly WireMoney[] | null;
  readonly overdueDaysMax?: number | null;
};

function Authority({ body, currency }: { body: Row; currency: string }) {
  const { t } = useReading();
  const amount = useAmount();
  const bound = (of: readonly WireMoney[] | null | undefined) => {
    if (!of) return t('settings.rules.noBound');
    const own = of.find((each) => each.currency === currency);
    return own ? amount(own) : '—';
  };
  return (
    <>
      {body['makerIsNotChecker'] === true && <p>{t('settings.rules.maker')}</p>}
      <table className="x-twin-table x-rules-table">
        <thead>
          <tr>
            <th scope="col">{t('settings.rules.role')}</th>
            <th scope="col">{t('settings.rules.act')}</th>
            <th scope="col">{t('settings.rules.amountMax')}</th>
            <th scope="col">{t('settings.rules.overLimitMax')}</th>
            <th scope="col">{t('settings.rules.overdueMax')}</th>
          </tr>
        </thead>
        <tbody>
          {rows<AuthorityRow>(body['rows']).map((each) => (
            <tr key={`${each.role} ${each.act}`}>
              <td>{roleNames([each.role], t)}</td>
              <td>
                {Object.hasOwn(zh.settings.rules.acts, each.act) ? t(`settings.rules.acts.${each.act as 'freeze'}`) : each.act}
              </td>
              <td className="x-num">{bound(each.amountMax)}</td>
              <td className="x-num">{bound(each.overLimitMax)}</td>
              <td className="x-num">
                {each.overdueDaysMax === null || each.overdueDaysMax === undefined
                  ? t('settings.rules.noBound')
                  : t('kit.days', { count: each.overdueDaysMax })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
