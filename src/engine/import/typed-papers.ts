// The typed rows of contracts, orders, deliveries, margins, bills, records from outside and VAT invoice lists.
import type { Day } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import type { MayNameCustomer, OfCustomer, Placed } from './typed-rows.ts';

export const BILL_KINDS = ['bank', 'commercial', 'finance_company', 'cheque'] as const;
export type BillKind = (typeof BILL_KINDS)[number];
export const BILL_STATES = [
  'held',
  'endorsed',
  'discounted',
  'pledged',
  'presented',
  'honoured',
  'dishonoured',
  'returned',
] as const;
export type BillState = (typeof BILL_STATES)[number];

/** An acceptance bill that a customer gave us, and what has become of it by the day of the file. */
export type BillRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    readonly number: string;
    /** 子票区间 of an electronic bill that was split; part of its identity. */
    readonly range: string | null;
    readonly kind: BillKind;
    readonly drawer: string | null;
    readonly acceptor: string | null;
    readonly issuedOn: Day | null;
    readonly receivedOn: Day;
    readonly dueOn: Day;
    /** Always positive. */
    readonly amountMinor: bigint;
    readonly currency: Currency;
    readonly state: BillState;
    /** Day of the last act; null where the file does not say. Held bills have none. */
    readonly stateOn: Day | null;
    /** May its holder come back to us? null: the file does not say. */
    readonly recourse: boolean | null;
    /** To whom it was endorsed, or who discounted it. */
    readonly endorsee: string | null;
    /** Invoice numbers it pays, from a column of their own. */
    readonly invoices: readonly string[];
    readonly note: string | null;
  };

export const CONTRACT_STATES = ['draft', 'in_force', 'suspended', 'ended', 'terminated'] as const;
export type ContractState = (typeof CONTRACT_STATES)[number];

/** 付款节点: one instalment of a contract, as its row says. */
export type ContractMilestone = {
  readonly name: string;
  readonly kind: 'advance' | 'delivery' | 'acceptance' | 'other';
  /** A share or an amount; neither where the row says neither. */
  readonly sharePpm: number | null;
  readonly amountMinor: bigint | null;
  readonly plannedOn: Day | null;
};

export type ContractRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    readonly number: string;
    readonly name: string | null;
    readonly signedOn: Day | null;
    readonly startsOn: Day | null;
    readonly endsOn: Day | null;
    /** Not negative; null: a framework without an amount. */
    readonly amountMinor: bigint | null;
    readonly currency: Currency;
    readonly termsDays: number | null;
    /** The payment clause as written. */
    readonly termsText: string | null;
    /** 质保金 as a share of the amount, parts per million, 0 … 1,000,000; null where the file does not say. */
    readonly retentionPpm: number | null;
    /** 质保金 as an amount, not negative. */
    readonly retentionMinor: bigint | null;
    readonly retentionDueOn: Day | null;
    /** 质保期: months, where the file gives months or years; `retentionRule` keeps the words. */
    readonly retentionMonths: number | null;
    readonly retentionRule: string | null;
    /** Of a row: none or its own; of a contract put together from its rows: all of them. */
    readonly milestones: readonly ContractMilestone[];
    /** null where the file does not say. */
    readonly state: ContractState | null;
    readonly salesperson: string | null;
    readonly note: string | null;
  };

export const ORDER_STATES = ['open', 'part_delivered', 'delivered', 'closed', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export type OrderRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    readonly number: string;
    readonly orderedOn: Day;
    readonly deliverOn: Day | null;
    /** Not negative, with tax. */
    readonly amountMinor: bigint;
    /** Delivered so far, 0 … amount (more warns `delivered_over_amount`); null where the file does not say. */
    readonly deliveredMinor: bigint | null;
    readonly currency: Currency;
    readonly termsDays: number | null;
    readonly termsText: string | null;
    /** null where the file does not say. */
    readonly state: OrderState | null;
    readonly contract: string | null;
    readonly salesperson: string | null;
    readonly note: string | null;
  };

export type DeliveryRow = Placed &
  MayNameCustomer & {
    readonly entity: string | null;
    readonly number: string;
    readonly orderNumber: string | null;
    readonly deliveredOn: Day;
    /** Signed: goods sent are positive, goods returned negative. */
    readonly amountMinor: bigint;
    readonly currency: Currency;
    /** null where the file does not say; true where it names an invoice. */
    readonly invoiced: boolean | null;
    readonly invoiceNumber: string | null;
    readonly contract: string | null;
    readonly salesperson: string | null;
    readonly note: string | null;
  };

/** A customer's sales and margin of one month. */
export type MarginRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    /** `2025-03`. */
    readonly month: string;
    /** Signed; returns may make a month negative. */
    readonly salesMinor: bigint;
    /** sales = cost + margin always; of cost and margin the file may leave out one. */
    readonly costMinor: bigint;
    readonly marginMinor: bigint;
    readonly currency: Currency;
    readonly note: string | null;
  };

export const RECORD_KINDS = [
  'dishonest',
  'enforcement',
  'consumption_limit',
  'penalty',
  'litigation',
  'tax_arrears',
  'abnormal_operation',
  'equity_pledge',
  'bankruptcy',
  'credit_report',
  'other',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export type ExternalRecordRow = Placed &
  OfCustomer & {
    readonly kind: RecordKind;
    /** The kind as written in the file. */
    readonly kindText: string;
    readonly source: string | null;
    /** 案号, 文书号. */
    readonly number: string | null;
    readonly happenedOn: Day;
    /** Not negative; null where the file does not say. */
    readonly amountMinor: bigint | null;
    readonly currency: Currency;
    readonly text: string | null;
    readonly expiresOn: Day | null;
  };

export type DunningLevel = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
export type InsuranceSaid = 'insured' | 'stopped' | 'none';

/** How a customer stands beside the ledger. Null: the file says nothing of it, and what is known stays. */
export type CreditStatesRow = Placed &
  OfCustomer & {
    /** Since when it is so. */
    readonly saidOn: Day | null;
    /** 0: no longer dunned. */
    readonly level: number | null;
    /** Not negative; zero: the promise is over. Above zero it has its day. */
    readonly promisedMinor: bigint | null;
    readonly promisedOn: Day | null;
    readonly insurance: InsuranceSaid | null;
    /** Last day of the cover. */
    readonly insuredUntil: Day | null;
    readonly stoppedOn: Day | null;
    readonly noticeBy: Day | null;
    readonly reviewOn: Day | null;
    /** Not negative; zero: the cover is over. */
    readonly coverMinor: bigint | null;
    readonly coverUntil: Day | null;
    /** Of the promise and the cover. */
    readonly currency: Currency;
    readonly note: string | null;
  };

export type VatDirection = 'in' | 'out';

/** A line of a firm's VAT invoice list. Void lines are rows too (state `void`) and count in no sum. */
export type VatInvoiceRow = Placed & {
  /** `out`: the firm sold; `in`: it bought. */
  readonly direction: VatDirection;
  /** The firm whose list it is, where the file names it. */
  readonly firmCode: string | null;
  readonly firmName: string | null;
  /** The other side: buyer of an `out` line, seller of an `in` line. */
  readonly partnerCode: string | null;
  readonly partnerName: string | null;
  readonly partnerUscc: string | null;
  /** 发票代码, where the file has it: the number alone is unique only with it. */
  readonly invoiceCode: string | null;
  readonly number: string;
  /** 1 for the first line with this code and number in the file, 2 for the next: invoices have several lines. */
  readonly occurrence: number;
  readonly issuedOn: Day;
  /** Without tax, signed: red-letter lines are negative. */
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  /** With tax. */
  readonly totalMinor: bigint;
  readonly currency: Currency;
  readonly state: 'valid' | 'void';
  readonly red: boolean;
  readonly note: string | null;
};
