// One indicator of a card: what each band or point of the curve is worth, how many of the own customers stand there, what a missing value earns.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber, Segmented, Select, Slider } from 'antd';
import { useReading } from '#web/kit/reading.tsx';
import { type BandDoc, type IndicatorDoc, type NodeDoc, written } from './card-document.ts';
import { CardDrawing } from './card-drawing.tsx';
import type { Sample } from './card-sample.ts';
import { spreadOf } from './card-sample.ts';
import type { CardWords } from './card-words.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '—' : `${Math.round((part / whole) * 100)}%`);

type Props = {
  readonly indicator: IndicatorDoc;
  /** Points at full worth. */
  readonly full: number;
  readonly grades: readonly string[];
  readonly sample: Sample | undefined;
  readonly words: CardWords;
  readonly onChange: (next: IndicatorDoc) => void;
  readonly onRemove: () => void;
};

export function CardIndicator({ indicator, full, grades, sample, words, onChange, onRemove }: Props) {
  const { t } = useReading();
  const { values, missing } = spreadOf(sample, indicator.key);
  const isAnswer = indicator.key.startsWith('q_');
  const name = words.name(indicator.key);
  const toCurve = () => {
    const { bands = [], ...rest } = indicator;
    const ends = bands.flatMap((band) => band.upTo ?? []);
    const step = ends.length > 1 ? ends.at(-1)! - ends.at(-2)! : Math.abs(ends[0] ?? 1) || 1;
    const curve = bands.map((band, at) => ({
      at: band.upTo ?? (ends.at(-1) ?? 0) + step * (at + 1 - ends.length),
      worth: band.worth,
    }));
    onChange({
      ...rest,
      curve:
        curve.length > 1
          ? curve
          : [
              { at: 0, worth: 100 },
              { at: 1, worth: 0 },
            ],
    });
  };
  const toBands = () => {
    const { curve = [], ...rest } = indicator;
    onChange({
      ...rest,
      bands: curve.map((node, at) => ({ upTo: at === curve.length - 1 ? null : node.at, worth: node.worth })),
    });
  };
  return (
    <div className="x-card-indicator">
      <div className="x-card-indicator-head">
        <h3>{name}</h3>
        {!isAnswer && (
          <Segmented
            size="small"
            value={indicator.curve ? 'curve' : 'bands'}
            options={[
              { value: 'bands', label: t('ratings.card.asBands') },
              { value: 'curve', label: t('ratings.card.asCurve') },
            ]}
            onChange={(how) => (how === 'curve' ? toCurve() : toBands())}
          />
        )}
        <Button size="small" type="text" danger icon={<DeleteOutlined />} onClick={onRemove}>
          {t('ratings.card.removeIndicator')}
        </Button>
      </div>
      {!isAnswer && <CardDrawing indicator={indicator} values={values} name={name} scale={words.scale(indicator.key)} />}
      {indicator.curve ? (
        <Curve
          curve={indicator.curve}
          suffix={words.suffix(indicator.key)}
          scale={words.scale(indicator.key)}
          full={full}
          onChange={(curve) => onChange({ ...indicator, curve })}
        />
      ) : (
        <Bands
          indicator={indicator}
          values={values}
          words={words}
          full={full}
          onChange={(bands) => onChange({ ...indicator, bands })}
        />
      )}
      <div className="x-band-row x-band-missing">
        <span>
          <b>{t('ratings.card.missing')}</b>
          <small>{t('ratings.card.missingShare', { share: percent(missing, sample?.customers.length ?? 0) })}</small>
        </span>
        <Select
          size="small"
          aria-label={t('ratings.card.missing')}
          value={indicator.missing.policy}
          options={(['neutral', 'worst', 'floor'] as const).map((value) => ({
            value,
            label: t(`ratings.card.missingPolicy.${value}`),
          }))}
          onChange={(policy) =>
            onChange({
              ...indicator,
              missing:
                policy === 'worst'
                  ? { policy }
                  : {
                      policy,
                      worth: indicator.missing.worth ?? 0,
                      ...(policy === 'floor' ? { floorGrade: grades.at(-3) ?? grades.at(-1)! } : {}),
                    },
            })
          }
        />
        {indicator.missing.policy !== 'worst' && (
          <Worth
            worth={indicator.missing.worth ?? 0}
            full={full}
            label={t('ratings.card.missing')}
            onChange={(worth) => onChange({ ...indicator, missing: { ...indicator.missing, worth } })}
          />
        )}
        {indicator.missing.policy === 'floor' && (
          <Select
            size="small"
            aria-label={t('ratings.card.atMost')}
            value={indicator.missing.floorGrade ?? null}
            options={grades.map((value) => ({ value, label: value }))}
            onChange={(floorGrade) => floorGrade && onChange({ ...indicator, missing: { ...indicator.missing, floorGrade } })}
          />
        )}
      </div>
    </div>
  );
}

/** A slider and the same as a figure; points beside it. */
function Worth({
  worth,
  full,
  label,
  onChange,
}: {
  worth: number;
  full: number;
  label: string;
  onChange: (worth: number) => void;
}) {
  const { t } = useReading();
  return (
    <span className="x-worth">
      <Slider min={0} max={100} value={worth} onChange={onChange} ariaLabelForHandle={label} />
      <InputNumber size="small" min={0} max={100} value={worth} aria-label={label} onChange={(value) => onChange(value ?? 0)} />
      <span className="x-num x-aside">{t('ratings.card.points', { points: Math.round((full * worth) / 100) })}</span>
    </span>
  );
}

function Bands({
  indicator,
  values,
  words,
  full,
  onChange,
}: {
  indicator: IndicatorDoc;
  values: readonly number[];
  words: CardWords;
  full: number;
  onChange: (bands: readonly BandDoc[]) => void;
}) {
  const { t } = useReading();
  const { key, bands = [] } = indicator;
  const isAnswer = key.startsWith('q_');
  const put = (at: number, band: Partial<BandDoc>) =>
    onChange(bands.map((each, nth) => (nth === at ? { ...each, ...band } : each)));
  let counted = 0;
  const inBand = bands.map((band) => {
    const upTo = values.filter((value) => band.upTo === null || written(key, value) <= band.upTo).length;
    const here = upTo - counted;
    counted = upTo;
    return here;
  });
  const split = () => {
    const ends = bands.flatMap((band) => band.upTo ?? []);
    const last = ends.at(-1) ?? 0;
    const next = last + (ends.length > 1 ? last - ends.at(-2)! : Math.abs(last) || 1);
    onChange([...bands.slice(0, -1), { upTo: next, worth: bands.at(-1)?.worth ?? 0 }, ...bands.slice(-1)]);
  };
  return (
    <>
      {bands.map((band, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: bands stand in their order and have no other name
          key={at}
          className="x-band-row"
        >
          {isAnswer ? (
            <span>{words.measure(key, at + 1)}</span>
          ) : band.upTo === null ? (
            <span className="x-band-rest">{t('ratings.card.above')}</span>
          ) : (
            <InputNumber
              size="small"
              prefix="≤"
              suffix={words.suffix(key)}
              value={band.upTo / words.scale(key)}
              aria-label={t('ratings.card.upTo')}
              onChange={(upTo) => upTo !== null && put(at, { upTo: upTo * words.scale(key) })}
            />
          )}
          <span className="x-band-own" title={t('ratings.card.ownShare', { share: percent(inBand[at]!, values.length) })}>
            <i style={{ width: percent(inBand[at]!, values.length || 1) }} />
            <small className="x-num">{percent(inBand[at]!, values.length)}</small>
          </span>
          <Worth worth={band.worth} full={full} label={t('ratings.card.worth')} onChange={(worth) => put(at, { worth })} />
          {!isAnswer && bands.length > 2 && band.upTo !== null && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('ratings.card.removeBand')}
              onClick={() => onChange(bands.filter((_, nth) => nth !== at))}
            />
          )}
        </div>
      ))}
      {!isAnswer && (
        <Button size="small" type="link" icon={<PlusOutlined />} onClick={split}>
          {t('ratings.card.addBand')}
        </Button>
      )}
    </>
  );
}

function Curve({
  curve,
  suffix,
  scale,
  full,
  onChange,
}: {
  curve: readonly NodeDoc[];
  suffix: string;
  /** What a figure of the card is divided by to be read. */
  scale: number;
  full: number;
  onChange: (curve: readonly NodeDoc[]) => void;
}) {
  const { t } = useReading();
  const put = (at: number, node: Partial<NodeDoc>) =>
    onChange(curve.map((each, nth) => (nth === at ? { ...each, ...node } : each)));
  return (
    <>
      {curve.map((node, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: points stand in their order and have no other name
          key={at}
          className="x-band-row"
        >
          <InputNumber
            size="small"
            suffix={suffix}
            value={node.at / scale}
            aria-label={t('ratings.card.curveAt')}
            onChange={(value) => value !== null && put(at, { at: value * scale })}
          />
          <Worth worth={node.worth} full={full} label={t('ratings.card.worth')} onChange={(worth) => put(at, { worth })} />
          {curve.length > 2 && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('ratings.card.removeBand')}
              onClick={() => onChange(curve.filter((_, nth) => nth !== at))}
            />
          )}
        </div>
      ))}
      <Button
        size="small"
        type="link"
        icon={<PlusOutlined />}
        onClick={() => onChange([...curve, { at: (curve.at(-1)?.at ?? 0) + 10 * scale, worth: curve.at(-1)?.worth ?? 0 }])}
      >
        {t('ratings.card.addPoint')}
      </Button>
      <p className="x-caption">{t('ratings.card.curveHelp')}</p>
    </>
  );
}
