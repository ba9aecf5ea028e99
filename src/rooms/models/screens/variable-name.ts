// What a column is called: indicators of our own by their title, columns of a file as the file calls them.
import { entryOf } from '#engine/indicator-catalogue.ts';
import { useReading } from '#web/kit/reading.tsx';

export function useVariableName(): (name: string) => string {
  const { lang } = useReading();
  return (name) => entryOf(name)?.title[lang] ?? name;
}
