/** A port that cannot be had: of the Gateway itself, of its command server, or of its control door. */
import { LISTEN_TROUBLES } from "../base/listening.ts";

const WHO = {
  port: "the simulated Gateway",
  commandPort: "the command server",
  control: "the control door",
} as const;
type ListenOption = keyof typeof WHO;

/** The port cannot be listened on; `code` is the system's, such as EADDRINUSE. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code: string;
  /** The option that named the port. */
  readonly option: ListenOption;

  constructor(code: string, host: string, port: number, option: ListenOption = "port") {
    const who = WHO[option];
    super(
      code === "EADDRINUSE"
        ? `port ${port} for ${who} is taken by another program: choose another, or 0 for any free one`
        : `${who} cannot listen on ${host}:${port}: ${LISTEN_TROUBLES[code] ?? code}`,
    );
    this.code = code;
    this.option = option;
  }
}
