// Ratios by group: value, the year before, how it went, where it stands among own customers and in the industry; the figures behind each.
import { Tooltip } from 'antd';
import { Fragment, useState } from 'react';
import { RATIO_GROUPS } from '#engine/statements/ratios.ts';
import { Sparkline } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { type Report, type ShownRatio, useFigureText, useValueText } from './shown.ts';

export function RatiosCard({ data }: { data: Report }) {
  const { t, lang } = useReading();
  const [open, setOpen] = useState<string | null>(null);
  const value = useValueText();
  const figure = useFigureText(data);
  return (
    <Card className="x-span-8" title={t('statements.ratios.title')} caption={t('statements.ratios.caption')} flush>
      <div className="x-statement-scroll">
        <table className="x-statement-table">
          <thead>
            <tr>
              <th scope="col">{t('statements.ratios.name')}</th>
              <th scope="col" className="x-end">
                {t('statements.ratios.now')}
              </th>
              <th scope="col" className="x-end">
                {t('statements.ratios.before')}
              </th>
              <th scope="col">{t('statements.ratios.trend')}</th>
              <th scope="col">{t('statements.ratios.standing')}</th>
            </tr>
          </thead>
          <tbody>
            {RATIO_GROUPS.map((group) => (
              <Fragment key={group}>
                <tr className="x-statement-group">
                  <th colSpan={5} scope="rowgroup">
                    {t(`statements.group.${group}`)}
                  </th>
                </tr>
                {data.ratios
                  .filter((ratio) => ratio.group === group)
                  .map((ratio) => (
                    <Fragment key={ratio.key}>
                      <tr>
                        <th scope="row">
                          <button
                            type="button"
                            aria-expanded={open === ratio.key}
                            onClick={() => setOpen(open === ratio.key ? null : ratio.key)}
                          >
                            {ratio.name[lang]}
                          </button>
                        </th>
                        <td className="x-end">
                          {ratio.value === null ? (
                            <Tooltip title={<Missing ratio={ratio} />}>
                              <span className="x-missing">—</span>
                            </Tooltip>
                          ) : (
                            <>
                              <b className="x-num">{value(ratio.value, ratio.unit)}</b>
                              {ratio.marks.length > 0 && (
                                <Tooltip title={ratio.marks.map((mark) => t(`statements.mark.${mark}`)).join(' · ')}>
                                  <sup className="x-statement-mark">*</sup>
                                </Tooltip>
                              )}
                            </>
                          )}
                        </td>
                        <td className="x-end x-num">{value(ratio.before, ratio.unit)}</td>
                        <td>
                          <Sparkline
                            values={data.trends.find((trend) => trend.key === ratio.key)?.values ?? []}
                            height={22}
                            width={84}
                            label={`${ratio.name[lang]} ${data.shown.join(', ')}`}
                          />
                        </td>
                        <td>
                          <Standing ratio={ratio} />
                        </td>
                      </tr>
                      {open === ratio.key && (
                        <tr className="x-statement-why">
                          <td colSpan={5}>
                            {ratio.figures.length > 0 ? ratio.figures.map(figure).join(' · ') : <Missing ratio={ratio} />}
                          </td>
                        </tr>
                      )}
                    </Fragment>
                  ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Missing({ ratio }: { ratio: ShownRatio }) {
  const { t } = useReading();
  if (!ratio.missing) return null;
  return <>{t(`statements.missing.${ratio.missing.code}`)}</>;
}

/** Better than so many of our customers; the level of the book. */
function Standing({ ratio }: { ratio: ShownRatio }) {
  const { t } = useReading();
  if (!ratio.standing && !ratio.standard) return <span className="x-quiet">—</span>;
  const share = ratio.standing ? ratio.standing.betterThanPpm / 10_000 : null;
  return (
    <span className="x-statement-standing">
      {share !== null && ratio.standing && (
        <Tooltip title={t('statements.ratios.among', { share: share.toFixed(0), count: ratio.standing.customers })}>
          <span className="x-statement-place">
            <i style={{ left: `${Math.min(96, share)}%` }} />
          </span>
          <small className="x-num">{share.toFixed(0)}%</small>
        </Tooltip>
      )}
      {ratio.standard && (
        <Tooltip title={`${ratio.standard.source} ${ratio.standard.year}`}>
          <small className="x-statement-level">{t(`statements.level.${ratio.standard.level}`)}</small>
        </Tooltip>
      )}
    </span>
  );
}
