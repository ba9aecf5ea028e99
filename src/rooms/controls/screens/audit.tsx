// To come.
import { Empty } from '#web/kit/states.tsx';

export function AuditPage() {
  return <Empty title="" />;
}
