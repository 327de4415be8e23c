/**
 * How long a test waits for what must come.
 *
 * A wait that ends early costs nothing, and one that gives up tells of a busy machine as often as of a mistake: so it is
 * long. What must come within a time is another matter, and says so where it is judged.
 */
export const PATIENCE_MS = 45_000;
