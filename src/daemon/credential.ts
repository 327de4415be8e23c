/**
 * Credentials: who may have a halt taken back or a limit raised.
 *
 * A token is 256 bits of the host's randomness, told once to whoever made it; the configuration keeps its SHA-256. Nothing
 * slower is needed: nobody guesses 256 bits, so a stolen configuration yields no token. A token is compared with every
 * credential in constant time, so that the time of a refusal tells nothing.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** `operate` may do everything; `trade` gives its wishes a name and may stop trading, and nothing beyond. */
export const ROLES = ["operate", "trade"] as const;
export type Role = (typeof ROLES)[number];

/** A name is an author in the journal. Those that are none of a person's cannot be taken: holdfast signs with them itself. */
export const CREDENTIAL_NAME = /^(?!(holdfast|operator|shared)$)[a-z0-9-]{1,20}$/;
export const CREDENTIAL_HASH = /^sha256:[0-9a-f]{64}$/;

export interface Credential {
  readonly name: string;
  readonly role: Role;
  /** `sha256:` and 64 digits. */
  readonly hash: string;
}

const TOKEN_BYTES = 32;
/** So that a token is known as one wherever it turns up. */
const TOKEN_PREFIX = "holdfast_";
const TOKEN = new RegExp(`^${TOKEN_PREFIX}[A-Za-z0-9_-]{43}$`);

/** A new one; it is not kept anywhere. */
export const newToken = (): string => `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString("base64url")}`;

/** Whether a text has the shape of a token. */
export const isToken = (text: string): boolean => TOKEN.test(text);

export const hashOf = (token: string): string => `sha256:${digestOf(token).toString("hex")}`;

const digestOf = (token: string): Buffer => createHash("sha256").update(token, "utf8").digest();

/** Whose token this is; every credential is looked at, whichever it is. */
export function ownerOf(token: string, credentials: readonly Credential[]): Credential | undefined {
  const digest = digestOf(token);
  let owner: Credential | undefined;
  for (const credential of credentials)
    if (timingSafeEqual(digest, Buffer.from(credential.hash.slice("sha256:".length), "hex"))) owner = credential;
  return owner;
}
