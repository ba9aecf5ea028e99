// Roles and what each may do: one readable table. `can()` asks it; scope says on whose customers.

export const ROLES = [
  'administrator',
  'credit-manager',
  'analyst',
  'sales',
  'receivables-clerk',
  'collector',
  'approver',
  'auditor',
  'integration',
] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'self', // one's own session, password, second factor
  'overview.read',
  'customers.read',
  'customers.write',
  'customers.hand-over', // signing for customers that one gives or takes over
  'files.write', // facts, papers, contacts of a customer's file; answering what is missing
  'files.verify', // second look at what another entered; asking for what is missing; sampling audits
  'status.write', // dunning, promises to pay, credit insurance, the next review
  'contacts.read', // a person's name and number in full, each look noted
  'ledger.read',
  'ledger.import',
  'ledger.write', // by hand: applying receipts, bills, contracts, letters
  'ratings.read',
  'ratings.run',
  'ratings.tell', // telling customers in writing that their grade fell
  'limits.read',
  'limits.propose',
  'limits.freeze',
  'approvals.read',
  'approvals.decide',
  'orders.read',
  'orders.check',
  'orders.release',
  'orders.record',
  'orders.note', // asking and answering at a held order
  'alerts.read',
  'alerts.act',
  'policies.read',
  'policies.write',
  'audit.read',
  'accounts.manage',
  'system.manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READ: readonly Permission[] = [
  'self',
  'overview.read',
  'customers.read',
  'ledger.read',
  'ratings.read',
  'limits.read',
  'approvals.read',
  'orders.read',
  'alerts.read',
  'policies.read',
];

const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  // The administrator keeps the house and people; credit decisions are not his (segregation of duties).
  administrator: [
    ...READ,
    'accounts.manage',
    'system.manage',
    'policies.write',
    'ledger.import',
    'customers.write',
    'customers.hand-over',
    'audit.read',
  ],
  'credit-manager': [
    ...READ,
    'customers.write',
    'customers.hand-over',
    'files.write',
    'files.verify',
    'status.write',
    'contacts.read',
    'ledger.write',
    'ratings.run',
    'ratings.tell',
    'limits.propose',
    'limits.freeze',
    'approvals.decide',
    'orders.check',
    'orders.release',
    'orders.record',
    'orders.note',
    'alerts.act',
    'policies.write',
    'audit.read',
  ],
  analyst: [
    ...READ,
    'customers.write',
    'files.write',
    'files.verify',
    'status.write',
    'contacts.read',
    'ratings.run',
    'limits.propose',
    'orders.check',
    'orders.note',
    'alerts.act',
  ],
  sales: [
    'self',
    'overview.read',
    'customers.read',
    'customers.hand-over',
    'files.write',
    'contacts.read',
    'ledger.read',
    'ratings.read',
    'limits.read',
    'orders.read',
    'orders.check',
    'orders.note',
    'alerts.read',
  ],
  'receivables-clerk': [
    ...READ,
    'ledger.import',
    'ledger.write',
    'customers.write',
    'files.write',
    'files.verify',
    'status.write',
    'contacts.read',
    'orders.check',
    'orders.record',
    'orders.note',
  ],
  collector: [...READ, 'status.write', 'contacts.read', 'alerts.act'],
  approver: [...READ, 'files.verify', 'limits.freeze', 'approvals.decide', 'orders.release', 'orders.note'],
  auditor: [...READ, 'audit.read'],
  // Machine keys of the ERP: they ask and report, they decide nothing.
  integration: [
    'self',
    'customers.read',
    'ledger.read',
    'limits.read',
    'orders.read',
    'orders.check',
    'orders.record',
    'ledger.import',
    'customers.write',
    'status.write',
  ],
};

const granted = new Map<Role, ReadonlySet<Permission>>(ROLES.map((role) => [role, new Set(GRANTS[role])]));

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

export function can(roles: readonly Role[], permission: Permission): boolean {
  return roles.some((role) => granted.get(role)?.has(permission) ?? false);
}

export function permissionsOf(roles: readonly Role[]): Permission[] {
  return PERMISSIONS.filter((permission) => can(roles, permission));
}

export function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => can([role], permission));
}

/** Whose customers an actor sees. Salespeople see their own; any further role lifts that. */
export type Scope = { readonly kind: 'all' } | { readonly kind: 'own'; readonly userId: string };

export function scopeOf(userId: string, roles: readonly Role[]): Scope {
  return roles.length > 0 && roles.every((role) => role === 'sales') ? { kind: 'own', userId } : { kind: 'all' };
}
