// To come.
import { Empty } from '#web/kit/states.tsx';

export function ShadowReport() {
  return <Empty title="" />;
}
