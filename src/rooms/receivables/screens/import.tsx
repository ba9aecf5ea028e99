// To come.
import { Empty } from '#web/kit/states.tsx';

export function ImportPage() {
  return <Empty title="" />;
}
