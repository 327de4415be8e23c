/**
 * Two runs that must be one: what a scenario does twice, and what it does when the wall clock of the daemon's machine jumps.
 *
 * The wall clock is a label (RELIABILITY I24): with jumps in the plan the daemon must write the same bytes to the same
 * connections at the same instants. Left out is what carries the label: the handshake's reply at the door, which tells the
 * time, and the journal. Its day is the one thing that the wall clock decides, for a new day begins a new file of the journal:
 * so jumps stay within the day, and a run that passes midnight has none; and no file grows too old to be kept. Both twins have
 * the same plan but for how far the clock jumps, because whatever is planned takes part in the drawing of what happens first.
 */
import { Prng } from "../../base/prng.ts";
import type { Io, Network, Socket } from "../../io/io.ts";
import { Trace } from "../world/trace.ts";
import { momentOf } from "./operating.ts";
import { CONVERGE_MS_MAX, type RunOptions, run } from "./run.ts";
import type { Planned, Scenario } from "./scenario.ts";
import { DAEMON } from "./stage.ts";

/** How often the clock jumps in a run. */
const JUMPS = 12;
/** As far as a step of a time server, a change of daylight saving or a wrong zone. */
const JUMP_MS = [1, 1_000, 3_600_000, 28_800_000];
const DAY_MS = 86_400_000;

/** Why two runs of one scenario are not the same; undefined when they are. */
export function unequalRuns(scenario: Scenario, options: RunOptions = {}): string | undefined {
  const [first, second] = [run(scenario, options).digest, run(scenario, options).digest];
  return first === second ? undefined : `seed ${scenario.seed} ran twice and ended at ${first} and at ${second}`;
}

/** What the daemon did differently because its wall clock jumped; undefined when nothing. */
export function movedByTheWall(scenario: Scenario, options: RunOptions = {}): string | undefined {
  const jumps = jumpsOf(scenario);
  const [still, moved] = [false, true].map((moves) => {
    const plan = [...scenario.plan, ...jumps.map((jump) => (moves ? jump : stayed(jump)))];
    return writesOf({ ...keeping(scenario), plan: plan.sort((a, b) => a.atMs - b.atMs) }, options);
  }) as [readonly string[], readonly string[]];
  const at = still.findIndex((write, i) => write !== moved[i]);
  if (at < 0 && still.length === moved.length) return undefined;
  const n = at < 0 ? still.length : at;
  return `seed ${scenario.seed}: write ${n + 1} of the daemon is "${moved[n] ?? "missing"}" when its wall clock jumps, and "${still[n] ?? "missing"}" when it does not`;
}

/** Whose journal's files stay: how old they are is told by the wall clock, too. */
const keeping = ({ topology, ...scenario }: Scenario): Scenario => ({
  ...scenario,
  topology: { ...topology, operating: { ...topology.operating, journalKeptMs: undefined } },
});

function jumpsOf({ seed, safetyMs, topology }: Scenario): Planned[] {
  const prng = new Prng(seed, "twice");
  const times = Array.from({ length: JUMPS }, () => Math.floor(prng.float() * safetyMs)).sort((a, b) => a - b);
  const [begin, end] = [momentOf(topology.start)!, momentOf(topology.start)! + safetyMs + 2 * CONVERGE_MS_MAX];
  const staysAt = (offset: number): boolean =>
    dayOf(begin + offset) === dayOf(end + offset) && dayOf(begin) === dayOf(begin + offset);
  let offset = 0;
  return times.map((atMs) => {
    const by = JUMP_MS[prng.between(0, JUMP_MS.length - 1)]! * (prng.chance(0.5) ? 1 : -1);
    const jump = [by, -by].find((one) => staysAt(offset + one)) ?? 0;
    offset += jump;
    const towards = jump < 0 ? "backward" : "forward";
    return { atMs, fault: "wall-jump", values: { host: DAEMON, byMs: Math.abs(jump), towards } };
  });
}

const dayOf = (wall: number): number => Math.floor(wall / DAY_MS);

const stayed = (jump: Planned): Planned => ({ ...jump, values: { ...jump.values, byMs: 0 } });

/** Everything that the daemon wrote, in order: `at <ms> to <connection>: <digest>`. */
function writesOf(scenario: Scenario, options: RunOptions): readonly string[] {
  const writes: string[] = [];
  const between = (io: Io): Io => {
    const under = options.between?.(io) ?? io;
    return { ...under, network: recorded(under, (line) => void writes.push(`at ${io.clock.now()} ms ${line}`)) };
  };
  run(scenario, { ...options, between });
  return writes;
}

function recorded({ network }: Io, write: (line: string) => void): Network {
  const told = (name: string, skipped: number): ((bytes: Uint8Array) => void) => {
    let count = 0;
    return (bytes) => {
      if (count++ >= skipped) write(`to ${name}: ${digestOf(bytes)}`);
    };
  };
  return {
    dial: (host, port, owner) => through(network.dial(host, port, owner), told(`${host}:${port}`, 0)),
    listen: (host, port, owner) =>
      network.listen(host, port, {
        ...owner,
        listening: (opened) => owner.listening(opened),
        failed: (code) => owner.failed(code),
        accepted: (socket, remote) => owner.accepted(through(socket, told(remote, 1)), remote),
      }),
  };
}

function through(socket: Socket, wrote: (bytes: Uint8Array) => void): Socket {
  return {
    write: (bytes) => {
      wrote(bytes);
      socket.write(bytes);
    },
    get unsent() {
      return socket.unsent;
    },
    end: () => socket.end(),
    reset: () => socket.reset(),
    pause: (paused) => socket.pause(paused),
  };
}

function digestOf(bytes: Uint8Array): string {
  const trace = new Trace();
  trace.bytes(bytes);
  return `${bytes.length} bytes ${trace.digest()}`;
}
