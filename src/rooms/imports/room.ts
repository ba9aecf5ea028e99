// The door plate of imports.
import { bind, type Room } from '#platform/context.ts';
import * as background from './background.ts';
import * as contract from './contract.ts';
import * as history from './history.ts';
import * as importing from './import.ts';
import * as staging from './stage.ts';
import * as undoing from './undo.ts';

export const imports: Room = {
  name: 'imports',
  jobs: [{ name: 'imports.tend', run: background.tend }],
  operations: [
    bind(contract.importLedger, importing.importLedger),
    bind(contract.preview, importing.preview),
    bind(contract.stage, staging.stage),
    bind(contract.get, staging.get),
    bind(contract.answer, staging.answer),
    bind(contract.apply, staging.apply),
    bind(contract.cancel, staging.cancel),
    bind(contract.read, background.work),
    bind(contract.post, background.work),
    bind(contract.undo, undoing.undo),
    bind(contract.saveTemplate, history.saveTemplate),
    bind(contract.forgetTemplate, history.forgetTemplate),
    bind(contract.imports, history.imports),
    bind(contract.templates, history.templates),
    bind(contract.refusals, history.refusals),
  ],
};
