// To come.
import { Empty } from '#web/kit/states.tsx';

export function Reservations() {
  return <Empty title="" />;
}
