/**
 * The trade vault of a running daemon: what is traded can be queried a moment later, the command line compares and rebuilds it meanwhile, and
 * neither a killed writer nor one that is locked out is in the way of an order.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test, { after } from "node:test";
import { ask } from "../../src/cli/ask.ts";
import { vaultFile } from "../../src/daemon/vault.ts";
import { MAIN } from "../rig/folders.ts";
import { type DaemonProcess, rawClient, startDaemon, startGateway, tearDown } from "../rig/rig.ts";
import { AAPL } from "./simGateway/scene.ts";
import { until } from "./vault/scene.ts";

after(tearDown);

const rows = (path: string, sql: string): readonly Record<string, unknown>[] => {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
};

/** The process below the daemon that writes the vault. */
const writerOf = ({ child }: DaemonProcess): number | undefined => {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ");
  return children
    .map(Number)
    .find((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("vaultProcess"));
};

const alertsOf = (daemon: DaemonProcess): Promise<readonly string[]> =>
  new Promise((resolve) =>
    ask(daemon.socket, "alerts", (answer) => resolve((answer as { cause: string }[]).map(({ cause }) => cause))),
  );

const vault = (daemon: DaemonProcess, ...words: readonly string[]): string =>
  execFileSync(process.execPath, [MAIN, "vault", ...words, "--dir", daemon.stateDir], { encoding: "utf8" });

test("a daemon's orders are in its vault, through kills of the writer, a lock and a rebuild", async () => {
  const gateway = await startGateway({ prices: "0,AAPL,254.99,255.01,255", flags: ["--quiet"] });
  const daemon = await startDaemon({ gatewayPort: gateway.port, vault: true });
  const path = vaultFile(daemon.stateDir);
  const client = await rawClient(daemon.port, 1);
  const trade = async (orderId: number, action: "BUY" | "SELL"): Promise<void> => {
    const order = { action, orderType: "MKT", totalQuantity: "10", tif: "DAY", transmit: true };
    client.send("placeOrder", { orderId, contract: AAPL, order } as never);
    await client.expect("orderStatus", (body) => body.orderId === orderId && body.status === "Filled");
  };
  const becomes = (what: string, count: number, sql: string): Promise<unknown> =>
    until(what, () => (rows(path, sql).length === count ? true : undefined));
  await until("vault", () => daemon.log.find(({ event }) => event === "vault-open"));

  await trade(1, "BUY");
  await trade(2, "SELL");
  await becomes("round trip", 1, "SELECT * FROM round_trips WHERE closedAt IS NOT NULL AND unreported = 0");
  assert.match(vault(daemon, "verify"), /equal to the journal up to entry \d+/);

  const killed = writerOf(daemon)!;
  process.kill(killed, "SIGKILL");
  await trade(3, "BUY");
  await becomes("third order", 3, "SELECT * FROM orders WHERE status = 'filled'");
  assert.notEqual(writerOf(daemon), killed);

  const other = new DatabaseSync(path, { timeout: 5_000 });
  other.exec("BEGIN EXCLUSIVE");
  await trade(4, "SELL");
  await daemon.logged("the alert", ({ event, cause }) => event === "alert" && cause === "vault-behind", 60_000);
  assert.deepEqual(await alertsOf(daemon), ["vault-behind"]);
  other.exec("ROLLBACK");
  other.close();
  await becomes("fourth order", 4, "SELECT * FROM orders WHERE status = 'filled'");
  await daemon.logged(
    "the end of it",
    ({ event, cause }) => event === "alert-over" && cause === "vault-behind",
    60_000,
  );

  assert.match(vault(daemon, "rebuild"), /^built from \d+ entries, in /);
  await trade(5, "BUY");
  await becomes("fifth order", 5, "SELECT * FROM orders WHERE status = 'filled'");
  assert.deepEqual((await daemon.stop()).code, 0);
  await until("last words", () => (writerIsGone(daemon) ? true : undefined));
  assert.match(vault(daemon, "verify", "--json"), /"differences":\[\]/);

  rows(path, "UPDATE executions SET price = 1 WHERE execId = (SELECT min(execId) FROM executions) RETURNING 1");
  const found = spawnSync(process.execPath, [MAIN, "vault", "verify", "--dir", daemon.stateDir], { encoding: "utf8" });
  assert.equal(found.status, 1);
  assert.match(found.stdout, /executions execId=\S+: price is 1, the journal makes 25\d/);
  await gateway.stop();
});

/** The last transaction is over when the file's place is the journal's end. */
function writerIsGone({ stateDir }: DaemonProcess): boolean {
  const [place] = rows(vaultFile(stateDir), "SELECT byte FROM vault") as [{ byte: number }];
  return place.byte === readFileSync(join(stateDir, "main.journal")).length;
}
