// What a kind of document is called.
import { useReading } from '#web/kit/reading.tsx';
import { zh } from '#web/words/zh.ts';

export function useKindName(): (kind: string) => string {
  const { t } = useReading();
  return (kind) => (Object.hasOwn(zh.customer.docs.kind, kind) ? t(`customer.docs.kind.${kind as 'invoice'}`) : kind);
}
