// The verbs on investigations and trade references.
import type { Ctx } from '#platform/context.ts';
import { remindDue } from './references.ts';

export { addPhoto, keepPhoto, photo, removePhoto } from './photos.ts';
export { check, drop, list, one, open, save, submit, templates } from './records.ts';
export { answerReference, openReference } from './reference-answers.ts';
export { askReference, checkReference, references, remindReference, withdrawReference } from './references.ts';
export { report } from './report.ts';

export const remind = (ctx: Ctx): Promise<void> => remindDue(ctx);
