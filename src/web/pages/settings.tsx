// To come.
import { Empty } from '#web/kit/states.tsx';

export function SettingsPage() {
  return <Empty title="" />;
}
