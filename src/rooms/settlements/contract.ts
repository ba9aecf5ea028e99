// Which receipt settles which invoice: by rule, by suggestion, by hand; discounts, write-offs and their reversal.
export {};
