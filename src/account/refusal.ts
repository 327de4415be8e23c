/** How requests for account data are refused: an error on their own id, once, and the request is over. */
import type { Client } from "../model/client.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";

/** Longest text of a client that is quoted back to it. */
const QUOTED_MAX = 40;

export function refuse(out: Out, conn: ConnId, id: number, errorCode: number, because: string): void {
  out.tell(conn, "error", { id, errorCode, errorMsg: `holdfast: ${because}` });
}

/** Empty and `All` mean a client's own account: the login that it sees holds nothing else. */
export const isOwn = (client: Client, account: string): boolean =>
  account === "" || account === client.account || account.toLowerCase() === "all";

export const foreign = (client: Client, account: string): string =>
  `account ${account.slice(0, QUOTED_MAX)} is not ${client.account}, the account of this strategy`;

export const duplicate = "Duplicate ticker id";
