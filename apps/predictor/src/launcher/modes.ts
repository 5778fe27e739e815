import { nearest } from "@alpha-engine/dialect";
import { SpotWorkloadError, type LauncherStage } from "@alpha-engine/spot-workload/launcher";

export interface Mode {
  /** Names its logs, staging and instance. */
  readonly slug: string;
  readonly stages: readonly LauncherStage[];
  readonly heartbeats: readonly string[];
}

/** The flags that choose a mode, as commander names them; what belongs to a mode comes with it. */
export interface ModeFlags {
  readonly fullOnly?: true;
  readonly smokeOnly?: true;
  readonly both?: true;
  readonly modelZooWeekly?: true;
  readonly modelZooSpec?: string;
  readonly modelZooSelect?: true;
  readonly shadowBasis?: string;
}

/** Challengers that one weekly rotation fits. */
const WEEKLY_BUDGET = 3;

const SMOKE: LauncherStage = { name: "smoke", command: "smoke" };

/** Names, and what they are for `--help`. */
export const MODES: Readonly<Record<string, string>> = {
  both: "smoke, then full training: the default",
  full: "full training (--full-only)",
  smoke: "train on the last years only, below .smoke/ (--smoke-only)",
  "model-zoo-weekly": "fit the challengers whose turn it is (--model-zoo-weekly)",
  "model-zoo-spec": "fit one challenger (--model-zoo-spec ID)",
  "model-zoo-select": "hold champion and challengers against each other (--model-zoo-select)",
};

/**
 * The one mode that all words together mean.
 *
 * @param word - the mode by its name, if it was given so.
 */
export function modeOf(word: string | undefined, flags: ModeFlags, environment: NodeJS.ProcessEnv = process.env): Mode {
  const said = new Map<string, string>();
  if (word !== undefined) said.set(modeNamed(word), word);
  const given = [
    [flags.both, "both", "--both"],
    [flags.fullOnly, "full", "--full-only"],
    [flags.smokeOnly, "smoke", "--smoke-only"],
    [flags.modelZooWeekly, "model-zoo-weekly", "--model-zoo-weekly"],
    [flags.modelZooSpec, "model-zoo-spec", "--model-zoo-spec"],
    [flags.modelZooSelect, "model-zoo-select", "--model-zoo-select"],
  ] as const;
  for (const [isGiven, mode, flag] of given) if (isGiven !== undefined) said.set(mode, flag);
  const [name = "both", ...others] = said.keys();
  if (others.length > 0) {
    throw new SpotWorkloadError("USAGE", `contradictory modes: ${[...said.values()].join(" and ")}; give one`);
  }
  if (flags.shadowBasis !== undefined && name !== "both" && name !== "full") {
    throw new SpotWorkloadError(
      "USAGE",
      `--shadow-basis and ${said.get(name)} contradict each other: it goes with full training`,
    );
  }
  if (name === "model-zoo-spec" && flags.modelZooSpec === undefined) {
    throw new SpotWorkloadError("USAGE", "model-zoo-spec: which one? Give --model-zoo-spec ID");
  }
  return modeFor(name, flags, environment);
}

function modeFor(name: string, { shadowBasis, modelZooSpec }: ModeFlags, environment: NodeJS.ProcessEnv): Mode {
  const shadow = shadowBasis === undefined ? "" : ` --shadow-basis ${shadowBasis}`;
  const train: LauncherStage = { name: "train", command: `train${shadow}` };
  switch (name) {
    case "smoke":
      return { slug: "predictor-smoke", stages: [SMOKE], heartbeats: [] };
    case "full":
      return { slug: "predictor-training", stages: [train], heartbeats: ["predictor-training"] };
    case "model-zoo-weekly":
      return zoo("model-zoo-weekly", ` --budget ${weeklyBudget(environment)}`, "predictor-model-zoo");
    case "model-zoo-spec":
      return zoo("model-zoo-spec", ` --spec ${modelZooSpec}`, "predictor-model-zoo-spec");
    case "model-zoo-select":
      return zoo("model-zoo-select", "", "predictor-model-zoo-select");
    default:
      return { slug: "predictor-training", stages: [SMOKE, train], heartbeats: ["predictor-training"] };
  }
}

function zoo(name: string, options: string, process: string): Mode {
  return { slug: process, stages: [{ name, command: `${name}${options}` }], heartbeats: [process] };
}

function weeklyBudget({ MODEL_ZOO_WEEKLY_BUDGET: said = "" }: NodeJS.ProcessEnv): number {
  if (said === "") return WEEKLY_BUDGET;
  if (/^[1-9]\d?$/.test(said)) return Number(said);
  throw new SpotWorkloadError(
    "USAGE",
    `$MODEL_ZOO_WEEKLY_BUDGET: expected a whole number from 1 to 99, got ${JSON.stringify(said)}`,
  );
}

function modeNamed(word: string): string {
  const names = Object.keys(MODES);
  if (names.includes(word)) return word;
  const near = nearest(word, names);
  throw new SpotWorkloadError(
    "USAGE",
    `no mode '${word}'${near === undefined ? "" : ` (did you mean ${near}?)`}; expected one of ${names.join(", ")}`,
  );
}
