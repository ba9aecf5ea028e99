// The shapes that contracts share, as TypeBox schemas: money and days on the wire, ids, pages.
import { type TSchema, Type } from 'typebox';

const DAY = '^\\d{4}-\\d{2}-\\d{2}$';
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** `{"amount":"1234.50","currency":"CNY"}` */
export const Money = Type.Object(
  {
    amount: Type.String({ pattern: '^-?\\d{1,20}(\\.\\d+)?$', maxLength: 40, description: 'plain decimal text' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  },
  { additionalProperties: false },
);

export const DayText = Type.String({ pattern: DAY, description: 'business day, 2026-11-21' });
/** As of another day, and as known at a moment: what was recorded later is not seen. */
export const AS_OF = {
  asOf: Type.Optional(DayText),
  knownAt: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z$', description: 'ISO 8601, UTC' })),
};
export const InstantText = Type.String({ description: 'ISO 8601, UTC' });
export const Id = Type.String({ pattern: UUID });
export const CustomerCode = Type.String({ minLength: 1, maxLength: 64, description: 'customer code' });
export const ReasonText = Type.String({ minLength: 2, maxLength: 500, description: 'why, for the record' });
export const Version = Type.Integer({ minimum: 1, description: 'as read; a stale one is refused' });

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** Facts as data: reasons, inputs, arithmetic. Their shape belongs to the engine and is worded by the page. */
export const Facts = Type.Record(Type.String(), Type.Unknown());

export const Empty = Type.Object({}, { additionalProperties: false });

/** Keyset paging: `cursor` is what the page before returned as `next`. */
export const PAGE = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};

export function Input<T extends Record<string, TSchema>>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}

/** One of a closed list of words. */
export function OneOf<const Word extends string>(words: readonly Word[], byDefault?: Word) {
  return Type.Unsafe<Word>({ type: 'string', enum: [...words], ...(byDefault === undefined ? {} : { default: byDefault }) });
}
