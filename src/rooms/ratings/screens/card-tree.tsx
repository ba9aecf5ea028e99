// The tree of a card: dimensions, their indicators, how much each counts; how the weights are found; the chosen indicator opened below.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Segmented, Select, Slider } from 'antd';
import { Fragment, useState } from 'react';
import { fullPoints, WEIGHT_METHODS, type Weighed, type WeightMethod, type WeightRules } from '#engine/card-weights.ts';
import { useReading } from '#web/kit/reading.tsx';
import { type CardBody, type CardDoc, freshIndicator, type IndicatorDoc, written } from './card-document.ts';
import { CardIndicator } from './card-indicator.tsx';
import { CardPairs } from './card-pairs.tsx';
import { measured, type Sample, spreadOf } from './card-sample.ts';
import type { CardWords } from './card-words.ts';

type Props = {
  readonly body: CardBody;
  readonly card: CardDoc;
  readonly weighed: Weighed;
  readonly sample: Sample | undefined;
  /** The sample is on its way: bands are cut by it. */
  readonly waiting: boolean;
  readonly words: CardWords;
  readonly onChange: (next: Partial<CardDoc>) => void;
};

const share = (weight: number | undefined): string => (weight === undefined ? '—' : `${(weight * 100).toFixed(1)}%`);

export function CardTree(props: Props) {
  const { card, weighed, sample, words, onChange, body } = props;
  const { t, lang } = useReading();
  const [open, setOpen] = useState<string | null>(null);
  const dimensions = card.dimensions ?? [];
  const weightOf = new Map(card.indicators.map((each, at) => [each.key, weighed.weights?.[at]]));
  const setWeights = (next: Partial<WeightRules>) => onChange({ weights: { ...card.weights, ...next } });
  const setIndicators = (indicators: readonly IndicatorDoc[], direct = card.weights.direct) =>
    onChange({ indicators, weights: { ...card.weights, direct, measured: null } });
  const add = (key: string, dimension: string | null) => {
    const answers = body.questions?.find((each) => each.key === key)?.options.length ?? 0;
    const fresh = freshIndicator(
      key,
      spreadOf(sample, key).values.map((value) => written(key, value)),
      dimension,
      { answers, rises: words.rises(key) },
    );
    const title = words.ownTitle(key);
    setIndicators([...card.indicators, title ? { ...fresh, title } : fresh], [...card.weights.direct, { key, weight: 10 }]);
    setOpen(key);
  };
  const addDimension = () => {
    const key = `d${Date.now().toString(36)}`;
    const title = { zh: t('ratings.card.newDimension'), en: t('ratings.card.newDimension') };
    const first = dimensions.length === 0;
    onChange({
      dimensions: [...dimensions, { key, title }],
      // The first dimension takes in what stood beside each other before.
      indicators: first ? card.indicators.map((each) => ({ ...each, dimension: key })) : card.indicators,
      weights: { ...card.weights, direct: [...card.weights.direct, { key, weight: 10 }], measured: null },
    });
  };
  const removeDimension = (key: string) => {
    const rest = dimensions.filter((each) => each.key !== key);
    const home = rest[0]?.key;
    onChange({
      dimensions: rest,
      indicators: card.indicators.map((each) => {
        if (each.dimension !== key) return each;
        const { dimension: _, ...bare } = each;
        return home === undefined ? bare : { ...bare, dimension: home };
      }),
    });
  };
  const groups = dimensions.length > 0 ? dimensions.map((each) => each.key) : [null];
  const options = [
    ...(body.questions ?? []).map((each) => ({ value: each.key, label: `${t('ratings.card.question')}：${each.title[lang]}` })),
    ...words.choices,
  ].filter((each) => !card.indicators.some((one) => one.key === each.value));
  const chosen = card.indicators.find((each) => each.key === open);
  const opened = chosen && (
    <CardIndicator
      key={chosen.key}
      indicator={chosen}
      full={fullPoints(card.weights.total, weighed.weights ?? [])[card.indicators.indexOf(chosen)] ?? 0}
      grades={body.scale.map((each) => each.grade)}
      sample={sample}
      words={words}
      onChange={(next) => onChange({ indicators: card.indicators.map((each) => (each.key === next.key ? next : each)) })}
      onRemove={() => {
        setOpen(null);
        setIndicators(card.indicators.filter((each) => each.key !== chosen.key));
      }}
    />
  );
  return (
    <>
      {card.indicators.length === 0 && <p className="x-quiet x-gap-bottom">{t('ratings.card.noIndicators')}</p>}
      <ul className="x-card-tree">
        {groups.map((group) => {
          const members = card.indicators.filter((each) => (each.dimension ?? null) === group);
          const total = members.reduce((sum, each) => sum + (weightOf.get(each.key) ?? 0), 0);
          return (
            <li key={group ?? ''}>
              {group !== null && (
                <div className="x-card-dimension">
                  <Input
                    size="small"
                    aria-label={t('ratings.card.dimensionName')}
                    maxLength={60}
                    value={words.dimension(card, group)}
                    onChange={(event) =>
                      onChange({
                        dimensions: dimensions.map((each) =>
                          each.key === group ? { ...each, title: { zh: event.target.value, en: event.target.value } } : each,
                        ),
                      })
                    }
                  />
                  {card.weights.method === 'direct' && dimensions.length > 1 && (
                    <DirectWeight rules={card.weights} of={group} onChange={setWeights} />
                  )}
                  <span className="x-num x-aside">{share(weighed.weights ? total : undefined)}</span>
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('ratings.card.removeDimension')}
                    onClick={() => removeDimension(group)}
                  />
                </div>
              )}
              {members.map((each) => (
                <Fragment key={each.key}>
                  <div className={`x-card-leaf${open === each.key ? ' x-card-leaf-open' : ''}`}>
                    <button
                      type="button"
                      aria-expanded={open === each.key}
                      onClick={() => setOpen(open === each.key ? null : each.key)}
                    >
                      {words.name(each.key)}
                    </button>
                    <i style={{ width: `${(weightOf.get(each.key) ?? 0) * 100}%` }} />
                    {card.weights.method === 'direct' && (
                      <DirectWeight rules={card.weights} of={each.key} onChange={setWeights} />
                    )}
                    <span className="x-num">{share(weightOf.get(each.key))}</span>
                  </div>
                  {open === each.key && opened}
                </Fragment>
              ))}
              <Select
                size="small"
                className="x-card-add"
                showSearch={{ optionFilterProp: 'label' }}
                disabled={props.waiting}
                loading={props.waiting}
                placeholder={`＋ ${t('ratings.card.addIndicator')}`}
                value={null}
                options={options}
                onChange={(key: string | null) => key && add(key, group)}
              />
            </li>
          );
        })}
      </ul>
      <Button size="small" type="link" icon={<PlusOutlined />} onClick={addDimension}>
        {t('ratings.card.addDimension')}
      </Button>
      {card.indicators.length > 1 && <Methods {...props} setWeights={setWeights} />}
    </>
  );
}

function DirectWeight({
  rules,
  of,
  onChange,
}: {
  rules: WeightRules;
  of: string;
  onChange: (next: Partial<WeightRules>) => void;
}) {
  const { t } = useReading();
  const given = rules.direct.find((each) => each.key === of)?.weight ?? null;
  return (
    <InputNumber
      size="small"
      className="x-card-weight"
      min={0}
      max={1_000_000}
      value={given}
      aria-label={t('ratings.card.weight')}
      onChange={(weight) =>
        onChange({ direct: [...rules.direct.filter((each) => each.key !== of), { key: of, weight: weight ?? 0 }] })
      }
    />
  );
}

function Methods({ body, card, sample, words, setWeights }: Props & { setWeights: (next: Partial<WeightRules>) => void }) {
  const { t } = useReading();
  const { method, measured: found, alpha } = card.weights;
  const byData = method === 'entropy' || method === 'combined';
  const measure = () => {
    const shares = sample && measured(body, card, sample);
    if (shares && sample) setWeights({ measured: { on: sample.asOf, customers: sample.customers.length, shares } });
  };
  return (
    <section className="x-card-methods">
      <h3>{t('ratings.card.method')}</h3>
      <Segmented<WeightMethod>
        value={method}
        options={WEIGHT_METHODS.map((value) => ({ value, label: t(`ratings.card.methods.${value}`) }))}
        onChange={(next) => setWeights({ method: next })}
      />
      <p className="x-caption">{t(`ratings.card.methodHelp.${method}`)}</p>
      {byData && (
        <p className="x-form-row">
          <Button size="small" disabled={!sample || sample.customers.length < 2} onClick={measure}>
            {t('ratings.card.measure', { count: sample?.customers.length ?? 0 })}
          </Button>
          {found && <span className="x-caption">{t('ratings.card.measured', { on: found.on, count: found.customers })}</span>}
        </p>
      )}
      {method === 'combined' && (
        <div className="x-card-alpha">
          <span className="x-caption">{t('ratings.card.alpha', { share: `${Math.round(alpha * 100)}%` })}</span>
          <Slider
            min={0}
            max={100}
            step={5}
            value={Math.round(alpha * 100)}
            ariaLabelForHandle={t('ratings.card.alpha', { share: `${Math.round(alpha * 100)}%` })}
            onChange={(value) => setWeights({ alpha: value / 100 })}
          />
        </div>
      )}
      {(method === 'ahp' || method === 'combined') && (
        <CardPairs card={card} words={words} onChange={(pairs) => setWeights({ pairs })} />
      )}
    </section>
  );
}
