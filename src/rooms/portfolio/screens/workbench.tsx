// To come.
import { Empty } from '#web/kit/states.tsx';

export function Workbench() {
  return <Empty title="" />;
}
