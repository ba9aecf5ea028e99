// To come.
import { Empty } from '#web/kit/states.tsx';

export function Rules() {
  return <Empty title="" />;
}
