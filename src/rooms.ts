// Table of contents: the rooms in the order of the credit life cycle. A room may call the actions of rooms above it.
import type { Room } from '#platform/context.ts';
import { accounts } from '#rooms/accounts/room.ts';
import { approvals } from '#rooms/approvals/room.ts';
import { bills } from '#rooms/bills/room.ts';
import { contracts } from '#rooms/contracts/room.ts';
import { controls } from '#rooms/controls/room.ts';
import { customers } from '#rooms/customers/room.ts';
import { demonstration } from '#rooms/demonstration/room.ts';
import { dossiers } from '#rooms/dossiers/room.ts';
import { exposure } from '#rooms/exposure/room.ts';
import { imports } from '#rooms/imports/room.ts';
import { indicators } from '#rooms/indicators/room.ts';
import { integrations } from '#rooms/integrations/room.ts';
import { investigations } from '#rooms/investigations/room.ts';
import { limits } from '#rooms/limits/room.ts';
import { models } from '#rooms/models/room.ts';
import { monitoring } from '#rooms/monitoring/room.ts';
import { orders } from '#rooms/orders/room.ts';
import { policies } from '#rooms/policies/room.ts';
import { portfolio } from '#rooms/portfolio/room.ts';
import { ratings } from '#rooms/ratings/room.ts';
import { receivables } from '#rooms/receivables/room.ts';
import { reconciliation } from '#rooms/reconciliation/room.ts';
import { settlements } from '#rooms/settlements/room.ts';
import { statements } from '#rooms/statements/room.ts';

export const ROOMS: readonly Room[] = [
  customers,
  policies,
  accounts,
  dossiers,
  approvals,
  exposure,
  receivables,
  contracts,
  bills,
  settlements,
  reconciliation,
  statements,
  investigations,
  indicators,
  models,
  ratings,
  limits,
  orders,
  imports,
  monitoring,
  portfolio,
  controls,
  integrations,
  demonstration,
];
