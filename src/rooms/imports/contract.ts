// How files become customers, contracts, documents and orders: read, asked about, previewed, applied, undone.
export {};
