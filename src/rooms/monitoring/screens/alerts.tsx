// To come.
import { Empty } from '#web/kit/states.tsx';

export function AlertsPage() {
  return <Empty title="" />;
}
