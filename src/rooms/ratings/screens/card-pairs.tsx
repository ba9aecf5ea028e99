// Two at a time: which counts more and by how much, in words; weights, consistency, and the change that would mend a contradiction.
import { Button, Slider } from 'antd';
import { compareGroup, groupsOf, type Judgement } from '#engine/card-weights.ts';
import { ORDER_MAX } from '#engine/models/weights.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { CardDoc } from './card-document.ts';
import type { CardWords } from './card-words.ts';

/** −8 … 8 on the slider: 1/9 … 9 on the scale. To the left the first counts more. */
const timesOf = (at: number): number => (at <= 0 ? 1 - at : 1 / (1 + at));
const placeOf = (times: number): number => (times >= 1 ? 1 - Math.round(times) : Math.round(1 / times) - 1);

export function CardPairs({
  card,
  words,
  onChange,
}: {
  card: CardDoc;
  words: CardWords;
  onChange: (pairs: readonly Judgement[]) => void;
}) {
  const { t } = useReading();
  const { pairs } = card.weights;
  const groups = groupsOf(card.indicators.map((each) => ({ key: each.key, dimension: each.dimension ?? null })));
  const isTree = groups.length > 1;
  const said = (times: number) =>
    t(`ratings.card.scale9.${String(Math.max(1, Math.min(9, Math.round(times >= 1 ? times : 1 / times)))) as '1'}`);
  const sentence = (first: string, second: string, times: number) =>
    Math.round(times >= 1 ? times : 1 / times) === 1
      ? t('ratings.card.judgedSame')
      : t('ratings.card.judged', {
          first: times >= 1 ? first : second,
          second: times >= 1 ? second : first,
          word: said(times),
          times: Math.round(times >= 1 ? times : 1 / times),
        });
  const put = (judgement: Judgement) => {
    const others = pairs.filter(
      (each) =>
        !(each.first === judgement.first && each.second === judgement.second) &&
        !(each.first === judgement.second && each.second === judgement.first),
    );
    onChange([...others, judgement]);
  };
  return (
    <>
      {groups
        .filter((group) => group.keys.length > 1)
        .map((group) => {
          const nameOf = (key: string) => (isTree && group.group === null ? words.dimension(card, key) : words.name(key));
          // Beyond ten nobody compares consistently, and it would be forty-five questions and more.
          if (group.keys.length > ORDER_MAX)
            return (
              <section key={group.group ?? ''} className="x-pairs">
                <p className="x-quiet">
                  {t('ratings.card.tooMany', {
                    count: group.keys.length,
                    pairs: (group.keys.length * (group.keys.length - 1)) / 2,
                    most: ORDER_MAX,
                  })}
                </p>
              </section>
            );
          const one = compareGroup(group, pairs);
          const asked = group.keys.flatMap((first, at) => group.keys.slice(at + 1).map((second) => ({ first, second })));
          return (
            <section key={group.group ?? ''} className="x-pairs">
              <h3>
                {group.group === null
                  ? isTree
                    ? t('ratings.card.among')
                    : t('ratings.card.noDimension')
                  : t('ratings.card.within', { name: words.dimension(card, group.group) })}
              </h3>
              {asked.map(({ first, second }) => {
                const found = pairs.findLast(
                  (each) => (each.first === first && each.second === second) || (each.first === second && each.second === first),
                );
                const times = found ? (found.first === first ? found.times : 1 / found.times) : null;
                const worst =
                  one?.mend &&
                  [one.mend.first, one.mend.second].includes(first) &&
                  [one.mend.first, one.mend.second].includes(second);
                return (
                  <div key={`${first} ${second}`} className={`x-pair${worst ? ' x-pair-worst' : ''}`}>
                    <span>{nameOf(first)}</span>
                    <Slider
                      min={-8}
                      max={8}
                      included={false}
                      value={times === null ? 0 : placeOf(times)}
                      marks={{ 0: ' ' }}
                      tooltip={{ formatter: null }}
                      ariaLabelForHandle={t('ratings.card.pairs', { first: nameOf(first), second: nameOf(second) })}
                      onChange={(at) => put({ first, second, times: timesOf(at) })}
                    />
                    <span>{nameOf(second)}</span>
                    <small>
                      {times === null ? (
                        <>
                          {t('ratings.card.judgedNot')}{' '}
                          <Button size="small" type="link" onClick={() => put({ first, second, times: 1 })}>
                            {t('ratings.card.judgedSame')}
                          </Button>
                        </>
                      ) : (
                        sentence(nameOf(first), nameOf(second), times)
                      )}
                    </small>
                  </div>
                );
              })}
              {one && group.keys.length > 2 && (
                <p className="x-pair-verdict">
                  <RiskMark
                    step={one.result.consistent ? 1 : 4}
                    word={t(one.result.consistent ? 'ratings.card.consistent' : 'ratings.card.inconsistent', {
                      ratio: one.result.ratio.toFixed(3),
                    })}
                  />
                  {one.mend && (
                    <span>
                      {t('ratings.card.mend', {
                        first: nameOf(one.mend.first),
                        second: nameOf(one.mend.second),
                        word: sentence(nameOf(one.mend.first), nameOf(one.mend.second), one.mend.times),
                        ratio: one.mend.ratioAfter.toFixed(3),
                      })}{' '}
                      <Button
                        size="small"
                        onClick={() => put({ first: one.mend!.first, second: one.mend!.second, times: one.mend!.times })}
                      >
                        {t('ratings.card.mendDo')}
                      </Button>
                    </span>
                  )}
                </p>
              )}
            </section>
          );
        })}
    </>
  );
}
