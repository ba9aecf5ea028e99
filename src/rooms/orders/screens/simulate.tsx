// To come.
import { Empty } from '#web/kit/states.tsx';

export function Simulate() {
  return <Empty title="" />;
}
