/**
 * The shape of `holdfast.toml`: every key, its type in words, its default.
 *
 * The words of `describe` complete the sentence "KEY must be …" and are the only text a wrong value is explained with.
 * What concerns several keys at once stands in `agree.ts`; line numbers come from `locate.ts`.
 */
import { z } from "zod";
import { type JournalConfig, USUAL_GATEWAY, USUAL_JOURNAL } from "../model/config.ts";
import { CEILING, FLOOR } from "../wire/versions.ts";
import { REGIONS, WEEKDAYS } from "./calendar.ts";
import { CREDENTIAL_HASH, CREDENTIAL_NAME, ROLES } from "./credential.ts";
import { limitTable } from "./limitTable.ts";

/** IB's own limit is 50; what is left absorbs jitter (RELIABILITY I19). */
const MESSAGES_PER_SECOND_MAX = 45;

const mb = (name: keyof JournalConfig): number => USUAL_JOURNAL[name] / 2 ** 20;

const CLIENT_ID_MAX = 2 ** 31 - 1;

const yesOrNo = z.boolean().describe("true or false");
const host = z.string().min(1).describe("a host name or address in quotes");
const doorPort = z.int().min(0).max(65_535).describe("a whole number from 0 to 65535 (0 takes any free port)");
const path = z.string().min(1).describe("a path in quotes");
const clientId = z.int().min(0).max(CLIENT_ID_MAX).describe(`a whole number from 0 to ${CLIENT_ID_MAX}`);
const serverVersion = z.int().min(FLOOR).max(CEILING).describe(`a whole number from ${FLOOR} to ${CEILING}`);

const peerPort = z.int().min(1).max(65_535).describe("a whole number from 1 to 65535");
const zone = z.string().min(1).describe('a time zone in quotes such as "America/New_York"');

const TIME_OF_DAY = "([01][0-9]|2[0-3]):[0-5][0-9]";

/** Whether there is such a zone is for the host to know: `config.ts` asks it. */
const restart = z.strictObject({
  region: z.enum(REGIONS).default("america").describe('"america", "europe", "asia" or "none"'),
  at: z
    .string()
    .regex(new RegExp(`^${TIME_OF_DAY}$`))
    .optional()
    .describe('a time of day in quotes such as "23:45"'),
  zone: zone.optional(),
  minutes: z.int().min(1).max(120).optional().describe("a whole number from 1 to 120"),
  "gate-seconds": z
    .int()
    .min(0)
    .max(600)
    .default(USUAL_GATEWAY.gateMs / 1_000)
    .describe("a whole number from 0 to 600"),
  relogin: z
    .string()
    .regex(new RegExp(`^(off|(${WEEKDAYS.join("|")}) ${TIME_OF_DAY})$`))
    .default("Sunday 01:00")
    .describe('"off", or a day and a time such as "Sunday 01:00"'),
  "relogin-zone": zone.optional(),
});

const gateway = z.strictObject({
  host: host.default("127.0.0.1"),
  port: peerPort.optional(),
  "client-id": z
    .int()
    .min(1)
    .max(CLIENT_ID_MAX)
    .default(100)
    .describe(`a whole number from 1 to ${CLIENT_ID_MAX} (0 would take over the orders entered by hand)`),
  "max-server-version": serverVersion.default(CEILING),
  "backoff-seconds": z
    .array(z.number().min(1).max(3_600).describe("a number of seconds from 1 to 3600"))
    .min(1)
    .max(10)
    .default(USUAL_GATEWAY.backoff.pausesMs.map((ms) => ms / 1_000))
    .describe("a list of 1 to 10 numbers of seconds such as [1, 5, 30]"),
  "alert-after-failures": z
    .int()
    .min(1)
    .max(100)
    .default(USUAL_GATEWAY.backoff.alertAfter)
    .describe("a whole number from 1 to 100"),
  "restart-command": z
    .array(z.string().min(1).describe("a text in quotes"))
    .min(1)
    .max(64)
    .optional()
    .describe('a program and its arguments such as ["systemctl", "restart", "ibgateway"]'),
  "ibc-command-host": host.optional(),
  "ibc-command-port": peerPort.optional(),
  restart: restart.prefault({}),
});

const door = z.strictObject({
  host: host.default("127.0.0.1"),
  port: doorPort.default(4100),
  "max-server-version": serverVersion.default(CEILING),
});

const ACCOUNT = /^[A-Z]{1,4}[0-9]{3,12}[A-Z]?$/;

const strategy = z.strictObject({
  account: z
    .string()
    .regex(ACCOUNT)
    .describe('one IB account in quotes, such as "DU1234567" (paper) or "U1234567" (live)'),
  "client-ids": z.array(clientId).default([]).describe("a list of whole numbers such as [1, 2]"),
  port: doorPort.optional(),
  "read-only": yesOrNo.default(false),
  "master-client-id": clientId.optional(),
  "private-orders": yesOrNo.default(false),
  "exercise-options": yesOrNo.default(false),
  "before-restart": z.enum(["deny", "hold"]).default("deny").describe('"deny" or "hold"'),
  "hold-minutes": z.int().min(1).max(120).default(15).describe("a whole number from 1 to 120"),
  brackets: z.enum(["as-sent", "gtc-outside-rth"]).default("as-sent").describe('"as-sent" or "gtc-outside-rth"'),
  "max-server-version": serverVersion.optional(),
  "dead-man-seconds": z.number().min(1).max(86_400).optional().describe("a number of seconds from 1 to 86400"),
  limits: limitTable("strategy"),
});

const credential = z.strictObject({
  role: z.enum(ROLES).describe('"operate" or "trade"'),
  hash: z
    .string()
    .regex(CREDENTIAL_HASH)
    .describe('the text that holdfast credential new printed, such as "sha256:0f…" with 64 digits'),
});

/** A strategy's name travels in `orderRef` with its orders, so it is short and plain. */
const strategyName = z.string().regex(/^[a-z0-9-]{1,8}$/);

export const schema = z.strictObject({
  mode: z.enum(["paper", "live"]).describe('"paper" or "live"'),
  "read-only": yesOrNo.default(false),
  "state-dir": path.default("state"),
  gateway: z.strictObject({ main: gateway.prefault({}) }).prefault({}),
  door: door.prefault({}),
  strategies: z
    .record(strategyName, strategy)
    .describe("one table per strategy, such as [strategies.alpha]; a name is 1 to 8 letters a-z, digits or hyphens"),
  limits: limitTable("strategy"),
  "account-limits": limitTable("account"),
  accounts: z
    .record(z.string().regex(ACCOUNT), z.strictObject({ limits: limitTable("account") }))
    .default({})
    .describe("one table per account, such as [accounts.DU1234567.limits]"),
  credentials: z
    .record(z.string().regex(CREDENTIAL_NAME), credential)
    .default({})
    .describe("one table per credential, such as [credentials.ann]"),
  pacing: z
    .strictObject({
      "messages-per-second": z
        .int()
        .min(1)
        .max(MESSAGES_PER_SECOND_MAX)
        .default(MESSAGES_PER_SECOND_MAX)
        .describe(`a whole number from 1 to ${MESSAGES_PER_SECOND_MAX}`),
    })
    .prefault({}),
  journal: z
    .strictObject({
      "file-mb": z.int().min(1).max(1_024).default(mb("segmentBytes")).describe("a whole number from 1 to 1024"),
      "keep-days": z
        .int()
        .min(1)
        .max(100_000)
        .default(USUAL_JOURNAL.keepDays)
        .describe("a whole number from 1 to 100000"),
      "reserve-mb": z.int().min(0).max(1_024).default(mb("reserveBytes")).describe("a whole number from 0 to 1024"),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error"]).default("info").describe('"debug", "info", "warn" or "error"'),
      format: z.enum(["auto", "json", "text"]).default("auto").describe('"auto", "json" or "text"'),
    })
    .prefault({}),
  native: z
    .strictObject({
      enabled: yesOrNo.default(true),
      host: host.default("127.0.0.1"),
      port: doorPort.default(4180),
    })
    .prefault({}),
  files: z
    .strictObject({
      enabled: yesOrNo.default(true),
      "every-seconds": z.int().min(1).max(3_600).default(5).describe("a whole number from 1 to 3600"),
      directory: path.optional(),
    })
    .prefault({}),
  vault: z.strictObject({ enabled: yesOrNo.default(true) }).prefault({}),
  codes: z.strictObject({ file: path.optional() }).prefault({}),
  control: z.strictObject({ socket: path.optional() }).prefault({}),
});

export type File = z.infer<typeof schema>;
export type StrategyTable = File["strategies"][string];
