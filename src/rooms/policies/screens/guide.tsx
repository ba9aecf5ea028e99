// To come.
import { Empty } from '#web/kit/states.tsx';

export function GuidePage() {
  return <Empty title="" />;
}
