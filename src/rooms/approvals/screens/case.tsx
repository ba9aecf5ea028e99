// To come.
import { Empty } from '#web/kit/states.tsx';

export function CasePage() {
  return <Empty title="" />;
}
