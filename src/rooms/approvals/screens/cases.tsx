// To come.
import { Empty } from '#web/kit/states.tsx';

export function Cases() {
  return <Empty title="" />;
}
