// What other rooms ask of the indicators: the ledger's facts and all readings as of a day, training tables, which days may be asked for.
export { dayNotLater } from './as-of.ts';
export { coefficientsOf } from './coefficients.ts';
export { type AccountFacts, ledgerFacts, onePerCustomer, partiesInAll } from './facts.ts';
export { openPanel, type Panel, type PanelAsked, type PanelCounts, standsOn } from './panel.ts';
export { type CustomerReadings, customerReadings, wholeCatalogue } from './readings.ts';
