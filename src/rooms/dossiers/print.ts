// The printed dossier 客户信用档案: one customer on a day as known at an instant, in either language; the same question gives the same bytes.
import { addMonths } from '#base/date.ts';
import { formatMinor, type WireMoney } from '#base/money.ts';
import { formatPpmAsPercent, ratioPpm } from '#base/ratio.ts';
import { AGEING_KEYS, ageDueDays } from '#engine/ageing.ts';
import { PAPER_KINDS, RECORD_KINDS } from '#engine/dossier-catalogue.ts';
import type { Action } from '#platform/context.ts';
import type { Words } from '#platform/operation.ts';
import { facts, figuresTable, grouped, letterTitle, note, type PaperLanguage, renderPdf, section } from '#platform/pdf.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as bills from '#rooms/bills/contract.ts';
import * as contracts from '#rooms/contracts/contract.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import * as customers from '#rooms/customers/contract.ts';
import * as limits from '#rooms/limits/contract.ts';
import * as monitoring from '#rooms/monitoring/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import * as ratings from '#rooms/ratings/contract.ts';
import * as reconciliation from '#rooms/reconciliation/contract.ts';
import * as settlements from '#rooms/settlements/contract.ts';
import * as contract from './contract.ts';
import { readAsOf, whole } from './file.ts';
import { ledgerBlocks, ledgerOf, monthBlocks } from './print-ledger.ts';
import { wordsOf } from './print-words.ts';
import * as store from './store-print.ts';
import { paymentsOf } from './store-print-ledger.ts';

/** What happened in words: the summary of each operation. What has none is left out. */
const SAID = new Map(
  [approvals, bills, contracts, customers, limits, monitoring, orders, ratings, reconciliation, settlements, contract].flatMap(
    (room) =>
      Object.values(room).flatMap((each): [string, Words][] =>
        typeof each === 'object' && 'summary' in each && 'name' in each ? [[String(each.name), each.summary as Words]] : [],
      ),
  ),
);

const INVOICES_MAX = 500;
const EVENTS_MAX = 30;
const PAID_MONTHS = 12;

export const print: Action<typeof contract.print> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const moment = readAsOf(ctx, input);
  const { asOf, knownAt } = moment;
  const language: PaperLanguage = input.language ?? ctx.language;
  const w = wordsOf(language);
  const { tx } = ctx;
  const family = await familyOf(ctx, party.party_id);
  const [file, parts, caps, rating, open, paid, events, ledger] = await Promise.all([
    whole(ctx, party, moment),
    store.partsOf(tx, party.party_id, asOf, knownAt),
    store.capsOf(tx, party.party_id, asOf),
    store.ratingOf(tx, party.party_id, asOf, knownAt),
    store.openInvoices(tx, party.party_id, asOf, knownAt, INVOICES_MAX),
    paymentsOf(tx, party.party_id, addMonths(asOf, -PAID_MONTHS), asOf, knownAt),
    store.eventsOf(tx, family, knownAt, EVENTS_MAX),
    ledgerOf(tx, party.party_id, family, asOf, knownAt),
  ]);
  const figure = (minor: bigint, currency: string) => `${grouped(formatMinor(minor, currency))} ${currency}`;
  const wire = (money: WireMoney) => `${grouped(money.amount)} ${money.currency}`;
  const fieldOf = new Map(file.fields.map((field) => [field.key, field]));
  const place = new Map(file.fields.map((field, at) => [field.key, at]));
  const inOrder = file.facts.toSorted((a, b) => (place.get(a.field) ?? 0) - (place.get(b.field) ?? 0));
  const valueText = (fact: (typeof file.facts)[number]) => {
    const { value } = fact;
    const field = fieldOf.get(fact.field);
    if (typeof value === 'boolean') return value ? w.yes : w.no;
    if (typeof value === 'object') return wire(value);
    const choice = field?.kind === 'choice' ? field.choices.find((each) => each.key === value)?.[language] : undefined;
    return choice ?? (field?.unit ? `${value} ${field.unit[language]}` : value);
  };
  const checked = (row: { outcome: string | null; checkedBy: string | null }) =>
    row.outcome === 'verified' ? (row.checkedBy ?? '') : w.unverified;
  const currencies = [...new Set([...parts, ...caps].map((row) => row.currency))].sort();
  const capText = (currency: string) => {
    const cap = caps.find((row) => row.currency === currency);
    if (!cap || cap.mode === 'none') return w.noLimit;
    return cap.cap_minor === null ? w.unlimited : figure(cap.cap_minor, currency);
  };
  const sum = (rows: readonly { amount_minor: bigint }[]) => rows.reduce((total, row) => total + row.amount_minor, 0n);

  const blocks = [
    letterTitle(w.title, `${party.name}　${w.asOf(asOf)}`),
    section(w.head),
    facts([
      [w.code, party.code],
      [w.uscc, party.uscc],
      [w.industry, party.industry],
      [w.region, party.region],
      [w.owner, party.owner_name],
      [w.since, party.since_on],
      [w.grade, rating?.grade ? w.gradeOn(rating.grade, rating.as_of) : null],
      [w.terms, party.terms_days === null ? null : w.days(party.terms_days)],
      [w.complete, file.completeness.scorePpm === null ? null : `${formatPpmAsPercent(file.completeness.scorePpm, 0)}%`],
    ]),
    section(w.facts),
    figuresTable({
      columns: [
        { heading: w.field },
        { heading: w.value, share: 2 },
        { heading: w.source },
        { heading: w.valid },
        { heading: w.checked },
      ],
      rows: inOrder.map((fact) => [
        fieldOf.get(fact.field)?.name[language] ?? fact.field,
        valueText(fact),
        w.sources[fact.source] ?? fact.source,
        fact.validFrom,
        checked(fact),
      ]),
      empty: w.none,
    }),
    section(w.exposure),
    figuresTable({
      columns: [{ heading: w.part }, { heading: w.amount, figures: true }],
      rows: currencies.flatMap((currency) => {
        const own = parts.filter((row) => row.currency === currency);
        return [
          ...own.map((row) => [w.parts[row.part] ?? row.part, figure(row.amount_minor, currency)]),
          [w.total, figure(sum(own), currency)],
          [w.limit, capText(currency)],
        ];
      }),
      empty: w.none,
    }),
    ...currencies.flatMap((currency) => {
      const rows = open.filter((row) => row.currency === currency);
      if (rows.length === 0) return [];
      const aged = ageDueDays(
        rows.map((row) => ({ dueOn: row.due_on ?? row.issued_on, openMinor: row.open_minor, disputedMinor: 0n, items: 1 })),
        asOf,
      );
      return [
        section(w.ageing),
        figuresTable({
          columns: [{ heading: w.bucket }, { heading: w.amount, figures: true }],
          rows: AGEING_KEYS.map((key, at) => [w.buckets[key] ?? key, figure(aged.bucketsMinor[at] ?? 0n, currency)]),
        }),
        section(w.invoices),
        figuresTable({
          columns: [{ heading: w.number }, { heading: w.issued }, { heading: w.due }, { heading: w.open, figures: true }],
          rows: rows.map((row) => [row.number, row.issued_on, row.due_on, figure(row.open_minor, currency)]),
        }),
      ];
    }),
    ...ledgerBlocks(w, ledger, figure),
    section(w.payment),
    facts([
      [w.payments, String(paid.payments)],
      [w.onTime, paid.paid_minor === 0n ? null : `${formatPpmAsPercent(ratioPpm(paid.on_time_minor, paid.paid_minor) ?? 0, 0)}%`],
      [w.late, paid.days_late === null ? null : String(paid.days_late)],
    ]),
    ...monthBlocks(w, ledger, figure),
    section(w.papers),
    figuresTable({
      columns: [{ heading: w.kind }, { heading: w.file, share: 2 }, { heading: w.expires }, { heading: w.checked }],
      rows: file.papers
        .filter((each) => each.latest)
        .map((each) => [
          PAPER_KINDS.find((kind) => kind.key === each.kind)?.name[language] ?? each.kind,
          each.fileName,
          each.expiresOn,
          checked(each),
        ]),
      empty: w.none,
    }),
    section(w.records),
    figuresTable({
      columns: [
        { heading: w.kind },
        { heading: w.on },
        { heading: w.summary, share: 2 },
        { heading: w.source },
        { heading: w.amount, figures: true },
        { heading: w.checked },
      ],
      rows: file.records
        .filter((each) => each.outcome === null || each.outcome === 'verified')
        .map((each) => [
          RECORD_KINDS.find((kind) => kind.key === each.kind)?.name[language] ?? each.kind,
          each.happenedOn,
          `${each.summary}${each.dispute && each.dispute.outcome === null ? w.disputed : ''}`,
          each.source,
          each.amount === null ? null : wire(each.amount),
          checked(each),
        ]),
      empty: w.none,
    }),
    section(w.contacts),
    figuresTable({
      columns: [{ heading: w.name }, { heading: w.position }, { heading: w.phone }],
      // Who was added later was not known; who was erased is gone from every printing.
      rows: file.contacts
        .filter((each) => new Date(each.recordedAt) <= knownAt)
        .map((each) => [each.name, each.position, each.phone]),
      empty: w.none,
    }),
    section(w.timeline),
    figuresTable({
      columns: [{ heading: w.when }, { heading: w.what, share: 2 }, { heading: w.who }],
      rows: events
        .filter((row) => SAID.has(row.operation))
        .map((row) => [row.at.toISOString().slice(0, 16).replace('T', ' '), SAID.get(row.operation)![language], row.actor_name]),
      empty: w.none,
    }),
    note(w.foot),
  ];
  const bytes = await renderPdf({
    title: `${w.title} ${party.name}`,
    language,
    madeAt: knownAt,
    runningHead: `${w.title} ${party.code} ${w.asOf(asOf)}`,
    blocks,
  });
  return { fileName: `${party.code}-${asOf}-${language}.pdf`, contentType: 'application/pdf', bytes };
};
