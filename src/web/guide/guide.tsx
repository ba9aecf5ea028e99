// To come.
import { Empty } from '#web/kit/states.tsx';

export function Guide(_: { first?: boolean }) {
  return <Empty title="" />;
}
export function GuidePage() {
  return <Guide />;
}
