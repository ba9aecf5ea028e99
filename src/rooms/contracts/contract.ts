// What was agreed with a customer: terms, milestones, retention, consignment, rebates, and what was fulfilled of it.
export {};
