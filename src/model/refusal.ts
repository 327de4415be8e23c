/** Why an order is not taken or may not leave: in the log, to its client, and in the journal. */
export interface Refusal {
  /** Which rule. */
  readonly gate: string;
  /** `<value> against <limit>`, so that its reader knows what to change (MUX.md section 6). */
  readonly detail: string;
}
