// The variables a fit left out, each with why.
import { useReading } from '#web/kit/reading.tsx';
import type { Told } from '../laboratory/contract.ts';
import { useVariableName } from './variable-name.ts';
import { droppedText } from './words.ts';

export function LeftOut({ variables }: { variables: Told['variables'] }) {
  const { t } = useReading();
  const called = useVariableName();
  return (
    <ul className="x-lab-reasons">
      {variables.map((each) => (
        <li key={each.name}>
          <strong>{called(each.name)}</strong>
          <span>{each.why && droppedText(each.why, t)}</span>
        </li>
      ))}
    </ul>
  );
}
