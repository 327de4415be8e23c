/**
 * `holdfast healthcheck`: the verdict of `/readyz` (or `/healthz`) as an exit code, for containers and scripts.
 *
 * It decides nothing: ready is what the daemon says is ready, and whatever cannot be asked is not. It is called every few
 * seconds, so it loads little: with --url not even the configuration is read.
 */
import http from "node:http";
import { Command, InvalidArgumentError, Option } from "commander";
import { oneLine, type Readiness } from "../health/readiness.ts";
import { ask, NoAnswer } from "./ask.ts";
import { complain, fail } from "./say.ts";
import { printable } from "./table.ts";

const ANSWER_CHARACTERS_MAX = 100_000;

interface HealthcheckFlags {
  readonly config: string;
  readonly url?: URL;
  readonly socket?: string;
  readonly live?: boolean;
  readonly json?: boolean;
  readonly timeout: number;
}

/** What came of asking. */
interface Verdict {
  readonly ok: boolean;
  readonly line: string;
  readonly document: object;
}

const EXAMPLES = `
Examples:
  holdfast healthcheck --config /etc/holdfast.toml
  holdfast healthcheck --url http://127.0.0.1:4180 --live
  HEALTHCHECK --interval=10s --timeout=5s CMD ["holdfast", "healthcheck", "--config", "/etc/holdfast.toml"]

Exit codes: 0 ready, 1 not ready or not reachable, 2 the command or its configuration is wrong.`;

export function healthcheckCommand(): Command {
  return new Command("healthcheck")
    .description("ask whether the running daemon's session is ready; for containers")
    .option("--config <file>", "configuration file of the daemon", "holdfast.toml")
    .option("--url <url>", "where its health port is, in place of --config", address)
    .addOption(new Option("--socket <path>", "ask the control socket in place of the health port").conflicts("url"))
    .option("--live", "ask only whether the daemon's loop turns")
    .option("--json", "print the whole answer as JSON")
    .option("--timeout <seconds>", "give up after so long", wait, 4)
    .addHelpText("after", EXAMPLES)
    .action(run);
}

function address(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:") throw new InvalidArgumentError("it is an http address such as http://127.0.0.1:4180");
  return url;
}

function wait(text: string): number {
  const value = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > 60) throw new InvalidArgumentError("it is a whole number of seconds from 1 to 60");
  return value;
}

async function run(flags: HealthcheckFlags): Promise<void> {
  const told = (verdict: Verdict): void => tell(verdict, flags.json === true);
  setTimeout(() => told(unreachable(`nothing was answered within ${flags.timeout} s`)), flags.timeout * 1_000);
  const place = flags.socket ?? flags.url ?? (await configured(flags.config));
  if (typeof place === "string") askSocket(place, flags.live === true, told);
  else askPort(place, flags.live === true, told);
}

/** The health port of the configuration, or its control socket where the port is off. */
async function configured(file: string): Promise<URL | string> {
  const { ConfigError, readConfig } = await import("../daemon/config.ts");
  const settings = readConfig(file);
  if (settings instanceof ConfigError) fail(settings.message, 2);
  if (settings.native === undefined || settings.native.port === 0) return settings.socket;
  const { host, port } = settings.native;
  return new URL(`http://${reachable(host)}:${port}`);
}

/** Where somebody who listens everywhere is reached from here. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function askPort(url: URL, live: boolean, told: (verdict: Verdict) => void): void {
  const path = live ? "/healthz" : "/readyz";
  const request = http.get(new URL(path, url), { agent: false }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (text.length > ANSWER_CHARACTERS_MAX) response.destroy();
    });
    response.on("close", () => told(heard(text, response.statusCode, `${url.origin}${path}`)));
  });
  request.on("error", (error: NodeJS.ErrnoException) => told(unreachable(trouble(url, error))));
}

function trouble({ origin }: URL, { code, message }: NodeJS.ErrnoException): string {
  if (code !== "ECONNREFUSED") return `${origin} cannot be asked: ${message}`;
  return `nothing listens at ${origin}: start the daemon with holdfast up, or name its --config or --url`;
}

/** Only a 200 with a document that agrees is a yes; anything else that answers is not holdfast. */
function heard(text: string, status: number | undefined, asked: string): Verdict {
  const document = parsed(text);
  if (isReadiness(document) && document.ready === (status === 200)) return judged(document);
  if (isLiveness(document) && document.alive === (status === 200)) {
    const { alive: ok, detail } = document;
    return { ok, document, line: `${ok ? "alive" : "not alive"}: ${detail}` };
  }
  return unreachable(`${asked} answered ${status} and is not holdfast's health port`);
}

const isReadiness = (document: Row | undefined): document is Row & Readiness =>
  typeof document?.ready === "boolean" && Array.isArray(document.reasons) && document.reasons.every(isObject);

const isLiveness = (
  document: Row | undefined,
): document is Row & { readonly alive: boolean; readonly detail: string } =>
  typeof document?.alive === "boolean" && typeof document.detail === "string";

type Row = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null;

function parsed(text: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const judged = (document: Readiness): Verdict => ({ ok: document.ready, line: oneLine(document), document });

function askSocket(path: string, live: boolean, told: (verdict: Verdict) => void): void {
  ask(path, "readiness", (answer) => {
    if (answer instanceof NoAnswer) return told(unreachable(answer.message));
    const document = answer as Readiness;
    if (!live) return told(judged(document));
    const detail = `the loop turns; the session is ${document.state}`;
    told({ ok: true, line: `alive: ${detail}`, document: { alive: true, detail } });
  });
}

const unreachable = (detail: string): Verdict => ({
  ok: false,
  line: detail,
  document: {
    ready: false,
    state: "no-daemon",
    reasons: [{ condition: "no-daemon", says: "the daemon cannot be asked", detail }],
  },
});

/** The verdict is what was asked for, so it goes to standard output; that there is none is a failure. */
function tell({ ok, line, document }: Verdict, json: boolean): never {
  if (json) console.log(JSON.stringify(document));
  else if ("state" in document && document.state === "no-daemon") complain(line);
  else console.log(printable(line));
  process.exit(ok ? 0 : 1);
}
