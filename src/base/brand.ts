/** Nominal types: a `Brand<number, "OrderId">` is a number that no other number can be mistaken for. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
