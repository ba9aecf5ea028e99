// All Chinese words of the page, by area. A new area is one file with both languages, listed here and in en.ts.
import { zh as access } from './access.ts';
import { zh as alerts } from './alerts.ts';
import { zh as audit } from './audit.ts';
import { zh as belonging } from './belonging.ts';
import { zh as bills } from './bills.ts';
import { zh as contracts } from './contracts.ts';
import { zh as status } from './credit-status.ts';
import { zh as customer } from './customer.ts';
import { zh as dossiers } from './dossiers.ts';
import { zh as flows } from './flows.ts';
import { zh as glossary } from './glossary.ts';
import { zh as guide } from './guide.ts';
import { zh as identity } from './identity.ts';
import { zh as imports } from './imports.ts';
import { zh as indicators } from './indicators.ts';
import { zh as investigations } from './investigations.ts';
import { zh as kit } from './kit.ts';
import { zh as lab } from './laboratory.ts';
import { zh as ledger } from './ledger.ts';
import { zh as models } from './models.ts';
import { zh as operations } from './operations.ts';
import { zh as orders } from './orders.ts';
import { zh as problems } from './problems.ts';
import { zh as ratingNotices } from './rating-notices.ts';
import { zh as ratings } from './ratings.ts';
import { zh as reasons } from './reasons.ts';
import { zh as reconciliation } from './reconciliation.ts';
import { zh as rules } from './rules.ts';
import { zh as settings } from './settings.ts';
import { zh as settlements } from './settlements.ts';
import { zh as shell } from './shell.ts';
import { zh as statements } from './statements.ts';
import { zh as webhooks } from './webhooks.ts';
import { zh as work } from './work.ts';

export const zh = {
  flows,
  glossary,
  kit,
  reasons,
  shell,
  access,
  guide,
  orders,
  problems,
  work,
  ledger,
  customer,
  operations,
  imports,
  alerts,
  audit,
  rules,
  settings,
  settlements,
  bills,
  contracts,
  reconciliation,
  dossiers,
  identity,
  statements,
  indicators,
  investigations,
  webhooks,
  ratings,
  ratingNotices,
  belonging,
  lab,
  models,
  status,
} as const;
