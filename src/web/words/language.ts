// The two languages and the shape that keeps them equal: a word missing in either is a type error.

export type Lang = 'zh' | 'en';
export const LANGS: readonly Lang[] = ['zh', 'en'];

/**
 * English for an area of Chinese words: the same keys, and beside every counted word (`customers_other`) its singular
 * (`customers_one`), which Chinese does not have.
 */
export type EnglishOf<Z> = {
  readonly [K in keyof Z]: Z[K] extends string ? string : EnglishOf<Z[K]>;
} & {
  readonly [K in keyof Z as K extends `${infer Base}_other` ? `${Base}_one` : never]: string;
};
