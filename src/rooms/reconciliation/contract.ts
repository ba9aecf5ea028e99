// Letters in which both sides agree on a balance, the limitation clock, and totals held against the source.
export {};
