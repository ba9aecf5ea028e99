// The verbs on files: facts, fields, contacts, papers, records, requests and their answers, audits.
export { answer, answerPaper, openLink } from './answers.ts';
export {
  audit,
  auditReport,
  audits,
  closeFinding,
  correctFinding,
  drawAudit,
  findings,
  passItem,
  recordFinding,
} from './audits.ts';
export { eraseContact, exportContact, findContact, lookAtContact, saveContact } from './contacts.ts';
export { check, enterFacts, history, toVerify, withdraw } from './facts.ts';
export { fields, saveField } from './fields.ts';
export { changeKeys, expiring, file, files, overview } from './file.ts';
export { type MailContact, mailContacts } from './mail-addresses.ts';
export { keepPaper, paper, uploadPaper } from './papers.ts';
export { print } from './print.ts';
export {
  addRecord,
  disputeRecord,
  enterExternalRecords,
  enterVatInvoices,
  settleDispute,
  withdrawExternalRecords,
  withdrawVatImport,
} from './records.ts';
export { ask, closeRequest, remind, requests, revokeLink } from './requests.ts';
export { daily, restand } from './standing.ts';
export { takeOverFacts } from './take-over.ts';
