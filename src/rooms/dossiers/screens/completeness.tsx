// How complete a file is, drawn: each item a block as wide as it counts, coloured and shaped by its state.
import { PrinterOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { download } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { css, riskFill } from '#web/theme/tokens.ts';
import { print } from '../contract.ts';
import { type FileAnswer, type ItemState, STATE_STEP, useNames } from './names.ts';

const ORDER: readonly ItemState[] = ['good', 'unverified', 'stale', 'missing', 'expired'];

export function CompletenessCard({
  data,
  onItem,
  onAsk,
}: {
  data: FileAnswer;
  onItem: (item: string) => void;
  onAsk?: (() => void) | undefined;
}) {
  const { t, lang } = useReading();
  const names = useNames(data.fields);
  const { completeness: whole } = data;
  const items = [...whole.items].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.weight - a.weight);
  const weight = items.reduce((sum, each) => sum + each.weight, 0);
  const lacking = items.filter((each) => each.state !== 'good' && each.state !== 'unverified');
  return (
    <Card
      className="x-span-12 x-file-whole"
      title={
        whole.scorePpm === null
          ? t('dossiers.complete.none')
          : t('dossiers.complete.title', { score: formatPercent(whole.scorePpm, 0) })
      }
      caption={
        whole.missing.length + whole.unverified.length + whole.stale.length === 0
          ? t('dossiers.complete.all')
          : t('dossiers.complete.caption', {
              missing: whole.missing.length,
              unverified: whole.unverified.length,
              stale: whole.stale.length,
            })
      }
      extra={
        <>
          <Button
            size="small"
            icon={<PrinterOutlined />}
            onClick={() => void download(print, { customer: data.customer.code, asOf: data.asOf, language: lang })}
          >
            {t('dossiers.act.printDo')}
          </Button>
          {onAsk && (
            <Button size="small" onClick={onAsk}>
              {lacking.length > 0 ? t('dossiers.act.askDo', { count: lacking.length }) : t('dossiers.act.ask')}
            </Button>
          )}
        </>
      }
    >
      <div className="x-file-blocks" role="img" aria-label={t('dossiers.complete.picture')}>
        {items.map((each) => (
          <Tooltip
            key={each.item}
            title={`${names.item(each.item)} · ${t(`dossiers.state.${each.state}`)} · ${t('dossiers.complete.weight', { share: formatPercent((each.weight / weight) * 1_000_000, 0) })}`}
          >
            <i
              className={`x-file-block x-file-${each.state}`}
              style={{
                flexGrow: each.weight,
                ...(each.state === 'missing' ? {} : { background: css(riskFill[STATE_STEP[each.state]]) }),
              }}
            />
          </Tooltip>
        ))}
      </div>
      {lacking.length > 0 && (
        <ul className="x-file-lacking">
          {lacking.map((each) => (
            <li key={each.item}>
              <button type="button" onClick={() => onItem(each.item)}>
                <RiskMark step={STATE_STEP[each.state]} word={names.item(each.item)} />
                <small>{t(`dossiers.state.${each.state}`)}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
