// Every part of the kit with sample figures, one archetype at a time: /kit?view=list|record|queue|report|wizard|states.
import { Button, Segmented } from 'antd';
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
  const [state, setState] = useListState();
  const name: SampleName =
    state.filters['kit'] !== undefined && state.filters['kit'] in SAMPLES ? (state.filters['kit'] as SampleName) : 'list';
  const Sample = SAMPLES[name];
  useCrumbs([{ label: 'Kit', to: '/kit' }, { label: name }]);
  return (
    <div style={{ height: '100%', display: 'grid', gridTemplateRows: 'minmax(0,1fr) auto' }}>
      <Sample />
      <div style={{ display: 'none' }}>
        <Segmented options={Object.keys(SAMPLES)} value={name} onChange={(kit) => setState({ filters: { kit: String(kit) } })} />
        <Button />
      </div>
    </div>
  );
}
