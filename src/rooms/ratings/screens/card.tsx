// The card in force, its drafts and versions; and the way into the editor.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { parseRulebook } from '#engine/rulebook.ts';
import { draft, drafts, inForce, versions } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { GradeTag } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { blankOf, type CardBody, editable } from './card-document.ts';
import { CardEditor } from './card-editor.tsx';
import { useCardWords } from './card-words.ts';
import { RatingsTabs } from './ratings-tabs.tsx';

/** `f_draft`: a draft's id, `new` or `blank`; `f_from`: the version a new draft starts from. */
type Asked = { readonly f_draft?: string; readonly f_from?: string };

export function CardPage() {
  const may = useMay('policies.read');
  const asked = useSearch({ strict: false }) as Asked;
  return (
    <RatingsTabs>
      {!may ? (
        <NoPermission />
      ) : asked.f_draft ? (
        <Editing key={asked.f_draft} draftId={asked.f_draft} from={asked.f_from ?? null} />
      ) : (
        <InForce />
      )}
    </RatingsTabs>
  );
}

function Editing({ draftId, from }: { draftId: string; from: string | null }) {
  const known = draftId !== 'new' && draftId !== 'blank';
  const standing = useOperation(inForce, {});
  const past = useOperation(versions, { kind: 'scorecard' }, { enabled: from !== null });
  const one = useOperation(draft, { id: draftId }, { enabled: known });
  const error = standing.error ?? one.error ?? past.error;
  const book = standing.data?.rulebooks.find((each) => each.kind === 'scorecard');
  const older = past.data?.versions.find((each) => String(each.version) === from);
  const start = known ? one.data?.body : from === null ? book?.body : older?.body;
  const made = useMemo(() => {
    if (!start) return null;
    const { body, converted } = editable(start);
    return draftId === 'blank' ? { body: blankOf(body), converted: false } : { body, converted };
  }, [start, draftId]);
  if (error) return <ErrorState error={error} retry={() => void standing.refetch()} />;
  if (!book || !made) return <LoadingCard lines={10} />;
  return (
    <CardEditor
      start={made.body}
      converted={made.converted}
      standing={book.body}
      draft={known && one.data ? one.data.draft : null}
    />
  );
}

function InForce() {
  const { t, lang } = useReading();
  const navigate = useNavigate();
  const mayWrite = useMay('policies.write');
  const asked = useOperation(inForce, {});
  const open = useOperation(drafts, { kind: 'scorecard' });
  const past = useOperation(versions, { kind: 'scorecard' });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={10} />;
  const book = asked.data.rulebooks.find((each) => each.kind === 'scorecard');
  if (!book) return <Empty title={t('kit.missing')} />;
  const waiting = (open.data?.drafts ?? []).filter((each) => each.state !== 'approved');
  const go = (search: Record<string, string>) => void navigate({ to: '/ratings/card', search: search as never });
  return (
    <div className="x-cards x-scroll">
      <Card
        className="x-span-12"
        title={t('ratings.card.title', { version: book.version })}
        caption={t('ratings.card.since', { since: instantDay(book.since) })}
        extra={
          mayWrite && (
            <>
              <Button onClick={() => go({ f_draft: 'blank' })}>{t('ratings.card.blank')}</Button>
              <Button type="primary" onClick={() => go({ f_draft: 'new' })}>
                {t('ratings.card.edit')}
              </Button>
            </>
          )
        }
      >
        <Shown body={book.body as unknown as CardBody} lang={lang} />
      </Card>
      {waiting.length > 0 && (
        <Card className="x-span-6" title={t('rules.drafts')}>
          <div className="x-lines x-lines-ruled">
            {waiting.map((each) => (
              <div key={each.id}>
                <Link to="/ratings/card" search={{ f_draft: each.id } as never}>
                  {each.note}
                </Link>
                <span className="x-caption">
                  {t(`rules.draftState.${each.state}`)} · {each.changedBy} · {instantDay(each.changedAt)}
                </span>
              </div>
            ))}
          </div>
        </Card>
      )}
      <Card className="x-span-6" title={t('rules.history')}>
        <div className="x-lines x-lines-ruled">
          {(past.data?.versions ?? []).map((each) => (
            <div key={each.version}>
              <span>
                {t('rules.historyLine', { version: each.version })} · {each.note === 'shipped' ? t('rules.shipped') : each.note}
              </span>
              <span className="x-caption">
                {instantDay(each.inForceFrom)}
                {each.approvedBy && ` · ${t('rules.historyBy', { by: each.approvedBy })}`}{' '}
                {mayWrite && (
                  <Link to="/ratings/card" search={{ f_draft: 'new', f_from: String(each.version) } as never}>
                    {t('rules.startFrom')}
                  </Link>
                )}
              </span>
            </div>
          ))}
        </div>
      </Card>
    </div>
  );
}

/** What the card looks at, by how much each can move a score; the grades below. */
function Shown({ body, lang }: { body: CardBody; lang: 'zh' | 'en' }) {
  const { t } = useReading();
  const { name, measure } = useCardWords(body);
  const parsed = useMemo(() => parseRulebook('scorecard', body), [body]);
  if (!parsed.ok) return null;
  const card = parsed.rulebook.rules;
  const span = (bands: readonly { readonly points: number }[]) => {
    const points = bands.map((band) => band.points);
    return Math.max(...points) - Math.min(...points);
  };
  const all = card.indicators.reduce((sum, each) => sum + span(each.bands), 0) || 1;
  const most = Math.max(...card.indicators.map((each) => span(each.bands)), 1);
  return (
    <>
      <p className="x-card-grades x-gap-bottom">
        {card.scale.map((each, at) => (
          <span key={each.grade}>
            <GradeTag grade={each.grade} /> {at === card.scale.length - 1 ? t('ratings.card.rest') : formatNumber(each.minScore)}
          </span>
        ))}
      </p>
      <ul className="x-card-shown">
        {card.indicators
          .toSorted((a, b) => span(b.bands) - span(a.bands))
          .map((each) => (
            <li key={each.key}>
              <span>{name(each.key)}</span>
              <i style={{ width: `${(span(each.bands) / most) * 100}%` }} />
              <span className="x-num">{`${Math.round((span(each.bands) / all) * 100)}%`}</span>
              <small>
                {each.bands.length <= 8
                  ? each.bands
                      .map(
                        (band) =>
                          `${band.upTo === null ? t('ratings.card.above') : `≤ ${measure(each.key, band.upTo)}`} ${formatNumber(band.points, 0, 'always')}`,
                      )
                      .join(' · ')
                  : t('ratings.card.asCurve')}
              </small>
            </li>
          ))}
      </ul>
      {[...card.caps, ...card.hardCriteria].length > 0 && (
        <div className="x-lines x-lines-ruled x-gap-top">
          {[...card.caps, ...card.hardCriteria].map((each) => (
            <div key={each.code}>
              <span>{each.title[lang]}</span>
              <GradeTag grade={each.grade} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
