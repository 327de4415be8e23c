/**
 * One command to a line server on TCP, such as IBC's command server: a line out, the first line back, and good-bye.
 *
 * Lines of information that come before the answer, and a prompt, are passed over (IBC `CommandPrompt`,
 * `SuppressInfoMessages`). The wait is bounded; whatever happens, the asker hears once.
 */
import { fromUtf8, utf8 } from "../base/bytes.ts";
import { after, seconds } from "../base/time.ts";
import type { Io, Socket } from "../io/io.ts";

/** A restart is acknowledged before it begins; nothing takes longer. */
const ANSWER_MS_MAX = seconds(10);
/** Nothing that is an answer is longer. */
const ANSWER_CHARS_MAX = 4_096;

export interface Command {
  readonly host: string;
  readonly port: number;
  readonly line: string;
}

export interface CommandAnswer {
  readonly line: string;
  readonly answer: string;
  readonly failure: string | undefined;
}

export function sendCommand(
  { clock, network }: Pick<Io, "clock" | "network">,
  { host, port, line }: Command,
  answered: (heard: CommandAnswer) => void,
): void {
  let heard = "";
  let over = false;
  const end = (answer: string, failure: string | undefined): void => {
    if (over) return;
    over = true;
    forget();
    socket.reset();
    answered({ line, answer, failure });
  };
  const forget = clock.at(after(clock.now(), ANSWER_MS_MAX), () =>
    end("", `no answer from ${host}:${port} within ${ANSWER_MS_MAX / 1_000} s`),
  );
  const socket: Socket = network.dial(host, port, {
    opened: () => socket.write(utf8(`${line}\n`)),
    received: (bytes) => {
      heard += fromUtf8(bytes);
      const answer = answerIn(heard);
      if (answer !== undefined) end(answer, undefined);
      else if (heard.length > ANSWER_CHARS_MAX) end("", `${host}:${port} does not speak as a command server does`);
    },
    drained: () => {},
    closed: (code) => {
      const last = answerIn(`${heard}\n`);
      if (last !== undefined) end(last, undefined);
      else end("", code === "" ? `${host}:${port} closed without an answer` : `${host}:${port}: ${code}`);
    },
  });
}

/** The first whole line that says OK or ERROR, wherever a prompt may stand before it. What says INFO is no answer. */
function answerIn(heard: string): string | undefined {
  for (const line of heard.split("\n").slice(0, -1)) {
    const said = /\b(?:OK|ERROR|INFO)\b.*/.exec(line)?.[0].trim();
    if (said !== undefined && !said.startsWith("INFO")) return said;
  }
  return undefined;
}
