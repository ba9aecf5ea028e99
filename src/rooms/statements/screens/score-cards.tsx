// Where the return comes from (DuPont, drawn as a tree), and how far from distress (Altman, drawn on its zones).
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { type Report, useFigureText } from './shown.ts';

export function DuPontCard({ data }: { data: Report }) {
  const { t } = useReading();
  const figure = useFigureText(data);
  const tree = data.duPont;
  if (!tree) return null;
  const percent = (value: number | null) => (value === null ? '—' : `${(value * 100).toFixed(1)}%`);
  const times = (value: number | null) => (value === null ? '—' : value.toFixed(2));
  const of = (...lines: string[]) =>
    tree.figures.filter((each) => lines.includes(each.line) && each.on === data.period).map(figure);
  const factors: { key: 'netMargin' | 'assetTurnover' | 'multiplier'; value: string; figures: string[] }[] = [
    { key: 'netMargin', value: percent(tree.netMargin), figures: of('net_profit', 'revenue', 'total_revenue') },
    { key: 'assetTurnover', value: times(tree.assetTurnover), figures: of('revenue', 'total_revenue', 'total_assets') },
    { key: 'multiplier', value: times(tree.multiplier), figures: of('total_assets', 'total_equity', 'parent_equity') },
  ];
  return (
    <Card title={t('statements.dupont.title', { roe: percent(tree.roe) })} caption={t('statements.dupont.caption')}>
      <div className="x-dupont">
        <div className="x-dupont-root">
          <span>{t('statements.dupont.roe')}</span>
          <b className="x-num">{percent(tree.roe)}</b>
        </div>
        <div className="x-dupont-factors">
          {factors.map((factor, at) => (
            <div key={factor.key}>
              <span>
                {at > 0 && '× '}
                {t(`statements.dupont.${factor.key}`)}
              </span>
              <b className="x-num">{factor.value}</b>
              {[...new Set(factor.figures)].map((text) => (
                <small key={text}>{text}</small>
              ))}
            </div>
          ))}
        </div>
      </div>
    </Card>
  );
}

export function AltmanCard({ data }: { data: Report }) {
  const { t } = useReading();
  const said = data.altman.filter((each) => each.value !== null);
  const main = said.find((each) => each.variant === 'z_nonmanufacturing') ?? said[0];
  return (
    <Card title={main?.zone ? t(`statements.altman.${main.zone}`) : t('statements.altman.none')} caption="Altman">
      {said.length === 0 ? (
        <p className="x-quiet">{t('statements.altman.noneHelp')}</p>
      ) : (
        <div className="x-altman">
          {said.map((each) => {
            const low = Math.min(each.distress - (each.safe - each.distress), each.value ?? 0);
            const high = Math.max(each.safe + (each.safe - each.distress), each.value ?? 0);
            const at = (value: number) => `${((value - low) / (high - low)) * 100}%`;
            return (
              <div key={each.variant}>
                <span>{t(`statements.altman.variant.${each.variant}`)}</span>
                <b className="x-num">{each.value?.toFixed(2)}</b>
                <div
                  className="x-altman-bar"
                  role="img"
                  aria-label={`${each.value?.toFixed(2)} ${t(`statements.altman.zone.${each.zone ?? 'grey'}`)}`}
                >
                  <i className="x-altman-distress" style={{ left: 0, right: `calc(100% - ${at(each.distress)})` }} />
                  <i className="x-altman-safe" style={{ left: at(each.safe), right: 0 }} />
                  <em style={{ left: `min(${at(each.value ?? 0)}, calc(100% - 3px))` }} />
                </div>
                <small>
                  {t('statements.altman.zones', { distress: each.distress.toFixed(2), safe: each.safe.toFixed(2) })} ·{' '}
                  {t(`statements.altman.zone.${each.zone ?? 'grey'}`)}
                </small>
              </div>
            );
          })}
        </div>
      )}
    </Card>
  );
}
