// The card in force, its drafts and versions; and the way into the editor.
import { useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { parseRulebook } from '#engine/rulebook.ts';
import { inForce } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { type DraftAsked, DraftsAndVersions, useDraftStart, useToDraft } from '#web/guide/rulebook-drafts.tsx';
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

/** The draft asked for may be `blank` as well: a card of one's own from nothing. */
export function CardPage() {
  const may = useMay('policies.read');
  const asked = useSearch({ strict: false }) as DraftAsked;
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
  const at = useDraftStart('scorecard', draftId, from, ['new', 'blank']);
  const { start } = at;
  const made = useMemo(() => {
    if (!start) return null;
    const { body, converted } = editable(start);
    return draftId === 'blank' ? { body: blankOf(body), converted: false } : { body, converted };
  }, [start, draftId]);
  if (at.error) return <ErrorState error={at.error} retry={at.retry} />;
  if (!at.standing || !made) return <LoadingCard lines={10} />;
  return <CardEditor start={made.body} converted={made.converted} standing={at.standing} draft={at.draft} />;
}

function InForce() {
  const { t, lang } = useReading();
  const go = useToDraft('/ratings/card');
  const mayWrite = useMay('policies.write');
  const asked = useOperation(inForce, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={10} />;
  const book = asked.data.rulebooks.find((each) => each.kind === 'scorecard');
  if (!book) return <Empty title={t('kit.missing')} />;
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
      <DraftsAndVersions kind="scorecard" to="/ratings/card" />
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
