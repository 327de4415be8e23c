/** A port that cannot be had, of the Gateway itself or of its control door. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: "this user may not; ports below 1024 need more rights",
  EADDRNOTAVAIL: "this machine has no such address; 127.0.0.1 is always there",
  ENOTFOUND: "nobody knows that name; 127.0.0.1 is always there",
};

/** The port cannot be listened on; `code` is the system's, such as EADDRINUSE. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code: string;
  /** The option that named the port. */
  readonly option: "port" | "control";

  constructor(code: string, host: string, port: number, option: "port" | "control" = "port") {
    const who = option === "port" ? "the simulated Gateway" : "the control door";
    super(
      code === "EADDRINUSE"
        ? `port ${port} for ${who} is taken by another program: choose another, or 0 for any free one`
        : `${who} cannot listen on ${host}:${port}: ${WORDS[code] ?? code}`,
    );
    this.code = code;
    this.option = option;
  }
}
