// To come.
import { Empty } from '#web/kit/states.tsx';

export function Checks() {
  return <Empty title="" />;
}
