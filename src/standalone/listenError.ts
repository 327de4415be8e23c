/** A port that cannot be had: of the Gateway itself, of its command server, or of its control door. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: "this user may not; ports below 1024 need more rights",
  EADDRNOTAVAIL: "this machine has no such address; 127.0.0.1 is always there",
  ENOTFOUND: "nobody knows that name; 127.0.0.1 is always there",
};

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
        : `${who} cannot listen on ${host}:${port}: ${WORDS[code] ?? code}`,
    );
    this.code = code;
    this.option = option;
  }
}
