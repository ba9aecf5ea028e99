// Every part of the kit with sample figures, one archetype at a time: /kit?f_kit=list|record|queue|report|wizard|states.
import { useListState } from '#web/kit/list-state.ts';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { ListSample } from './list-sample.tsx';
import { QueueSample } from './queue-sample.tsx';
import { RecordSample } from './record-sample.tsx';
import { ReportSample, StatesSample, WizardSample } from './report-sample.tsx';

const SAMPLES = {
  list: ListSample,
  record: RecordSample,
  queue: QueueSample,
  report: ReportSample,
  wizard: WizardSample,
  states: StatesSample,
};
type SampleName = keyof typeof SAMPLES;

export function Gallery() {
  const [state] = useListState();
  const asked = state.filters['kit'] ?? '';
  const name: SampleName = Object.hasOwn(SAMPLES, asked) ? (asked as SampleName) : 'list';
  const Sample = SAMPLES[name];
  useCrumbs([{ label: 'Kit', to: '/kit' }, { label: name }]);
  return <Sample />;
}
