// To come.
import { Empty } from '#web/kit/states.tsx';

export function Holds() {
  return <Empty title="" />;
}
