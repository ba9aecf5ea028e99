// What payers wrote on the receipts that still wait: some name one invoice, some two, some nothing that helps.
import type { DemoCompany } from './company.ts';

/** Receipts that name one invoice that is not due yet, so that the rules apply them; the rest name two or none. */
const NAMING_ONE = 5;

/** By number of the receipt. Deterministic, and of the open invoices of the same customer alone. */
export function demoReferences(company: DemoCompany): Map<string, string> {
  const open = new Map<string, bigint>();
  for (const each of company.documents) open.set(`${each.kind} ${each.number}`, each.amountMinor);
  const use = (key: string, minor: bigint) => open.set(key, (open.get(key) ?? 0n) - minor);
  for (const each of company.applications) {
    use(`invoice ${each.to}`, each.amountMinor);
    use(`${each.fromKind} ${each.from}`, each.amountMinor);
  }
  for (const bill of company.bills) for (const settled of bill.settles) use(`invoice ${settled.invoice}`, settled.amountMinor);
  const left = (kind: string, number: string) => open.get(`${kind} ${number}`) ?? 0n;

  const found = new Map<string, string>();
  const waiting = company.documents.filter((each) => each.kind === 'receipt' && left('receipt', each.number) > 0n);
  for (const [at, receipt] of waiting.entries()) {
    const invoices = company.documents.filter(
      (each) =>
        each.kind === 'invoice' &&
        each.customer === receipt.customer &&
        each.currency === receipt.currency &&
        left('invoice', each.number) > left('receipt', receipt.number) &&
        (each.dueOn ?? '') > company.today,
    );
    const [first, second] = invoices;
    if (at % 4 === 0 && first && found.size < NAMING_ONE * 4) found.set(receipt.number, `货款 ${first.number}`);
    else if (at % 4 === 1 && first && second) found.set(receipt.number, `付${first.number}、${second.number}`);
    else found.set(receipt.number, at % 4 === 2 ? '预付货款' : '往来款');
  }
  return found;
}
