// Every table by its class; migrate.ts gives each class its isolation and grants, and a test holds this list against the catalogue.

/**
 * - directory: looked up by exact key before the tenant is known; no row-level security, narrow.
 * - tenant: row-level security with FORCE; the app may insert and update, and delete where rows are a cache.
 * - append: as tenant, but what is written stays: insert and select only (R11).
 */
export type TableClass = 'directory' | 'tenant' | 'cache' | 'append';

export const TABLES: Readonly<Record<string, TableClass>> = {
  'platform.tenants': 'directory',
  'platform.logins': 'directory',
  'platform.users': 'tenant',
  'platform.sessions': 'tenant',
  'platform.api_keys': 'tenant',
  'platform.events': 'append',
  'platform.requests': 'cache',
  'platform.data_keys': 'append',
  'platform.files': 'tenant',
  'platform.file_parts': 'tenant',
  'customers.entities': 'tenant',
  'customers.parties': 'tenant',
  'customers.source_codes': 'tenant',
  'customers.group_links': 'tenant',
  'policies.rulebooks': 'tenant',
  'policies.modes': 'append',
  'policies.settings': 'tenant',
  'approvals.cases': 'tenant',
  'exposure.accounts': 'tenant',
  'exposure.paths': 'cache',
  'exposure.entries': 'append',
  'exposure.due_days': 'tenant',
  'exposure.cap_steps': 'cache',
  'exposure.rates': 'append',
  'receivables.documents': 'append',
  'receivables.open_items': 'tenant',
  'receivables.applications': 'append',
  'receivables.bill_events': 'append',
  'receivables.bills': 'tenant',
  'bills.acceptors': 'tenant',
  'bills.acceptor_limits': 'tenant',
  'bills.rules': 'append',
  'bills.reminders': 'append',
  'receivables.day_books': 'cache',
  'receivables.day_book_rows': 'cache',
  'ratings.ratings': 'append',
  'ratings.current': 'cache',
  'limits.grants': 'tenant',
  'limits.proposals': 'tenant',
  'limits.freezes': 'tenant',
  'orders.checks': 'append',
  'orders.orders': 'tenant',
  'orders.holds': 'tenant',
  'orders.hold_acts': 'append',
  'orders.reservations': 'tenant',
  'orders.reservation_moves': 'append',
  'monitoring.alerts': 'tenant',
  'imports.templates': 'cache',
  'imports.imports': 'tenant',
  'imports.chunks': 'cache',
  'imports.refusals': 'cache',
  'imports.filled': 'append',
};

/** What each class lets the serving roles do. No class has TRUNCATE. */
export const GRANTS: Readonly<Record<TableClass, string>> = {
  directory: 'select, insert, update',
  tenant: 'select, insert, update',
  cache: 'select, insert, update, delete',
  append: 'select, insert',
};

/** Views that rooms publish: the only way to read another room's rows. All are security_invoker; a test says so. */
export const PUBLISHED: readonly string[] = [
  'customers.directory',
  'customers.memberships',
  'customers.legal_entities',
  'exposure.positions',
  'exposure.caps',
  'exposure.lines',
  'exposure.journal',
  'receivables.items',
  'receivables.papers',
  'receivables.contract_papers',
  'receivables.settlements',
  'receivables.standing_settlements',
  'receivables.bill_states',
  'receivables.bill_standing',
  'receivables.bill_life',
  'receivables.bill_dishonours',
  'ratings.latest',
  'ratings.history',
  'limits.standing_freezes',
  'limits.freeze_history',
  'limits.standing_grants',
  'approvals.open_cases',
  'orders.standing_holds',
  'monitoring.standing_alerts',
  'imports.past',
];

/** The schemas of machine tables (migrations, job queue), which follow their own rules. */
export const MACHINE_SCHEMAS: readonly string[] = ['machine', 'graphile_worker'];
