import { nearest } from "@alpha-engine/dialect";
import { SpotWorkloadError, type LauncherStage } from "@alpha-engine/spot-workload/launcher";

/** What a mode runs, and the heartbeats that it earns. */
export interface Mode {
  /** Names its logs, staging and instance. */
  readonly slug: string;
  readonly stages: readonly LauncherStage[];
  readonly heartbeats: readonly string[];
  readonly description: string;
}

const MORNING_ENRICH: LauncherStage = { name: "morning-enrich", command: "morning-enrich" };
const PHASE1: LauncherStage = { name: "phase1", command: "phase1" };
const RAG: LauncherStage = { name: "rag", command: "rag" };

export type ModeName =
  | "full"
  | "data"
  | "morning-enrich"
  | "phase1"
  | "rag"
  | "drift"
  | "smoke"
  | "rag-smoke"
  | "drift-smoke";

export const MODES: Readonly<Record<ModeName, Mode>> = {
  full: {
    slug: "data-weekly",
    stages: [MORNING_ENRICH, PHASE1, RAG],
    heartbeats: ["morning-enrich", "data-phase1", "universe-prune", "rag-ingestion"],
    description: "morning-enrich, phase1 and rag",
  },
  data: {
    slug: "data-phase1",
    stages: [MORNING_ENRICH, PHASE1],
    heartbeats: ["morning-enrich", "data-phase1", "universe-prune"],
    description: "morning-enrich and phase1",
  },
  "morning-enrich": {
    slug: "morning-enrich",
    stages: [MORNING_ENRICH],
    heartbeats: ["morning-enrich"],
    description: "fill the daily closes",
  },
  phase1: {
    slug: "data-phase1",
    stages: [PHASE1],
    heartbeats: ["data-phase1", "universe-prune"],
    description: "validate and publish the prices",
  },
  rag: { slug: "rag-ingestion", stages: [RAG], heartbeats: ["rag-ingestion"], description: "index the documents" },
  drift: {
    slug: "drift-detection",
    stages: [{ name: "drift", command: "drift --alert" }],
    heartbeats: ["drift-detection"],
    description: "has the distribution of the features drifted",
  },
  smoke: {
    slug: "data-smoke",
    stages: [{ name: "smoke", command: "smoke" }],
    heartbeats: [],
    description: "every stage on the last six years, written below .smoke/",
  },
  "rag-smoke": {
    slug: "rag-smoke",
    stages: [{ name: "rag-smoke", command: "rag --dry-run" }],
    heartbeats: [],
    description: "rag without a write",
  },
  "drift-smoke": {
    slug: "drift-smoke",
    stages: [{ name: "drift-smoke", command: "drift --dry-run" }],
    heartbeats: [],
    description: "drift without a write",
  },
};

/** The flag of each mode that has one: another spelling of its name. */
export const MODE_FLAGS: Readonly<Record<`--${string}`, ModeName>> = {
  "--morning-enrich-only": "morning-enrich",
  "--phase1-only": "phase1",
  "--rag-only": "rag",
  "--data-only": "data",
  "--drift-only": "drift",
  "--smoke-only": "smoke",
  "--rag-smoke-only": "rag-smoke",
};

/**
 * The one mode that all words together mean.
 *
 * @param word - the mode by its name, if it was given so.
 * @param flags - the mode flags that were given, in the order of {@link MODE_FLAGS}.
 */
export function modeOf(word: string | undefined, flags: readonly `--${string}`[]): ModeName {
  const said = new Map<ModeName, string>();
  if (word !== undefined) said.set(modeNamed(word), word);
  for (const flag of flags) said.set(MODE_FLAGS[flag] as ModeName, flag);
  // Drift detection had a launcher of its own, whose smoke was --smoke-only.
  if (said.has("drift") && said.delete("smoke")) {
    said.delete("drift");
    said.set("drift-smoke", "drift --smoke-only");
  }
  const [first = "full", ...others] = said.keys();
  if (others.length > 0)
    throw new SpotWorkloadError("USAGE", `contradictory modes: ${[...said.values()].join(" and ")}; give one`);
  return first;
}

function modeNamed(word: string): ModeName {
  const names = Object.keys(MODES) as readonly ModeName[];
  const found = names.find((name) => name === word);
  if (found !== undefined) return found;
  const near = nearest(word, names);
  throw new SpotWorkloadError(
    "USAGE",
    `no mode '${word}'${near === undefined ? "" : ` (did you mean ${near}?)`}; expected one of ${names.join(", ")}`,
  );
}
