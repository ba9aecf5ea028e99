// Which field of a form a refusal is about, so that it stands there and not at the foot: the server names it, or its code says it.
import { ApiProblem } from '#web/api.ts';

/** Refusals that name no field although they are about one; the first that the form has. */
const BY_CODE: Readonly<Record<string, readonly string[]>> = {
  number_taken: ['number'],
  contract_number_taken: ['number'],
  document_number_taken: ['number'],
  bill_known: ['number'],
  acceptor_taken: ['code', 'name'],
  group_taken: ['code'],
  login_taken: ['login'],
  amount_not_positive: ['amount'],
  amount_negative: ['amount'],
  more_than_open: ['amount'],
  more_than_unapplied: ['amount'],
  claim_beyond_open: ['amount'],
  rebate_beyond_accrued: ['amount'],
  bill_part_whole: ['part'],
  bill_fee_beyond: ['fee'],
  as_of_future: ['on'],
  bill_day_in_future: ['on', 'received'],
  valid_from_past: ['from'],
  valid_to_before_from: ['to'],
  same_customer: ['customer'],
  customer_unknown: ['customer'],
  group_has_no_documents: ['customer'],
};

/** Fields as the server calls them; of a path its last name. */
function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof ApiProblem)) return [];
  const said = error.fields.map(({ field }) =>
    field
      .split(/[./]/)
      .filter((part) => !/^\d*$/.test(part))
      .at(-1),
  );
  return [...said.filter((each) => each !== undefined), ...(BY_CODE[error.code] ?? [])];
}

const WITHIN = '.ant-modal, .ant-drawer, form';

/** What must be one of its kind to be meant without a name. */
const KINDS: Readonly<Record<string, string>> = { amount: '.x-figure-input', on: '.ant-picker input', reason: 'textarea' };

function fieldNamed(form: Element, name: string): HTMLElement | null {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const named = form.querySelector<HTMLElement>(
    [...new Set([name, kebab])].map((each) => `[name="${each}"], [id="${each}"], [id$="-${each}"]`).join(', '),
  );
  if (named) return named;
  const kind = KINDS[name];
  const alike = kind ? form.querySelectorAll<HTMLElement>(kind) : [];
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** The field that `error` is about, in the form or dialog around `from`; null where it is about none, or about the whole. */
export function fieldOf(error: unknown, from: Element): HTMLElement | null {
  const form = from.closest(WITHIN);
  if (!form) return null;
  for (const name of namesOf(error)) {
    const found = fieldNamed(form, name);
    if (found && found.getClientRects().length > 0) return found;
  }
  return null;
}

/** Where a sentence about a field stands: below it, inside what belongs to it. */
export function placeOf(field: HTMLElement): HTMLElement | null {
  return field.closest<HTMLElement>('.ant-form-item-control, label') ?? field.parentElement;
}
