/**
 * Credentials: who may have a halt taken back or a limit raised.
 *
 * A token is 256 bits of the host's randomness, told once to whoever made it; the configuration keeps its SHA-256. Nothing
 * slower is needed: nobody guesses 256 bits, so a stolen configuration yields no token. A token is compared with every
 * credential in constant time, so that the time of a refusal tells nothing.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

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

/** So many random bytes, so that nobody guesses them. */
export const TOKEN_BYTES = 32;
/** So that a token is known as one wherever it turns up. */
const TOKEN_PREFIX = "holdfast_";
const TOKEN = new RegExp(`^${TOKEN_PREFIX}[A-Za-z0-9_-]{43}$`);

/** The token of these random bytes, `TOKEN_BYTES` of them, in base64url. */
export const tokenOf = (base64url: string): string => `${TOKEN_PREFIX}${base64url}`;

/** Whether a text has the shape of a token. */
export const isToken = (text: string): boolean => TOKEN.test(text);

export const hashOf = (token: string): string => `sha256:${bytesToHex(sha256(utf8ToBytes(token)))}`;

/** Whose token this is; every credential is looked at, whichever it is. */
export function ownerOf(token: string, credentials: readonly Credential[]): Credential | undefined {
  const hash = hashOf(token);
  let owner: Credential | undefined;
  for (const credential of credentials) if (isSame(hash, credential.hash)) owner = credential;
  return owner;
}

/** In the same time wherever they differ. */
function isSame(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return different === 0;
}
