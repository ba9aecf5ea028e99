// The operations that machines call, typed from the contracts of the server. Written by tools/client-types.ts; do not edit.
import type { Money } from './client.ts';

export type Calls = {
  /** Check an order: may it go out? */
  'orders.check': {
    input: {
      readonly customer: string;
      readonly amount: Money;
      readonly order: string;
      readonly source?: string;
      readonly termsDays?: number;
      readonly deliverOn?: string;
      readonly sales?: string;
      readonly checkpoint?: 'quotation' | 'order' | 'change' | 'delivery' | 'invoice';
      readonly entity?: string;
      readonly organisation?: string;
      readonly department?: string;
      readonly productGroup?: string;
      readonly discountPercent?: number;
      readonly tax?: Money;
      readonly contract?: string;
    };
    output: {
      readonly outcome: 'clear' | 'held' | 'refused';
      readonly reasons: readonly ({
        readonly code: string;
        readonly rule: string;
        readonly title?: {
          readonly zh: string;
          readonly en: string;
        };
        readonly action: string;
        readonly node: string | null;
        readonly actual: unknown;
        readonly threshold: unknown;
        readonly unit: 'money' | 'days' | 'ppm' | 'count' | 'text';
        readonly document: string | null;
        readonly clears: readonly (Readonly<Record<string, unknown>>)[];
        readonly missing: string | null;
        readonly with?: readonly (Readonly<Record<string, unknown>>)[];
        readonly released: boolean;
      })[];
      readonly reservation: {
        readonly number: string;
        readonly amount: Money;
        readonly expiresAt: string;
      } | null;
      readonly available: Money | null;
      readonly hold: {
        readonly id: string;
        readonly dueAt: string;
        readonly owner: string | null;
      } | null;
      readonly checkId: string;
      readonly order: string;
      readonly customer: string;
      readonly shadow: boolean;
      readonly remedy: Readonly<Record<string, unknown>> | null;
      readonly contract?: {
        readonly number: string;
        readonly left: Money | null;
        readonly beyond: boolean;
      };
    };
    many: true;
  };
  /** May this order go? A trial that reserves nothing */
  'orders.simulate': {
    input: {
      readonly customer: string;
      readonly amount: string;
      readonly currency?: string;
      readonly termsDays?: number;
      readonly checkpoint?: 'quotation' | 'order' | 'change' | 'delivery' | 'invoice';
      readonly deliverOn?: string;
      readonly sales?: string;
      readonly entity?: string;
      readonly organisation?: string;
      readonly department?: string;
      readonly productGroup?: string;
      readonly discountPercent?: number;
    };
    output: {
      readonly outcome: 'clear' | 'held' | 'refused';
      readonly reasons: readonly ({
        readonly code: string;
        readonly rule: string;
        readonly title?: {
          readonly zh: string;
          readonly en: string;
        };
        readonly action: string;
        readonly node: string | null;
        readonly actual: unknown;
        readonly threshold: unknown;
        readonly unit: 'money' | 'days' | 'ppm' | 'count' | 'text';
        readonly document: string | null;
        readonly clears: readonly (Readonly<Record<string, unknown>>)[];
        readonly missing: string | null;
        readonly with?: readonly (Readonly<Record<string, unknown>>)[];
        readonly released: boolean;
      })[];
      readonly passed: readonly (Readonly<Record<string, unknown>>)[];
      readonly remedies: readonly (Readonly<Record<string, unknown>>)[];
      readonly available: Money | null;
      readonly exposure: Money;
      readonly limit: Money | null;
      readonly exposureAfter: Money;
      readonly shadow: boolean;
    };
    many: false;
  };
  /** Limit and free credit, for a cart */
  'orders.credit': {
    input: {
      readonly customer: string;
      readonly currency?: string;
    };
    output: {
      readonly customer: string;
      readonly currency: string;
      readonly mode: 'amount' | 'none' | 'unlimited';
      readonly limit: Money | null;
      readonly exposure: Money;
      readonly available: Money | null;
      readonly bound: 'own' | 'group' | null;
      readonly frozen: boolean;
      readonly overdue: Money;
    };
    many: false;
  };
  /** Change what is reserved: more is checked again */
  'orders.amend': {
    input: {
      readonly reservation: string;
      readonly amount: Money;
    };
    output: {
      readonly outcome: 'clear' | 'held' | 'refused';
      readonly reasons: readonly ({
        readonly code: string;
        readonly rule: string;
        readonly title?: {
          readonly zh: string;
          readonly en: string;
        };
        readonly action: string;
        readonly node: string | null;
        readonly actual: unknown;
        readonly threshold: unknown;
        readonly unit: 'money' | 'days' | 'ppm' | 'count' | 'text';
        readonly document: string | null;
        readonly clears: readonly (Readonly<Record<string, unknown>>)[];
        readonly missing: string | null;
        readonly with?: readonly (Readonly<Record<string, unknown>>)[];
        readonly released: boolean;
      })[];
      readonly reservation: {
        readonly number: string;
        readonly amount: Money;
        readonly expiresAt: string;
      } | null;
      readonly available: Money | null;
      readonly hold: {
        readonly id: string;
        readonly dueAt: string;
        readonly owner: string | null;
      } | null;
      readonly checkId: string;
      readonly order: string;
      readonly customer: string;
      readonly shadow: boolean;
      readonly remedy: Readonly<Record<string, unknown>> | null;
      readonly contract?: {
        readonly number: string;
        readonly left: Money | null;
        readonly beyond: boolean;
      };
    };
    many: true;
  };
  /** Cancel an order: its reservation and hold end */
  'orders.cancel': {
    input: {
      readonly order: string;
      readonly source?: string;
      readonly reason: string;
    };
    output: {
      readonly state: string;
      readonly released: Money | null;
    };
    many: true;
  };
  /** Delivered or invoiced: use up a reservation */
  'orders.capture': {
    input: {
      readonly reservation: string;
      readonly amount: Money;
      readonly sourceKey: string;
      readonly kind?: 'delivery' | 'invoice';
    };
    output: {
      readonly outcome: string;
      readonly remaining: Money;
    };
    many: true;
  };
  /** Report a delivery, an invoice, a return or a credit of an order */
  'orders.report': {
    input: {
      readonly order: string;
      readonly source?: string;
      readonly kind: 'delivery' | 'return' | 'invoice' | 'credit';
      readonly number: string;
      readonly amount: Money;
      readonly customer?: string;
    };
    output: {
      readonly outcome: 'recorded' | 'known';
      readonly state: string;
      readonly captured: Money;
      readonly uncovered: Money;
      readonly remaining: Money;
      readonly delivered: Money;
      readonly invoiced: Money;
    };
    many: true;
  };
  /** Hold a reservation longer */
  'orders.extend': {
    input: {
      readonly reservation: string;
      readonly days: number;
      readonly reason: string;
    };
    output: {
      readonly reservation: {
        readonly number: string;
        readonly amount: Money;
        readonly expiresAt: string;
      };
    };
    many: true;
  };
  /** Give back a reservation */
  'orders.give-back': {
    input: {
      readonly reservation: string;
      readonly reason: string;
    };
    output: {
      readonly outcome: string;
      readonly given: Money;
    };
    many: true;
  };
  /** Release a held order */
  'orders.release': {
    input: {
      readonly id: string;
      readonly reason: string;
      readonly version: number;
      readonly validDays?: number;
      readonly upTo?: Money;
    };
    output: {
      readonly state: string;
      readonly reservation: {
        readonly number: string;
        readonly amount: Money;
        readonly expiresAt: string;
      } | null;
    };
    many: true;
  };
  /** Past order checks */
  'orders.checks': {
    input: {
      readonly customer?: string;
      readonly outcome?: 'clear' | 'held' | 'refused';
      readonly cursor?: string;
      readonly limit?: number;
    };
    output: {
      readonly checks: readonly ({
        readonly id: string;
        readonly order: string;
        readonly customer: {
          readonly code: string;
          readonly name: string;
        };
        readonly amount: Money;
        readonly outcome: 'clear' | 'held' | 'refused';
        readonly shadow: boolean;
        readonly at: string;
        readonly reasons: readonly ({
          readonly code: string;
          readonly rule: string;
          readonly title?: {
            readonly zh: string;
            readonly en: string;
          };
          readonly action: string;
          readonly node: string | null;
          readonly actual: unknown;
          readonly threshold: unknown;
          readonly unit: 'money' | 'days' | 'ppm' | 'count' | 'text';
          readonly document: string | null;
          readonly clears: readonly (Readonly<Record<string, unknown>>)[];
          readonly missing: string | null;
          readonly with?: readonly (Readonly<Record<string, unknown>>)[];
          readonly released: boolean;
        })[];
        readonly rulebookVersion: number;
      })[];
      readonly next: string | null;
    };
    many: false;
  };
  /** Reservations */
  'orders.reservations': {
    input: {
      readonly customer?: string;
      readonly ended?: boolean;
      readonly cursor?: string;
      readonly limit?: number;
    };
    output: {
      readonly reservations: readonly ({
        readonly number: string;
        readonly order: string;
        readonly source: string;
        readonly contract: string | null;
        readonly customer: {
          readonly code: string;
          readonly name: string;
        };
        readonly granted: Money;
        readonly remaining: Money;
        readonly madeAt: string;
        readonly expiresAt: string;
        readonly endedAt: string | null;
        readonly endedHow: string | null;
      })[];
      readonly next: string | null;
    };
    many: false;
  };
  /** The hold queue */
  'orders.holds': {
    input: {
      readonly state?: 'held' | 'ended';
      readonly customer?: string;
      readonly stage?: 'held' | 'in_review' | 'second_person' | 'prepayment';
      readonly mine?: boolean;
      readonly late?: boolean;
      readonly reason?: string;
      readonly text?: string;
      readonly by?: 'due' | 'amount' | 'over' | 'overdue';
      readonly cursor?: string;
      readonly limit?: number;
    };
    output: {
      readonly holds: readonly ({
        readonly id: string;
        readonly order: string;
        readonly contract: string | null;
        readonly customer: {
          readonly code: string;
          readonly name: string;
          readonly grade: string | null;
          readonly owner: string | null;
        };
        readonly amount: Money;
        readonly heldAt: string;
        readonly dueAt: string;
        readonly owner: string | null;
        readonly state: string;
        readonly endedAt: string | null;
        readonly deliverOn: string | null;
        readonly sales: string | null;
        readonly reasons: readonly ({
          readonly code: string;
          readonly rule: string;
          readonly title?: {
            readonly zh: string;
            readonly en: string;
          };
          readonly action: string;
          readonly node: string | null;
          readonly actual: unknown;
          readonly threshold: unknown;
          readonly unit: 'money' | 'days' | 'ppm' | 'count' | 'text';
          readonly document: string | null;
          readonly clears: readonly (Readonly<Record<string, unknown>>)[];
          readonly missing: string | null;
          readonly with?: readonly (Readonly<Record<string, unknown>>)[];
          readonly released: boolean;
        })[];
        readonly remedy: Readonly<Record<string, unknown>> | null;
        readonly version: number;
        readonly stage: 'held' | 'in_review' | 'second_person' | 'prepayment';
        readonly reviewer: string | null;
        readonly overLimit: Money | null;
        readonly overdueDays: number | null;
        readonly releasedSoFar: Money | null;
        readonly prepayment: {
          readonly asked: Money;
          readonly received: Money;
        } | null;
        readonly heldByHand: {
          readonly by: string;
          readonly on: string;
        } | null;
        readonly escalatedAt: string | null;
        readonly lastNote: {
          readonly by: string;
          readonly text: string;
          readonly at: string;
        } | null;
      })[];
      readonly open: number;
      readonly counts: {
        readonly held: number;
        readonly in_review: number;
        readonly second_person: number;
        readonly prepayment: number;
        readonly mine: number;
        readonly late: number;
      };
      readonly openAmounts: readonly (Money)[];
      readonly next: string | null;
    };
    many: false;
  };
};
