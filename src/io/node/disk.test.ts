import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import fs, {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import type { FileFacts, LogFile } from "../io.ts";
import { nodeDisk } from "./disk.ts";

/** A state directory that does not exist yet, removed when the test ends. */
function stateDir(t: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), "holdfast-disk-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, "state");
}

type Locked = { readonly release: () => void } | { readonly failed: string };
const lock = (directory: string): Promise<Locked> => new Promise((resolve) => nodeDisk(directory).lock(resolve));

interface Opened {
  readonly file: LogFile;
  readonly content: string;
  readonly durable: number[];
  /** The code of what fails once it is open. */
  readonly failed: Promise<string>;
  untilDurable(count: number): Promise<void>;
}

function open(directory: string, name: string): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const durable: number[] = [];
    let wake = (): void => {};
    let fail = (_: string): void => {};
    const failed = new Promise<string>((told) => (fail = told));
    const untilDurable = async (count: number): Promise<void> => {
      while ((durable.at(-1) ?? 0) < count) await new Promise<void>((next) => (wake = next));
    };
    nodeDisk(directory).open(name, {
      opened: (file, content) =>
        resolve({ file, content: Buffer.from(content).toString(), durable, failed, untilDurable }),
      durable: (appends) => {
        durable.push(appends);
        wake();
      },
      failed: (code, what) => {
        fail(code);
        reject(new Error(`${code} ${what}`));
      },
    });
  });
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

test("the state directory and its files are made for their owner alone", async (t) => {
  const directory = stateDir(t);
  const locked = await lock(directory);
  const { file } = await open(directory, "journal");
  assert.ok("release" in locked);
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  for (const name of ["journal", "lock", "holder"])
    assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name);
  assert.deepEqual(readdirSync(directory).sort(), ["holder", "journal", "lock"]);
  file.close();
  locked.release();
});

/** As who else daemons run. */
const SOMEBODY = { uid: 12_345, gid: 12_346 };
const ROOT = { uid: 0, gid: 0 };
const noRoot = process.getuid?.() === 0 ? false : "only root can make files in somebody else's name";

test("what root begins in somebody's state directory is theirs, so that a daemon can open what a halt by root has left", {
  skip: noRoot,
}, async (t) => {
  const directory = stateDir(t);
  mkdirSync(directory);
  writeFileSync(join(directory, "older"), "older");
  symlinkSync(`${directory}.linked`, join(directory, "elsewhere"));
  chownSync(directory, SOMEBODY.uid, SOMEBODY.gid);
  const locked = await lock(directory);
  for (const name of ["journal", "older", "elsewhere"]) (await open(directory, name)).file.close();
  assert.equal(await new Promise((done) => nodeDisk(directory).reserve("reserve", 1_000, done)), "");
  const owner = (name: string): object => {
    const { uid, gid } = statSync(join(directory, name));
    return { uid, gid };
  };
  for (const name of ["journal", "reserve", "lock"]) assert.deepEqual(owner(name), SOMEBODY, name);
  assert.deepEqual(owner("older"), ROOT, "whose a file is that was there is left as it is");
  assert.deepEqual(owner("elsewhere"), ROOT, "nothing is given away through a link");
  assert.ok("release" in locked);
  locked.release();
});

test("appends made while a sync is under way share the next one and keep their order", async (t) => {
  const directory = stateDir(t);
  mkdirSync(directory);
  const { file, durable, untilDurable } = await open(directory, "journal");
  const reused = bytes("0\n");
  for (let i = 0; i < 10; i++) {
    reused[0] = 48 + i;
    file.append(reused);
  }
  await untilDurable(10);
  assert.deepEqual(durable, [1, 10]);
  assert.equal(readFileSync(join(directory, "journal"), "utf8"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  file.close();
});

test("a file opened again shows all that was appended, and a cut removes its tail before the next append", async (t) => {
  const directory = stateDir(t);
  mkdirSync(directory);
  const first = await open(directory, "journal");
  first.file.append(bytes("whole torn"));
  first.file.close();
  await first.untilDurable(1);
  const second = await open(directory, "journal");
  assert.equal(second.content, "whole torn");
  await new Promise<void>((done) => second.file.cut(6, done));
  second.file.append(bytes("again"));
  await second.untilDurable(1);
  second.file.close();
  assert.equal(readFileSync(join(directory, "journal"), "utf8"), "whole again");
});

test("what a failed sync was to make durable is not in the file any more: it would be read from memory, and taken for durable", async (t) => {
  const directory = stateDir(t);
  mkdirSync(directory);
  const first = await open(directory, "journal");
  first.file.append(bytes("durable\n"));
  await first.untilDurable(1);
  const failing = t.mock.method(fs, "fdatasync", (_: number, done: (error: Error) => void) =>
    setImmediate(() => done(Object.assign(new Error("i/o error"), { code: "EIO" }))),
  );
  first.file.append(bytes("lost\n"));
  assert.equal(await first.failed, "EIO");
  failing.mock.restore();
  assert.equal((await open(directory, "journal")).content, "durable\n");
});

test("a directory in the file's place is named", async (t) => {
  const directory = stateDir(t);
  mkdirSync(join(directory, "journal"), { recursive: true });
  await assert.rejects(open(directory, "journal"), /EISDIR .*journal is a directory where a file belongs/);
});

const elsewhere = process.platform === "linux" ? false : "there is no /proc";

test("a state directory below one that takes no name is a sentence, too, and no start that never ends", {
  skip: elsewhere,
}, async () => {
  for (const directory of ["/proc/holdfast-state", "/proc/holdfast/state"]) {
    const result = await lock(directory);
    assert.ok("failed" in result && result.failed.includes(`${directory} cannot be made: ENOENT`));
  }
});

test("a state directory that cannot be made is a sentence, not an exception", async (t) => {
  const directory = stateDir(t);
  writeFileSync(directory, "");
  const result = await lock(join(directory, "below"));
  assert.ok("failed" in result && result.failed.includes("cannot be made"));
});

const list = (directory: string): Promise<readonly FileFacts[] | { readonly failed: string }> =>
  new Promise((resolve) => nodeDisk(directory).list(resolve));

test("a file that goes while the directory is listed is not in the list, and the others are", async (t) => {
  const directory = stateDir(t);
  mkdirSync(directory);
  const passing = join(directory, "trade_vault.db-journal");
  for (const path of [join(directory, "main.journal"), passing]) writeFileSync(path, "12");
  const { readdir } = fs.promises;
  t.mock.method(fs.promises, "readdir", async (...given: Parameters<typeof readdir>) => {
    const found = await readdir(...given);
    rmSync(passing, { force: true });
    return found;
  });
  const files = await list(directory);
  assert.ok(!("failed" in files), JSON.stringify(files));
  assert.deepEqual(
    files.map(({ name, bytes }) => [name, bytes]),
    [["main.journal", 2]],
  );
});

test("a file on another disk that a link leads to is in the list, and a directory is not", async (t) => {
  const directory = stateDir(t);
  mkdirSync(join(directory, "below"), { recursive: true });
  const elsewhere = join(directory, "below", "file");
  writeFileSync(elsewhere, "12");
  symlinkSync(elsewhere, join(directory, "main.000001.journal"));
  const files = (await list(directory)) as readonly FileFacts[];
  assert.deepEqual(
    files.map(({ name, bytes }) => [name, bytes]),
    [["main.000001.journal", 2]],
  );
});

test("the lock is taken although the number of its holder cannot be written", async (t) => {
  const directory = stateDir(t);
  mkdirSync(join(directory, "holder"), { recursive: true });
  const result = await lock(directory);
  assert.ok("release" in result, JSON.stringify(result));
  result.release();
});

/** A process that takes the lock and says so, then lives on. */
function holder(directory: string): { readonly child: ChildProcess; readonly said: Promise<string> } {
  const script = `
    import { nodeDisk } from ${JSON.stringify(new URL("disk.ts", import.meta.url).href)};
    nodeDisk(process.argv[1]).lock((result) => console.log("failed" in result ? result.failed : "locked"));
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, said: new Promise((resolve) => child.stdout!.once("data", (data) => resolve(String(data).trim()))) };
}

test("of processes that race for one state directory exactly one wins, and the others learn its number", async (t) => {
  const directory = stateDir(t);
  const racers = [1, 2, 3].map(() => holder(directory));
  t.after(() => {
    for (const { child } of racers) child.kill("SIGKILL");
  });
  const said = await Promise.all(racers.map((racer) => racer.said));
  assert.equal(said.filter((line) => line === "locked").length, 1, said.join("\n"));
  const winner = racers[said.indexOf("locked")]!.child.pid;
  const late = await lock(directory);
  assert.ok("failed" in late);
  assert.match(late.failed, new RegExp(`another holdfast daemon \\(process ${winner}\\)`));
});

test("the lock of a killed process is free at once", async (t) => {
  const directory = stateDir(t);
  const { child, said } = holder(directory);
  assert.equal(await said, "locked");
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  const result = await lock(directory);
  assert.ok("release" in result);
  result.release();
});
