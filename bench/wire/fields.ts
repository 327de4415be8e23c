/** How the splitting decoder makes values of fields: what the wire calls the largest number is no value. */
const INT_UNSET = "2147483647";
const LONG_UNSET = "9223372036854775807";
const DOUBLE_UNSET = "1.7976931348623157E308";

/** A decimal stays text; the streams have none that is spelled in two ways. */
export const quantity = (text: string): string | undefined =>
  text === "" || text === INT_UNSET || text === LONG_UNSET || text === DOUBLE_UNSET ? undefined : text;

export const amount = (text: string): string => (text === DOUBLE_UNSET ? "" : text);
export const double = (text: string): number | undefined => (text === "" || text === DOUBLE_UNSET ? undefined : +text);
export const int = (text: string): number | undefined => (text === "" || text === INT_UNSET ? undefined : +text);
