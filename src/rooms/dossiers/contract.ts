// What we know of a customer beside the ledger: facts with their source, contacts, papers, what is missing.
export {};
