/** What the help of `holdfast sim run`, `replay` and `mutants` teaches below their flags. */
export const RUN_EXAMPLES = `
A seed is a number from which a whole small world is drawn: a Gateway, your daemon, clients that trade through it, and
everything that goes wrong with networks, disks, processes and the broker. An independent oracle watches every wire and
every durable byte. Equal seeds under equal sources are equal runs to the last byte.

Examples:
  holdfast sim run                              a hundred seeds, a minute or so
  holdfast sim run --seeds 5000 --from 20001    a campaign over seeds that nobody has seen yet
  holdfast sim run --profile crash-storm        one kind of day
  holdfast sim run --hours 0.25 --seeds 20      short runs, while you work on something
  holdfast sim run --keep-going --no-shrink     everything that breaks, not only the first
  holdfast sim run --vault                      also the trade vault of every run against its rebuild, row by row
  holdfast sim run --json | jq .failed          for machines

A failure is made smaller as far as it goes, and written to holdfast-sim-SEED.json: a scenario that you can read, edit,
replay and keep as a test. Exit codes: 0 nothing broke, 1 something did, 2 the command is wrong.`;

export const REPLAY_EXAMPLES = `
Prints what happened, a line each, on simulated time: who sent what to whom, what became durable, what the broker did,
faults, deaths and births, and where a promise was broken.

Examples:
  holdfast sim replay 123                          the run of a seed
  holdfast sim replay 123@5a748b4e12ab             the same; says so when it was recorded under other sources
  holdfast sim replay holdfast-sim-123.json        a scenario file: a shrunk failure, or one you wrote
  holdfast sim replay 123 --until 1h02m3s          only the beginning
  holdfast sim replay 123 --focus alpha-x2-17      one order: by holdfast's key, orderId or permId
  holdfast sim replay 123 --shrink                 make it smaller and write holdfast-sim-123.json

A scenario file is one JSON object; every field is checked, and what is unknown is named.
Exit codes: 0 no violation, 1 a violation, 2 the command or the file is wrong.`;

export const MUTANTS_EXAMPLES = `
Green means little before red was seen. Each planted bug changes a few lines of the daemon as they are loaded, and seeds are
run until an invariant breaks; the same seed must pass without the bug. A bug in what does not exist yet waits for it. The
canary is a seed that must fail, or the simulation has stopped looking.

Examples:
  holdfast sim mutants                          all of them, a few minutes
  holdfast sim mutants M1 M5                    these two
  holdfast sim mutants M5 --from 1001           with other seeds
  holdfast sim mutants --json | jq '.mutants[] | select(.caught | not)'

Planted bugs come with the repository (test/mutants/). Exit codes: 0 each was caught, 1 one was not, or the canary lives,
2 the command is wrong or there is no checkout.`;
