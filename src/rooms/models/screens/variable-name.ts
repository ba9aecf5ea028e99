// What a column is called: indicators by their title, the company's own ones too, columns of a file as the file calls them.
import { entryOf } from '#engine/indicator-catalogue.ts';
import { HISTORY_COLUMNS } from '#engine/models/history.ts';
import { OWN_PREFIX } from '#engine/own-indicators.ts';
import { list } from '#rooms/indicators/contract.ts';
import { useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';

export function useVariableName(): (name: string) => string {
  const { lang, t } = useReading();
  const may = useMay('ratings.read');
  const asked = useOperation(list, { source: 'own' }, { enabled: may });
  return (name) => {
    const past = HISTORY_COLUMNS.find((each) => name.endsWith(`.${each}`));
    if (past) return t(`lab.pastOf.${past}`, { entity: name.slice(0, -past.length - 1) });
    const own = name.startsWith(OWN_PREFIX) ? asked.data?.indicators.find((each) => each.key === name) : undefined;
    return (own ?? entryOf(name))?.title[lang] ?? name;
  };
}
