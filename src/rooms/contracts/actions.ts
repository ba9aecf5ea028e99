// The verbs of contracts, by what they are about; and what the rooms below call.
export * from './bulk.ts';
export * from './consignment.ts';
export * from './enter.ts';
export * from './links.ts';
export * from './margins.ts';
export * from './named.ts';
export * from './read.ts';
export * from './rebate.ts';
export * from './retention.ts';
