// Whether the tested rows are like those that trained: PSI of the score, CSI of each variable, against what chance alone makes.
import type { Shift } from '#engine/models/pictures.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useVariableName } from './variable-name.ts';
import { figure } from './words.ts';

const STEPS = { stable: 1, watch: 2, shifted: 3 } as const;
const SHOWN = 12;

export function StabilityCard({ shift, title, span = 6 }: { shift: Shift; title?: string; span?: 6 | 12 }) {
  const { t } = useReading();
  const called = useVariableName();
  const { score } = shift;
  const lines = shift.variables
    .flatMap((each) => (each.psi ? [{ name: called(each.name), psi: each.psi }] : []))
    .toSorted((a, b) => b.psi.value - a.psi.value)
    .slice(0, SHOWN);
  return (
    <Card
      className={`x-span-${span}`}
      title={title ?? (score ? t(`lab.stability.${score.standing}`) : t('lab.stability.none'))}
      caption={score ? `PSI ${figure(score.value)}` : undefined}
      flush
    >
      <div className="x-twin-scroll">
        <table className="x-twin-table">
          <thead>
            <tr>
              <th scope="col">{t('lab.stability.what')}</th>
              <th scope="col" className="x-end">
                PSI
              </th>
              <th scope="col" className="x-end" title={t('lab.stability.chanceHelp')}>
                {t('lab.stability.chance')}
              </th>
              <th scope="col">{t('lab.stability.standing')}</th>
            </tr>
          </thead>
          <tbody>
            {[...(score ? [{ name: t('lab.score'), psi: score }] : []), ...lines].map(({ name, psi }) => (
              <tr key={name}>
                <td>{name}</td>
                <td className="x-end">{figure(psi.value)}</td>
                <td className="x-end">{figure(psi.byChance)}</td>
                <td>
                  <RiskMark step={STEPS[psi.standing]} word={t(`lab.stability.word.${psi.standing}`)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
