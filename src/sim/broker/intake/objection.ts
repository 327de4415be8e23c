/** What the broker has against an order: IB's code and words. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** The letters between the quotes vary per build, `bF` is the captured pair (SEQUENCES 8). */
export const invalid = (cause: string): Refusal => ({
  code: 321,
  text: `Error validating request.-'bF' : cause - ${cause}`,
});
