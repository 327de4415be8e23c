/**
 * The features that invariants, planted bugs and incidents wait for, each with the signs by which the tree itself says that
 * it has landed.
 *
 * A sign is a file whose path shows it, or a text in a file that stands today. It errs on the side of firing: whoever lands
 * a part of a feature activates what waits for it, or makes the sign more exact. `plant` is what the sign must see.
 */
export interface Feature {
  /** What it is, for people. */
  readonly says: string;
  readonly signs: readonly [Sign, ...Sign[]];
}

export type Sign =
  | { readonly path: RegExp; readonly plant: string }
  | { readonly file: string; readonly text: RegExp; readonly plant: string };

/** The project as signs see it: paths from its root, and what stands in a file. */
export interface Tree {
  readonly paths: readonly string[];
  text(file: string): string;
}

export const FEATURES = {
  "price watch": {
    says: "the sentinel's price watch: a stop that the market has crossed fires, or somebody is told",
    signs: [
      { path: /^src\/sentinel\/.*[iI]nert/, plant: "src/sentinel/inertStops.ts" },
      { path: /^src\/market\/.*[tT]ruth/, plant: "src/market/truth.ts" },
    ],
  },
  "list of others": {
    says: "a checker that holds what clients are shown of other people's orders against the broker's books",
    signs: [{ path: /^src\/sim\/checkers\/.*[oO]thers/, plant: "src/sim/checkers/othersOrders.ts" }],
  },
  "event stream": {
    says: "the native door with its event stream: numbered, resumable, with credentials",
    signs: [{ path: /^src\/downstream\/native\//, plant: "src/downstream/native/stream.ts" }],
  },
  ladder: {
    says: "the watchdog with its ladder: rungs of escalation up to a person",
    signs: [
      { path: /^src\/health\/.*([lL]adder|[wW]atchdog)/, plant: "src/health/watchdogLadder.ts" },
      { path: /^src\/cli\/watchdog\w*\.ts$/, plant: "src/cli/watchdog.ts" },
    ],
  },
} as const satisfies Readonly<Record<string, Feature>>;

export type FeatureName = keyof typeof FEATURES;
export const FEATURE_NAMES = Object.keys(FEATURES) as readonly FeatureName[];
export const isFeature = (name: string): name is FeatureName => Object.hasOwn(FEATURES, name);
export const feature = (name: FeatureName): Feature => FEATURES[name];

/** Where the tree shows that the feature is there; undefined when it does not. */
export function landedAt(name: FeatureName, tree: Tree): string | undefined {
  for (const sign of feature(name).signs) {
    const found = "path" in sign ? tree.paths.find((path) => sign.path.test(path)) : undefined;
    if (found !== undefined) return found;
    if ("file" in sign && sign.text.test(tree.text(sign.file))) return sign.file;
  }
  return undefined;
}
