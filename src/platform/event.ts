// Events: what rooms tell the rooms below within a transaction. Contracts declare them, and contracts are read in the browser: nothing of the database here.

/** A happening that a room declares in its contract. `Payload` is a phantom: only the type carries it. */
export type Declared<Payload> = { readonly name: string; readonly payload?: Payload };

export function event<Payload>(name: string): Declared<Payload> {
  return { name };
}
