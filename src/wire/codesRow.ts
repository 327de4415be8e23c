/**
 * What a row about one message code of the TWS API says, and the words its columns are made of.
 *
 * Number ranges mean nothing: 399, 404, 2109 and 10349 leave an order alive, 200 and 201 end it (SEQUENCES 8). So every code
 * has a row of its own, and what has no row is asked about and never guessed.
 */
export const SEVERITIES = ["info", "notice", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a code is about. */
export const CODE_CLASSES = {
  order: "an order",
  change: "a change of an order",
  cancel: "a cancel",
  request: "any request, an order among them",
  data: "market data, history, news, scanners",
  account: "account data",
  connection: "the Gateway's link to IB",
  farm: "a data farm",
  login: "the API session",
  pacing: "the rate of messages",
  advisor: "accounts of an advisor",
  library: "made by a client library; never on the wire",
  holdfast: "holdfast's own notices",
} as const;
export type CodeClass = keyof typeof CODE_CLASSES;

/** What a code on an order's id makes of the order, and nothing else does. */
export const ORDER_EFFECTS = {
  none: "nothing: the next openOrder or orderStatus tells",
  "refuses-order":
    "a new order that the Gateway has never shown is rejected, behind a cancel by 320 to 322 only when these have answered the cancel, too; a change in flight is refused and the order works on as it was; an order that was shown stays alive",
  rejects: "the same, and an order that was shown is rejected when its status says Inactive",
  "refuses-change": "the change in flight is refused; the order works on as it was",
  "refuses-cancel": "the cancel is refused; the order is as it was",
  cancels: "an end that orderStatus tells; if none has told it, the broker's lists are asked for",
  ask: "perhaps an end: the broker's lists are asked for, and nothing is judged before they have answered",
} as const;
export type OrderEffect = keyof typeof ORDER_EFFECTS;

/** What a notice says about the link between the Gateway and IB. */
export type LinkWord = "lost" | "restored" | "restored without data";

export type FarmKind = "market" | "history" | "secdef";
export type FarmWord = "broken" | "ok" | "connecting";

export interface CodeRow {
  /** In our words, one line without a full stop. */
  readonly says: string;
  readonly severity: Severity;
  readonly class: CodeClass;
  readonly effect: OrderEffect;
  /** What the user does; "" when there is nothing to do. */
  readonly remedy: string;
  /** Where this is known from: PROTOCOL and SEQUENCES are the project's notes on the protocol, `owner/repo #n` a thread. */
  readonly evidence: string;
  readonly link?: LinkWord;
  readonly farm?: readonly [FarmKind, FarmWord];
  /** On a market data line: nothing will come, the line is free again. */
  readonly endsLine?: true;
  /** On a market data line: nothing comes for the time being; the line stays, and its silence is explained. */
  readonly silencesLine?: true;
  /** On a request: a remark, after which the answer still comes. */
  readonly remark?: true;
  /** It says what is wrong with a request and not with an order: a cancel may draw it as well. */
  readonly anyRequest?: true;
  /** To a cancel: the Gateway knows of no such order. */
  readonly findsNone?: true;
  /** Its text quotes the order's id, which is another one for the client (MUX.md section 2). */
  readonly quotesOrderId?: true;
}

export type CodeTable = Readonly<Record<number, CodeRow>>;

type Marks = Omit<CodeRow, "says" | "severity" | "class" | "effect" | "remedy" | "evidence">;
type Told = readonly [says: string, remedy: string, evidence: string, marks?: Marks];

/** Makes the rows that agree in class, severity and effect. */
export const rowsOf =
  (about: CodeClass, severity: Severity, effect: OrderEffect = "none") =>
  (...[says, remedy, evidence, marks = {}]: Told): CodeRow => ({
    ...{ says, severity, class: about, effect, remedy, evidence },
    ...marks,
  });

/** IB's published table of message codes, where nothing better was seen. */
export const LISTED = "IB's list of message codes";
