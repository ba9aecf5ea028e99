// All English words of the page, by area: the same keys as Chinese, or it does not compile.
import { en as access } from './access.ts';
import { en as alerts } from './alerts.ts';
import { en as audit } from './audit.ts';
import { en as belonging } from './belonging.ts';
import { en as bills } from './bills.ts';
import { en as contracts } from './contracts.ts';
import { en as status } from './credit-status.ts';
import { en as customer } from './customer.ts';
import { en as dossiers } from './dossiers.ts';
import { en as flows } from './flows.ts';
import { en as glossary } from './glossary.ts';
import { en as guide } from './guide.ts';
import { en as identity } from './identity.ts';
import { en as imports } from './imports.ts';
import { en as indicators } from './indicators.ts';
import { en as investigations } from './investigations.ts';
import { en as kit } from './kit.ts';
import { en as lab } from './laboratory.ts';
import type { EnglishOf } from './language.ts';
import { en as ledger } from './ledger.ts';
import { en as models } from './models.ts';
import { en as operations } from './operations.ts';
import { en as orders } from './orders.ts';
import { en as problems } from './problems.ts';
import { en as ratingNotices } from './rating-notices.ts';
import { en as ratings } from './ratings.ts';
import { en as reasons } from './reasons.ts';
import { en as reconciliation } from './reconciliation.ts';
import { en as rules } from './rules.ts';
import { en as settings } from './settings.ts';
import { en as settlements } from './settlements.ts';
import { en as shell } from './shell.ts';
import { en as statements } from './statements.ts';
import { en as webhooks } from './webhooks.ts';
import { en as work } from './work.ts';
import type { zh } from './zh.ts';

export const en: EnglishOf<typeof zh> = {
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
};
