// The door plate of models. Training and scoring keep the names of ratings: scripts call `xinheng ratings train FILE`.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import { card } from './card-paper.ts';
import * as contract from './contract.ts';
import * as governance from './governance.ts';
import * as grades from './grades.ts';
import * as lab from './laboratory/contract.ts';
import * as fitting from './laboratory/fitting.ts';
import * as looking from './laboratory/looking.ts';
import * as questions from './laboratory/questions.ts';
import * as studies from './laboratory/studies.ts';
import { lookMonthly } from './monthly.ts';
import * as watching from './watching.ts';

export const models: Room = {
  name: 'models',
  jobs: [
    { name: 'models.tend', run: fitting.tend },
    { name: 'models.look', run: lookMonthly },
  ],
  operations: [
    bind(contract.train, actions.train),
    bind(contract.trainGrades, grades.train),
    bind(contract.score, actions.score),
    bind(contract.list, actions.list),
    bind(contract.get, actions.get),
    bind(contract.exportModel, actions.exportModel),
    bind(contract.importModel, actions.importModel),
    bind(contract.validate, governance.validate),
    bind(contract.move, governance.move),
    bind(contract.card, card),
    bind(contract.watch, watching.watch),
    bind(contract.watched, watching.watched),
    bind(lab.openStudy, studies.open),
    bind(lab.openPanel, studies.openPanel),
    bind(lab.studies, studies.list),
    bind(lab.study, studies.get),
    bind(lab.setStudy, studies.set),
    bind(lab.discardStudy, studies.discard),
    bind(lab.variables, looking.variables),
    bind(lab.bins, looking.bins),
    bind(lab.fit, fitting.fit),
    bind(lab.workFit, fitting.work),
    bind(lab.cancelFit, fitting.cancel),
    bind(lab.fitted, fitting.result),
    bind(lab.segments, questions.segments),
    bind(lab.cases, questions.cases),
    bind(lab.explain, questions.explain),
    bind(lab.compare, questions.compare),
    bind(lab.submit, fitting.submit),
  ],
};
