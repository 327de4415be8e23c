/** Walks the fields of one text frame, each of which a NUL closes, and keeps those that were asked for. */
import { strictUtf8 } from "../../base/bytes.ts";
import { Fault } from "./fault.ts";
import type { Path, Step } from "./layout.ts";

const SHORT = new Fault("the frame ends before its last field");

/** The text of each slot, undefined where the frame has no such field. */
export function walked(path: Path, payload: Uint8Array, at: number, version: number): (string | undefined)[] | Fault {
  const walk = new Walk(path.slots.length, payload, at, version);
  return walk.over(path.steps) ?? walk.texts;
}

class Walk {
  readonly texts: (string | undefined)[];
  readonly #payload: Uint8Array;
  #at: number;
  readonly #version: number;

  constructor(slots: number, payload: Uint8Array, at: number, version: number) {
    this.texts = new Array(slots).fill(undefined);
    this.#payload = payload;
    this.#at = at;
    this.#version = version;
  }

  /** What stopped it, undefined when nothing did. */
  over(steps: readonly Step[]): Fault | undefined {
    for (const step of steps) {
      const fault = this.#does(step);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #does(step: Step): Fault | undefined {
    switch (step.does) {
      case "skip":
        return this.#skip(step.fields);
      case "take":
        return this.#take(step.slot);
      case "list":
        return this.#list(step.width);
      case "until":
        return this.#version <= step.version ? this.over(step.steps) : undefined;
      case "when":
        return step.is(this.texts[step.slot] ?? "") ? this.over(step.steps) : undefined;
    }
  }

  #skip(fields: number): Fault | undefined {
    for (let i = 0; i < fields; i++) {
      const end = this.#payload.indexOf(0, this.#at);
      if (end < 0) return SHORT;
      this.#at = end + 1;
    }
    return undefined;
  }

  #take(slot: number): Fault | undefined {
    const text = this.#text();
    if (text instanceof Fault) return text;
    this.texts[slot] = text;
    return undefined;
  }

  #text(): string | Fault {
    const end = this.#payload.indexOf(0, this.#at);
    if (end < 0) return SHORT;
    const text = strictUtf8(this.#payload, this.#at, end);
    this.#at = end + 1;
    return text ?? new Fault("a field is not UTF-8");
  }

  /** Elements of at least a byte each, so that no count makes us walk further than the frame is long. */
  #list(width: number): Fault | undefined {
    const count = this.#text();
    if (count instanceof Fault) return count;
    if (!/^\d{0,8}$/.test(count)) return new Fault(`${JSON.stringify(count.slice(0, 40))} elements follow`);
    return this.#skip(Number(count) * width);
  }
}
