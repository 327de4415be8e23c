/**
 * The files of a journal: `main.journal`, then `main.000001.journal` and so on, in the order they were written.
 *
 * Every file but the first begins with a snapshot, so a start reads one file. The first keeps the name it had when there
 * was only one, because a holdfast that knows of no other file must find there that the journal has become too new for it.
 */

/** One file of a journal. */
export interface Segment {
  /** 0 for the first. */
  readonly number: number;
  readonly name: string;
}

export const segment = (gateway: string, number: number): Segment => ({
  number,
  name: number === 0 ? `${gateway}.journal` : `${gateway}.${String(number).padStart(6, "0")}.journal`,
});

/** Which of these files are of this Gateway's journal, oldest first. */
export function segmentsAmong(names: readonly string[], gateway: string): readonly Segment[] {
  const found = names.flatMap((name) => {
    const [, number = "0"] = NUMBERED.exec(name.slice(gateway.length)) ?? [];
    const { number: n, name: real } = segment(gateway, Number(number));
    return real === name ? [{ number: n, name }] : [];
  });
  return found.toSorted((a, b) => a.number - b.number);
}

const NUMBERED = /^\.(\d{6,})\.journal$/;

/** The Gateways whose journals these files are of. */
export const gatewaysAmong = (names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => /^([a-z0-9-]+)(?:\.\d{6,})?\.journal$/.exec(name)?.slice(1) ?? [])),
];
