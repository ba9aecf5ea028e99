// The door plate of investigations.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const investigations: Room = {
  name: 'investigations',
  operations: [
    bind(contract.templates, actions.templates),
    bind(contract.list, actions.list),
    bind(contract.one, actions.one),
    bind(contract.open, actions.open),
    bind(contract.save, actions.save),
    bind(contract.submit, actions.submit),
    bind(contract.check, actions.check),
    bind(contract.drop, actions.drop),
    bind(contract.addPhoto, actions.addPhoto),
    bind(contract.removePhoto, actions.removePhoto),
    bind(contract.photo, actions.photo),
    bind(contract.report, actions.report),
    bind(contract.askReference, actions.askReference),
    bind(contract.references, actions.references),
    bind(contract.remindReference, actions.remindReference),
    bind(contract.withdrawReference, actions.withdrawReference),
    bind(contract.checkReference, actions.checkReference),
    bind(contract.openReference, actions.openReference),
    bind(contract.answerReference, actions.answerReference),
  ],
  jobs: [{ name: 'investigations.remind', run: actions.remind }],
};
