// Grades with their least scores and default rates; what people may move; which model decides.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select } from 'antd';
import { list as listModels } from '#rooms/models/contract.ts';
import { useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { type CardBody, type CardDoc, type GradeDoc, TOTAL } from './card-document.ts';

const JUDGEMENT = { upMax: 2, supportMax: 1, daysMax: 365 };

type Props = {
  readonly body: CardBody;
  readonly card: CardDoc;
  readonly onBody: (next: Partial<CardBody>) => void;
  readonly onCard: (next: Partial<CardDoc>) => void;
};

export function CardScale({ body, card, onBody, onCard }: Props) {
  const { t } = useReading();
  const { scale } = body;
  const put = (at: number, next: Partial<GradeDoc>) =>
    onBody({ scale: scale.map((each, nth) => (nth === at ? { ...each, ...next } : each)) });
  const says = scale.some((each) => each.pdPercent !== undefined);
  const judgement = body.judgement ?? JUDGEMENT;
  const models = useOperation(listModels, {});
  const names = [...new Set((models.data?.models ?? []).map((each) => each.name))];
  const state = (name: string) => models.data?.models.find((each) => each.name === name && each.state === 'live');
  return (
    <>
      <table className="x-card-scale">
        <thead>
          <tr>
            <th scope="col">{t('ratings.grade')}</th>
            <th scope="col">{t('ratings.card.minScore')}</th>
            <th scope="col">{t('ratings.card.pdPercent')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {scale.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: grades stand in their order while their names are typed
            <tr key={at}>
              <td>
                <Input
                  size="small"
                  maxLength={10}
                  aria-label={t('ratings.grade')}
                  value={each.grade}
                  onChange={(event) => put(at, { grade: event.target.value })}
                />
              </td>
              <td>
                {at === scale.length - 1 ? (
                  <span className="x-quiet">{t('ratings.card.rest')}</span>
                ) : (
                  <InputNumber
                    size="small"
                    min={0}
                    max={TOTAL}
                    precision={0}
                    aria-label={t('ratings.card.minScore')}
                    value={each.minScore}
                    onChange={(minScore) => minScore !== null && put(at, { minScore })}
                  />
                )}
              </td>
              <td>
                <InputNumber
                  size="small"
                  min={0}
                  max={100}
                  step={0.1}
                  suffix="%"
                  aria-label={t('ratings.card.pdPercent')}
                  value={each.pdPercent ?? null}
                  status={says && each.pdPercent === undefined ? 'warning' : ''}
                  onChange={(pdPercent) => {
                    const { pdPercent: _, ...rest } = each;
                    onBody({
                      scale: scale.map((one, nth) => (nth === at ? (pdPercent === null ? rest : { ...rest, pdPercent }) : one)),
                    });
                  }}
                />
              </td>
              <td>
                {scale.length > 2 && (
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('ratings.card.removeGrade')}
                    onClick={() => onBody({ scale: scale.filter((_, nth) => nth !== at) })}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button
        size="small"
        type="link"
        icon={<PlusOutlined />}
        onClick={() =>
          onBody({ scale: [...scale, { grade: `${scale.at(-1)!.grade}-`, minScore: (scale.at(-1)?.minScore ?? 0) - 1 }] })
        }
      >
        {t('ratings.card.addGrade')}
      </Button>
      <p className="x-caption x-gap-bottom">{t('ratings.card.pdHelp')}</p>
      <div className="x-lines x-lines-ruled">
        <div>
          <span>{t('ratings.card.completeness', { percent: body.completeness.floorPercent })}</span>
          <span className="x-form-row">
            <InputNumber
              size="small"
              min={0}
              max={100}
              suffix="%"
              aria-label={t('ratings.completeness')}
              value={body.completeness.floorPercent}
              onChange={(floorPercent) =>
                floorPercent !== null && onBody({ completeness: { ...body.completeness, floorPercent } })
              }
            />
            <Select
              size="small"
              aria-label={t('ratings.card.atMost')}
              value={body.completeness.grade}
              options={scale.map(({ grade }) => ({ value: grade, label: grade }))}
              onChange={(grade) => onBody({ completeness: { ...body.completeness, grade } })}
            />
          </span>
        </div>
        <div>
          <span>{t('ratings.card.history', { months: body.history.floor })}</span>
          <InputNumber
            size="small"
            min={0}
            max={60}
            aria-label={t('ratings.card.history', { months: body.history.floor })}
            value={body.history.floor}
            onChange={(floor) => floor !== null && onBody({ history: { ...body.history, floor } })}
          />
        </div>
        {(['upMax', 'supportMax', 'daysMax'] as const).map((key) => (
          <div key={key}>
            <span>{t(`ratings.card.${key}`, { count: judgement[key] })}</span>
            <InputNumber
              size="small"
              min={key === 'daysMax' ? 1 : 0}
              max={key === 'daysMax' ? 1_000 : 20}
              aria-label={t(`ratings.card.${key}`, { count: judgement[key] })}
              value={judgement[key]}
              onChange={(value) => value !== null && onBody({ judgement: { ...judgement, [key]: value } })}
            />
          </div>
        ))}
        <div>
          <span>
            {t('ratings.card.model')}
            <small className="x-block x-aside">{t('ratings.card.modelHelp')}</small>
          </span>
          <Select
            size="small"
            className="x-card-model"
            aria-label={t('ratings.card.model')}
            value={card.model ?? ''}
            options={[
              { value: '', label: t('ratings.card.modelNone') },
              ...names.map((name) => ({ value: name, label: state(name) ? `${name} v${state(name)!.version}` : name })),
            ]}
            onChange={(model) => onCard({ model: model === '' ? (undefined as never) : model })}
          />
        </div>
      </div>
    </>
  );
}
