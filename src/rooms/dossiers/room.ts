// The door plate of dossiers.
import { bind, on, type Room } from '#platform/context.ts';
import { customersMerged, customersParted } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const dossiers: Room = {
  name: 'dossiers',
  operations: [
    bind(contract.file, actions.file),
    bind(contract.history, actions.history),
    bind(contract.enterFacts, actions.enterFacts),
    bind(contract.check, actions.check),
    bind(contract.withdraw, actions.withdraw),
    bind(contract.toVerify, actions.toVerify),
    bind(contract.fields, actions.fields),
    bind(contract.saveField, actions.saveField),
    bind(contract.saveContact, actions.saveContact),
    bind(contract.lookAtContact, actions.lookAtContact),
    bind(contract.findContact, actions.findContact),
    bind(contract.exportContact, actions.exportContact),
    bind(contract.eraseContact, actions.eraseContact),
    bind(contract.uploadPaper, actions.uploadPaper),
    bind(contract.paper, actions.paper),
    bind(contract.addRecord, actions.addRecord),
    bind(contract.disputeRecord, actions.disputeRecord),
    bind(contract.settleDispute, actions.settleDispute),
    bind(contract.ask, actions.ask),
    bind(contract.requests, actions.requests),
    bind(contract.remind, actions.remind),
    bind(contract.closeRequest, actions.closeRequest),
    bind(contract.revokeLink, actions.revokeLink),
    bind(contract.openLink, actions.openLink),
    bind(contract.answer, actions.answer),
    bind(contract.answerPaper, actions.answerPaper),
    bind(contract.drawAudit, actions.drawAudit),
    bind(contract.audits, actions.audits),
    bind(contract.audit, actions.audit),
    bind(contract.findings, actions.findings),
    bind(contract.recordFinding, actions.recordFinding),
    bind(contract.passItem, actions.passItem),
    bind(contract.correctFinding, actions.correctFinding),
    bind(contract.closeFinding, actions.closeFinding),
    bind(contract.auditReport, actions.auditReport),
    bind(contract.overview, actions.overview),
    bind(contract.files, actions.files),
    bind(contract.expiring, actions.expiring),
    bind(contract.print, actions.print),
    bind(contract.changeKeys, actions.changeKeys),
  ],
  listens: [
    // Nothing is moved: what stands under the merged one is read with the survivor's, and is his own again once they are parted.
    on(customersMerged, (ctx, { survivorId }) => actions.restand(ctx, [survivorId])),
    on(customersParted, (ctx, { survivorId, mergedId }) => actions.restand(ctx, [survivorId, mergedId])),
  ],
  jobs: [{ name: 'dossiers.daily', run: actions.daily }],
};
