// To come.
import { Empty } from '#web/kit/states.tsx';

export function HoldPage() {
  return <Empty title="" />;
}
